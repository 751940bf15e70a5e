// Orders to an assistant program that may read the mail: "ignore all previous instructions …", and
// text in tag characters, which no reader sees. Pure, linear, thread-safe.
#pragma once

#include <string>
#include <string_view>

namespace scan {

// The words that give such an order; empty if there are none. `folded`: as identity::fold gives it.
std::string order_to_assistant(std::string_view folded);

// What the tag characters (U+E0020 to U+E007E) of a text spell, as ASCII. Flags of regions, which
// are a black flag and tags, are left out.
std::string tag_text(std::string_view utf8);

} // namespace scan
