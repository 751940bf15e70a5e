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
    const std::string_view head = data.substr(0, zip_reach);
    if (head.find("[Content_Types].xml") != head.npos || head.find("_rels/.rels") != head.npos)
        return Ooxml;
    if (head.find("mimetypeapplication/vnd.oasis.opendocument") != head.npos)
        return OpenDocument;
    return Zip;
}

bool is_ooxml_part(std::string_view data, std::string_view path)
{
    static constexpr std::string_view folders[] { "word/", "xl/", "ppt/", "visio/", "_rels/" };
    if (!data.starts_with('<') && !data.starts_with("\xEF\xBB\xBF<")
        && !data.starts_with("\xFF\xFE<"))
        return false;
    const std::string low = core::to_lower_ascii(path);
    return (low.ends_with(".xml") || low.ends_with(".rels"))
        && std::any_of(std::begin(folders), std::end(folders),
            [&](std::string_view f) { return low.starts_with(f); });
}

template <std::size_t N>
Format listed(const std::pair<std::string_view, Format> (&table)[N], std::string_view key)
{
    for (const auto& [name, format] : table)
        if (name == key)
            return format;
    return Unknown;
}

} // namespace

Format format_of(std::string_view data, std::string_view name, std::string_view type)
{
    for (const Magic& m : magics)
        if (data.size() > m.at && data.substr(m.at).starts_with(m.bytes))
            return m.format == Zip ? zip_of(data) : m.format;
    if (data.substr(0, pdf_reach).find("%PDF-") != data.npos)
        return Pdf;
    if (is_ooxml_part(data, name))
        return OoxmlPart;
    if (const Format f = markup_of(data); f != Unknown)
        return f;
    if (const Format f = listed(endings, extension(name)); f != Unknown)
        return f;
    return listed(types, type);
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
