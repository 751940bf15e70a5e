// What evidence calls an HTML part.
#pragma once

#include <string>

#include "triage/scan/context.h"

namespace scan {

// Its file name, else "part N".
std::string part_name(const Context& c, const core::HtmlFacts& h);

} // namespace scan
