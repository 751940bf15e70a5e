// `triagectl train summary` and `eval summary`: mail and its subjects to a model that picks the
// sentence of a summary, and what that model is worth.
#pragma once

#include <iosfwd>

#include "milter/config.h"
#include "milter/ctl/options.h"

namespace ctl {

int train_summary(const milter::Config& config, const StudyOptions& options, std::ostream& out,
    std::ostream& err);
int eval_summary(const milter::Config& config, const StudyOptions& options, std::ostream& out,
    std::ostream& err);

} // namespace ctl
