// What else the public suffix list tells: used by the finder of URLs in text and by checks of what
// a link shows. Pure, thread-safe.
#pragma once

#include <string_view>

namespace linking {

// Whether the last label is a top level domain that exists. `host` in lower case.
bool has_known_suffix(std::string_view host);

} // namespace linking
