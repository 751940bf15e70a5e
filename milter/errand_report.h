// What the commands `forget` and `export` came to, as an answer of the stats socket: an export has
// a row for every record and delivery that is kept of the person. Pure.
#pragma once

#include "milter/stats/report.h"
#include "milter/store/errands.h"

namespace milter {

stats::Report errand_report(const store::Errands::Status& status);

} // namespace milter
