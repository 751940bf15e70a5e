// How much of one text is found in another, by words. Pure, linear.
#pragma once

#include <string>
#include <string_view>

namespace scan {

// Whether more than half of the text's distinct words do not occur in `known`. Words are hashed
// into a small set, so a long `known` text makes it answer no rather than yes.
bool mostly_new(std::string_view text, std::string_view known);

// The stretches of three words or more that `known` has not in that order, each on a line. A
// dictionary as `known` hides nothing from it, only the text itself does.
std::string new_stretches(std::string_view text, std::string_view known);

} // namespace scan
