// Content-Transfer-Encoding (RFC 2045 section 6), and uuencode, into bytes.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace mime {

struct Decoded {
    std::string bytes;
    bool truncated = false; // `cap` was reached
    bool known = true; // false: unknown encoding, bytes are as transported
    bool strict = true; // well-formed: every decoder gets these bytes
};

// `encoding`: the token in lower case. At most `cap` bytes come out.
Decoded decode_transfer(std::string_view encoded, std::string_view encoding, std::size_t cap);

} // namespace mime
