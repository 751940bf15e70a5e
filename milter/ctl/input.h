// Messages that are named on the command line, and the streams that a command speaks to.
#pragma once

#include <istream>
#include <ostream>
#include <string>

#include "triage/core/result.h"

namespace ctl {

struct Streams {
    std::istream& in; // for "-"
    std::ostream& out;
    std::ostream& err;
};

// The bytes of a file, or of `standard_input` for "-"; at most 1 GiB.
core::Result<std::string> read_input(const std::string& name, std::istream& standard_input);

} // namespace ctl
