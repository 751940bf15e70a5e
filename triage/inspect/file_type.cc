#include "triage/inspect/file_type.h"

#include <algorithm>
#include <array>
#include <utility>

#include "triage/core/text.h"

namespace inspect {

namespace {

using enum FileClass;

constexpr std::pair<std::string_view, FileClass> endings[] {
    { "txt", Text },
    { "csv", Text },
    { "log", Text },
    { "md", Text },
    { "ics", Text },
    { "vcf", Text },
    { "patch", Text },
    { "diff", Text },
    { "png", Image },
    { "jpg", Image },
    { "jpeg", Image },
    { "gif", Image },
    { "webp", Image },
    { "bmp", Image },
    { "tif", Image },
    { "tiff", Image },
    { "heic", Image },
    { "mp3", Image },
    { "wav", Image },
    { "mp4", Image },
    { "pdf", Pdf },
    { "doc", Document },
    { "docx", Document },
    { "xls", Document },
    { "xlsx", Document },
    { "ppt", Document },
    { "pptx", Document },
    { "odt", Document },
    { "ods", Document },
    { "odp", Document },
    { "rtf", Document },
    { "docm", Document },
    { "xlsm", Document },
    { "xlsb", Document },
    { "pptm", Document },
    { "epub", Document },
    { "pages", Document },
    { "zip", Archive },
    { "rar", Archive },
    { "7z", Archive },
    { "gz", Archive },
    { "tar", Archive },
    { "tgz", Archive },
    { "bz2", Archive },
    { "xz", Archive },
    { "cab", Archive },
    { "ace", Archive },
    { "arj", Archive },
    { "lzh", Archive },
    { "html", Html },
    { "htm", Html },
    { "shtml", Html },
    { "xhtml", Html },
    { "mht", Html },
    { "mhtml", Html },
    { "xht", Html },
    { "exe", Executable },
    { "scr", Executable },
    { "com", Executable },
    { "pif", Executable },
    { "cpl", Executable },
    { "msi", Executable },
    { "msix", Executable },
    { "msp", Executable },
    { "appx", Executable },
    { "jar", Executable },
    { "dll", Executable },
    { "xll", Executable },
    { "apk", Executable },
    { "app", Executable },
    { "ocx", Executable },
    { "sys", Executable },
    { "js", Script },
    { "jse", Script },
    { "vbs", Script },
    { "vbe", Script },
    { "wsf", Script },
    { "wsh", Script },
    { "wsc", Script },
    { "hta", Script },
    { "ps1", Script },
    { "psm1", Script },
    { "bat", Script },
    { "cmd", Script },
    { "py", Script },
    { "sh", Script },
    { "pl", Script },
    { "rb", Script },
    { "chm", Script },
    { "sct", Script },
    { "au3", Script },
    { "csproj", Script },
    { "lnk", Shortcut },
    { "url", Shortcut },
    { "scf", Shortcut },
    { "library-ms", Shortcut },
    { "settingcontent-ms", Shortcut },
    { "search-ms", Shortcut },
    { "website", Shortcut },
    { "desktop", Shortcut },
    { "webloc", Shortcut },
    { "rdp", Install },
    { "mobileconfig", Install },
    { "reg", Install },
    { "iqy", Install },
    { "oqy", Install },
    { "slk", Install },
    { "msc", Install },
    { "appinstaller", Install },
    { "ovpn", Install },
    { "iso", DiskImage },
    { "img", DiskImage },
    { "vhd", DiskImage },
    { "vhdx", DiskImage },
    { "udf", DiskImage },
    { "dmg", DiskImage },
};

struct Magic {
    std::size_t at;
    std::string_view bytes;
    FileClass file;
};

constexpr Magic magics[] {
    { 0,
        "\x7F"
        "ELF",
        Executable },
    { 0, std::string_view("\xCF\xFA\xED\xFE", 4), Executable }, // Mach-O 64
    { 0, std::string_view("\xCE\xFA\xED\xFE", 4), Executable },
    { 0, std::string_view("L\0\0\0\x01\x14\x02\0", 8), Shortcut },
    { 0, "%PDF-", Pdf },
    { 0, "\x89PNG\r\n", Image },
    { 0, "\xFF\xD8\xFF", Image },
    { 0, "GIF8", Image },
    { 0, "PK\x03\x04", Archive },
    { 0, "Rar!\x1A\x07", Archive },
    { 0, "7z\xBC\xAF\x27\x1C", Archive },
    { 0, "\x1F\x8B\x08", Archive },
    { 0, "BZh", Archive },
    { 0,
        std::string_view("\xFD"
                         "7zXZ\0",
            6),
        Archive },
    { 0, "MSCF", Archive },
    { 0, "{\\rtf", Document },
    { 0, "\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1", Document },
    { 0x8001, "CD001", DiskImage },
    { 0, "conectix", DiskImage },
    { 0, "vhdxfile", DiskImage },
};

// "MZ" alone begins many a text: the header must point to "PE" as well.
bool is_windows_program(std::string_view data)
{
    if (!data.starts_with("MZ") || data.size() < 0x40)
        return false;
    std::size_t at = 0;
    for (std::size_t i = 0; i < 4; ++i)
        at |= std::size_t { static_cast<unsigned char>(data[0x3C + i]) } << (8 * i);
    return at + 2 <= data.size() && data.substr(at, 2) == "PE";
}

bool is_html(std::string_view data)
{
    const std::string head = core::to_lower_ascii(core::trim(data.substr(0, 512)));
    return head.starts_with("<!doctype html") || head.starts_with("<html")
        || head.starts_with("<script") || head.starts_with("<head");
}

} // namespace

std::string extension(std::string_view filename)
{
    while (!filename.empty() && (filename.back() == '.' || filename.back() == ' '))
        filename.remove_suffix(1);
    const std::size_t dot = filename.rfind('.');
    if (dot == filename.npos || filename.size() - dot > 24)
        return {};
    return core::to_lower_ascii(core::trim(filename.substr(dot + 1)));
}

FileClass name_class(std::string_view filename)
{
    const std::string ending = extension(filename);
    for (const auto& [name, file] : endings)
        if (name == ending)
            return file;
    return Unknown;
}

FileClass magic_class(std::string_view data)
{
    for (const Magic& m : magics)
        if (data.size() > m.at && data.substr(m.at).starts_with(m.bytes))
            return m.file;
    if (is_windows_program(data))
        return Executable;
    return is_html(data) ? Html : Unknown;
}

bool is_dangerous(FileClass f)
{
    return f == Executable || f == Script || f == Shortcut || f == DiskImage || f == Install;
}

} // namespace inspect
