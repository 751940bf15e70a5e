// Text in UTF-16 as Microsoft's formats hold it. Used by the inspectors. Pure, thread-safe.
#pragma once

#include <string>
#include <string_view>

namespace inspect {

// Little-endian UTF-16 as UTF-8; NUL characters at the end are dropped, half pairs become U+FFFD.
std::string narrow(std::string_view wide);
// Text of an XML part in UTF-8, whichever of UTF-8 and UTF-16 it is in (XML 1.0, appendix F), with
// a byte order mark or not.
std::string xml_in_utf8(std::string_view xml);
// The other way for ASCII: what to look for in bytes that hold UTF-16.
std::string widen(std::string_view ascii);

} // namespace inspect
