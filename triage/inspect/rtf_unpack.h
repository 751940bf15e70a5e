// Rich text as Outlook and Exchange send it in their properties: packed ([MS-OXRTFCP]), often with
// the message's HTML inside ([MS-OXRTFEX]). Used by the property reader (mapi). Pure, thread-safe.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace inspect {

// At most `limit` bytes; what could be unpacked where the data breaks off. The sizes and the
// checksum of the header are not believed. Nothing when it is no such stream.
std::optional<std::string> rtf_unpack(std::string_view packed, std::size_t limit);

struct RichText {
    bool html = false; // `shown` is HTML that was wrapped in RTF
    std::string shown; // UTF-8; field instructions, which name links' targets, are in it
};

// Linear; groups nested deeper than a bound are read as if they were not nested.
RichText read_rtf(std::string_view rtf);

} // namespace inspect
