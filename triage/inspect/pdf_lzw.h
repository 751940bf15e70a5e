// LZW as TIFF and PDF have it (ISO 32000-1, 7.4.4): codes of 9 to 12 bits, high bits first. Pure.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace inspect {

// At most about `most` bytes; what comes before damage. `early`: code lengths grow one code early.
std::string unpack_pdf_lzw(std::string_view packed, bool early, std::size_t most);

} // namespace inspect
