// What the finder of URLs in text needs of the public suffix list; private to this folder.
#pragma once

#include <string_view>

namespace linking {

// Whether the last label is a top level domain that exists. `host` in lower case.
bool has_known_suffix(std::string_view host);

} // namespace linking
