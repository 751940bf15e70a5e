// `triagectl train requests` and `eval requests`: judged sentences to a model, and what it is
// worth.
#pragma once

#include <iosfwd>

#include "milter/config.h"
#include "milter/ctl/options.h"

namespace ctl {

int train_requests(const milter::Config& config, const StudyOptions& options, std::ostream& out,
    std::ostream& err);
int eval_requests(const milter::Config& config, const StudyOptions& options, std::ostream& out,
    std::ostream& err);

} // namespace ctl
