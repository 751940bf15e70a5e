// File formats that an inspector reads or a finding names, told by their first bytes and, where
// those say nothing, by name and claimed type. Pure, thread-safe.
#pragma once

#include <cstdint>
#include <string_view>

namespace inspect {

enum class Format : std::uint8_t {
    Unknown,
    // archives and compressors
    Zip,
    Rar,
    SevenZip,
    Gzip,
    Bzip2,
    Xz,
    Zstd,
    Tar,
    Cab,
    Iso,
    Ace,
    Arj,
    Lzh,
    // documents
    Ole, // compound file: Office 97-2003, MSI, Outlook messages
    Ooxml, // a ZIP that says so in its first entries
    OoxmlPart, // XML in it, by its path
    OpenDocument,
    Rtf,
    Pdf,
    OneNote,
    Html,
    Svg,
    Calendar,
    Tnef,
    Message, // RFC 5322
    // pictures
    Png,
    Jpeg,
    Gif,
    Bmp,
    Webp,
};

// What the archive inspector gives as the type of members of Office documents; no media type.
constexpr std::string_view office_member = "office member";

Format format_of(std::string_view data, std::string_view name, std::string_view type);
bool is_office_name(std::string_view name); // that Word and its like open as a ZIP
bool is_picture(Format f);
bool is_archive(Format f); // a container of files whose purpose is to contain them

} // namespace inspect
