// Windows' code pages, by which Microsoft's formats name charsets. Pure, thread-safe.
#pragma once

#include <cstdint>
#include <string>

namespace inspect {

// A charset label for mime::decode_text; empty where the number is unknown.
std::string charset_of_codepage(std::uint32_t codepage);

} // namespace inspect
