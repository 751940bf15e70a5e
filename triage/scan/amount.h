// Amounts of money in text, in whatever language: figures and a currency near them. Pure, linear.
#pragma once

#include <string_view>

namespace scan {

// The first amount of a million or more; empty if there is none. `folded`: identity/fold.h.
std::string_view millions_in(std::string_view folded);

} // namespace scan
