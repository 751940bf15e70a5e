// Text in UTF-16 as Microsoft's formats hold it. Used by the inspectors. Pure, thread-safe.
#pragma once

#include <string>
#include <string_view>

namespace inspect {

// Little-endian UTF-16 as UTF-8; NUL characters at the end are dropped, half pairs become U+FFFD.
std::string narrow(std::string_view wide);
// The other way for ASCII: what to look for in bytes that hold UTF-16.
std::string widen(std::string_view ascii);

} // namespace inspect
