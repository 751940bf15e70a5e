#include "triage/inspect/format.h"

#include <algorithm>
#include <iterator>

#include <cstddef>
#include <utility>

#include "triage/core/text.h"
#include "triage/inspect/file_type.h"

namespace inspect {

namespace {

using enum Format;

struct Magic {
    std::size_t at;
    std::string_view bytes;
    Format format;
};

constexpr Magic magics[] {
    { 0, "PK\x03\x04", Zip },
    { 0, "PK\x05\x06", Zip }, // one without members
    { 0, "Rar!\x1A\x07", Rar },
    { 0, "7z\xBC\xAF\x27\x1C", SevenZip },
    { 0, "\x1F\x8B", Gzip },
    { 0, "BZh", Bzip2 },
    { 0, std::string_view("\xFD\x37zXZ\0", 6), Xz },
    { 0, "\x28\xB5\x2F\xFD", Zstd },
    { 257, "ustar", Tar },
    { 0, "MSCF", Cab },
    { 0x8001, "CD001", Iso },
    { 7, "**ACE**", Ace },
    { 0, "\x60\xEA", Arj },
    { 2, "-lh", Lzh },
    { 0, "\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1", Ole },
    { 0, "{\\rt", Rtf }, // Word reads it without the f
    { 0, "\xE4\x52\x5C\x7B\x8C\xD8\xA7\x4D\xAE\xB1\x53\x78\xD0\x29\x96\xD3", OneNote },
    { 0, "\x78\x9F\x3E\x22", Tnef },
    { 0, "\x89PNG\r\n\x1A\n", Png },
    { 0, "\xFF\xD8\xFF", Jpeg },
    { 0, "GIF8", Gif },
    { 0, "BM", Bmp },
    { 8, "WEBP", Webp },
};

// What the first bytes leave open.
constexpr std::pair<std::string_view, Format> endings[] {
    { "html", Html },
    { "htm", Html },
    { "shtml", Html },
    { "xhtml", Html },
    { "xht", Html },
    { "svg", Svg },
    { "ics", Calendar },
    { "vcs", Calendar },
    { "eml", Message },
    { "tar", Tar },
    { "zip", Zip }, // with something before it
    { "one", OneNote },
};
constexpr std::pair<std::string_view, Format> types[] {
    { "text/html", Html },
    { "application/xhtml+xml", Html },
    { "image/svg+xml", Svg },
    { "text/calendar", Calendar },
    { "message/rfc822", Message },
    { "message/global", Message },
    { "application/ms-tnef", Tnef },
};

constexpr std::size_t pdf_reach = 1024; // readers look for the head in the first kilobyte
constexpr std::size_t markup_reach = 4096; // behind comments and white space
constexpr std::size_t zip_reach = 16384; // of names in local headers

Format markup_of(std::string_view data)
{
    std::string_view head = data.substr(0, markup_reach);
    if (head.starts_with("\xEF\xBB\xBF"))
        head.remove_prefix(3);
    const std::string text = core::to_lower_ascii(core::trim(head));
    if (text.starts_with("begin:vcalendar"))
        return Calendar;
    if (!text.starts_with('<'))
        return Unknown;
    if (text.find("<svg") != text.npos && text.find("<html") == text.npos)
        return Svg;
    for (const std::string_view tag : { "<!doctype html", "<html", "<head", "<body", "<script" })
        if (text.find(tag) != text.npos)
            return Html;
    return Unknown;
}

Format zip_of(std::string_view data)
{
    const std::string head = core::to_lower_ascii(data.substr(0, zip_reach));
    if (head.find("[content_types].xml") != head.npos || head.find("_rels/.rels") != head.npos)
        return Ooxml;
    if (head.find("mimetypeapplication/vnd.oasis.opendocument") != head.npos)
        return OpenDocument;
    return Zip;
}

template <std::size_t N>
Format listed(const std::pair<std::string_view, Format> (&table)[N], std::string_view key)
{
    for (const auto& [name, format] : table)
        if (name == key)
            return format;
    return Unknown;
}

// Whether markup is what comes first, in UTF-8 or UTF-16, behind what readers pass over.
bool is_xml(std::string_view data)
{
    for (const std::string_view mark : { "\xEF\xBB\xBF", "\xFF\xFE", "\xFE\xFF" })
        if (data.starts_with(mark))
            data.remove_prefix(mark.size());
    const std::size_t at = data.find_first_not_of(std::string_view("\0 \t\r\n", 5));
    return at != data.npos && data[at] == '<';
}

// Parts are found by relationships and content types: any name and folder will do. Only pages and
// drawings are left to their own inspectors, and those not for their name alone.
bool is_office_xml(std::string_view data, std::string_view path)
{
    if (!is_xml(data))
        return false;
    const std::string ending = extension(path);
    if (ending == "xml" || ending == "rels")
        return true;
    return (markup_of(data) == Unknown && listed(endings, ending) != Html)
        || data.substr(0, markup_reach).find("openxmlformats.org/") != data.npos;
}

bool is_ooxml_part(std::string_view data, std::string_view path, std::string_view type)
{
    if (type == office_member)
        return is_office_xml(data, path);
    static constexpr std::string_view folders[] { "word/", "xl/", "ppt/", "visio/", "_rels/" };
    std::string low = core::to_lower_ascii(path);
    std::replace(low.begin(), low.end(), '\\', '/');
    low.erase(0, low.find_first_not_of('/'));
    return (low.ends_with(".xml") || low.ends_with(".rels")) && is_xml(data)
        && std::any_of(std::begin(folders), std::end(folders),
            [&](std::string_view f) { return low.starts_with(f); });
}

} // namespace

Format format_of(std::string_view data, std::string_view name, std::string_view type)
{
    for (const Magic& m : magics)
        if (data.size() > m.at && data.substr(m.at).starts_with(m.bytes))
            return m.format == Zip ? zip_of(data) : m.format;
    if (is_ooxml_part(data, name, type))
        return OoxmlPart;
    if (data.substr(0, pdf_reach).find("%PDF-") != data.npos)
        return Pdf;
    if (const Format f = markup_of(data); f != Unknown)
        return f;
    if (const Format f = listed(endings, extension(name)); f != Unknown)
        return f;
    return listed(types, type);
}

bool is_office_name(std::string_view name)
{
    static constexpr std::string_view kinds[] { "doc", "dot", "xls", "xlt", "xla", "ppt", "pps",
        "pot", "ppa", "vsd" };
    const std::string ending = extension(name);
    return ending.size() <= 4
        && std::any_of(std::begin(kinds), std::end(kinds),
            [&](std::string_view kind) { return ending.starts_with(kind); });
}

bool is_picture(Format f)
{
    return f >= Png && f <= Webp;
}

bool is_archive(Format f)
{
    return f >= Zip && f <= Lzh;
}

} // namespace inspect
