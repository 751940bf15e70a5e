// Tag lists of DKIM and ARC fields (RFC 6376 section 3.2): "d=example.org; h=from:to". Nothing is
// verified here: a tag is what the sender wrote. Pure, linear, thread-safe.
#pragma once

#include <string>
#include <string_view>

namespace identity {

// Value of the first tag of that name, white space removed; empty if there is none. Reads 16 KiB.
std::string tag_value(std::string_view list, std::string_view name);

} // namespace identity
