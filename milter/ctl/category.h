// `triagectl train category` and `eval category`: the model of categories, from folders of mail and
// a table of what people judged some of it to be. Called by main.cc.
#pragma once

#include <iosfwd>

#include "milter/config.h"
#include "milter/ctl/options.h"

namespace ctl {

int train_category(
    const milter::Config&, const StudyOptions&, std::ostream& out, std::ostream& err);
int eval_category(const milter::Config&, const StudyOptions&, std::ostream& out, std::ostream& err);

} // namespace ctl
