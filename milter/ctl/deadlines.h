// `triagectl eval deadlines`: how well points in time are found by which the reader is to act, on
// mail that people have read for them. Called by main.cc.
#pragma once

#include <iosfwd>

#include "milter/config.h"
#include "milter/ctl/options.h"

namespace ctl {

int eval_deadlines(
    const milter::Config&, const StudyOptions&, std::ostream& out, std::ostream& err);

} // namespace ctl
