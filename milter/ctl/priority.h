// `triagectl train priority` and `eval priority`: what is believed of answers before a site has
// taught anything, and how well answers are foretold, replaying mail as it came.
#pragma once

#include <iosfwd>

#include "milter/config.h"
#include "milter/ctl/options.h"

namespace ctl {

int train_priority(const milter::Config& config, const StudyOptions& options, std::ostream& out,
    std::ostream& err);
int eval_priority(const milter::Config& config, const StudyOptions& options, std::ostream& out,
    std::ostream& err);

} // namespace ctl
