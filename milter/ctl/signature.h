// `triagectl train signature` and `eval signature`: the model that knows where a signature begins,
// from folders of letters whose signatures are marked. Called by main.cc.
#pragma once

#include <iosfwd>

#include "milter/config.h"
#include "milter/ctl/options.h"

namespace ctl {

int train_signature(
    const milter::Config&, const StudyOptions&, std::ostream& out, std::ostream& err);
int eval_signature(
    const milter::Config&, const StudyOptions&, std::ostream& out, std::ostream& err);

} // namespace ctl
