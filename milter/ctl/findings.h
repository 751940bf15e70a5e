// `triagectl findings`: every finding that the scan can report, from the tables that it runs from;
// also the list of triage-findings(5), which is made with it.
#pragma once

#include <iosfwd>

#include "milter/config.h"

namespace ctl {

// One line a finding, by group; with `mdoc` as list items of a manual page. The severities are the
// configuration's. Returns an exit status; mistakes in rule files go to `errors`.
int list_findings(const milter::Config& config, bool mdoc, std::ostream& out, std::ostream& errors);

} // namespace ctl
