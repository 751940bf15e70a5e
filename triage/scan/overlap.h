// How much of one text is found in another, by words. Pure, linear.
#pragma once

#include <string_view>

namespace scan {

// Whether more than half of the text's distinct words do not occur in `known`. Words are hashed
// into a small set, so a long `known` text makes it answer no rather than yes.
bool mostly_new(std::string_view text, std::string_view known);

} // namespace scan
