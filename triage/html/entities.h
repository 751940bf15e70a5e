// Character references of HTML. Pure.
#pragma once

#include <string>
#include <string_view>

namespace html {

enum class Place { Text, Attribute };

// Appends `raw` with its references decoded: all numeric ones, the named ones of references.h.
// Linear. (WHATWG HTML section 13.2.5.72 and following.)
void append_decoded(std::string& out, std::string_view raw, Place place);
std::string decoded(std::string_view raw, Place place);

} // namespace html
