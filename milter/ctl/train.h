// `triagectl train threats`: labelled folders to a content model.
#pragma once

#include <iosfwd>

#include "milter/config.h"
#include "milter/ctl/options.h"

namespace ctl {

int train(const milter::Config& config, const StudyOptions& options, std::ostream& out,
    std::ostream& err);

} // namespace ctl
