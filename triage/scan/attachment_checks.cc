// Findings on attachments by their name and first bytes; what is inside belongs to inspect/.
#include <algorithm>

#include "triage/core/text.h"
#include "triage/identity/fold.h"
#include "triage/inspect/file_type.h"
#include "triage/scan/checks.h"

namespace scan {

namespace {

using core::Part;
using core::Severity;
using inspect::extension;
using inspect::FileClass;
using inspect::is_dangerous;
using inspect::magic_class;
using inspect::name_class;

bool is_attachment(const Part& p)
{
    return p.leaf && (!p.filename.empty() || p.disposition == core::Disposition::Attachment);
}

std::string shown(const Part& p)
{
    return evidence(p.filename.empty() ? "unnamed attachment" : p.filename, p.type);
}

// Reports the first attachment for which `wanted` holds.
template <typename Wanted>
void report_first(const Context& c, Sink& sink, Wanted wanted)
{
    for (const Part& p : c.m.parts)
        if (is_attachment(p) && wanted(p))
            return sink.report(shown(p));
}

void executable(const Context& c, Sink& sink)
{
    report_first(c, sink, [](const Part& p) {
        return name_class(p.filename) == FileClass::Executable
            || magic_class(p.data) == FileClass::Executable;
    });
}

// Patches and scripts are the daily bread of development lists.
void script(const Context& c, Sink& sink)
{
    for (const Part& p : c.m.parts) {
        if (!is_attachment(p) || name_class(p.filename) != FileClass::Script)
            continue;
        const std::string ending = extension(p.filename);
        const bool plain = ending == "sh" || ending == "py" || ending == "pl" || ending == "rb";
        if (plain && c.is(ListMail))
            continue;
        sink.report(plain ? Severity::High : Severity::Critical, shown(p));
    }
}

void shortcut(const Context& c, Sink& sink)
{
    for (const Part& p : c.m.parts) {
        if (!is_attachment(p)
            || (name_class(p.filename) != FileClass::Shortcut
                && magic_class(p.data) != FileClass::Shortcut))
            continue;
        const std::string head = core::to_lower_ascii(std::string_view(p.data).substr(0, 8192));
        const bool reaches_out = head.find("\\\\") != head.npos || head.find("http") != head.npos
            || head.find("powershell") != head.npos;
        sink.report(reaches_out ? Severity::Critical : Severity::High, shown(p));
    }
}

void install_config(const Context& c, Sink& sink)
{
    report_first(
        c, sink, [](const Part& p) { return name_class(p.filename) == FileClass::Install; });
}

void disk_image(const Context& c, Sink& sink)
{
    report_first(c, sink, [](const Part& p) {
        return name_class(p.filename) == FileClass::DiskImage
            || magic_class(p.data) == FileClass::DiskImage;
    });
}

bool is_decoy(FileClass f)
{
    return f == FileClass::Document || f == FileClass::Image || f == FileClass::Pdf;
}

// "invoice.pdf.exe", "photo.jpg          .scr"
void double_ending(const Context& c, Sink& sink)
{
    report_first(c, sink, [](const Part& p) {
        const std::string ending = extension(p.filename);
        const std::string_view rest
            = core::trim(std::string_view(p.filename).substr(0, p.filename.rfind('.')));
        const FileClass last = name_class(p.filename);
        return !ending.empty() && is_dangerous(last)
            && (is_decoy(name_class(rest)) || p.filename.find("          ") != std::string::npos);
    });
}

void name_trick(const Context& c, Sink& sink)
{
    constexpr std::size_t longest = 200;
    for (const inspect::Marked& m : c.inside.marks)
        if (m.mark == inspect::Mark::NameTrick)
            return sink.report(evidence(m.what, m.where));
    report_first(c, sink, [](const Part& p) {
        for (std::size_t at = 0; at < p.filename.size();) {
            const char32_t ch = core::next_code_point(p.filename, at);
            if (ch < 0x20 || ch == 0x7F || (ch >= 0x202A && ch <= 0x202E)
                || (ch >= 0x2066 && ch <= 0x2069) || ch == 0x2800 || ch == 0x3164)
                return true;
        }
        return p.filename.size() > longest || p.filename.find("$(") != std::string::npos
            || p.filename.find('`') != std::string::npos
            || p.filename.find("../") != std::string::npos
            || p.filename.find("..\\") != std::string::npos
            || p.filename.find(".{") != std::string::npos; // CLSID as ending
    });
}

// Across kinds of risk only: a JPEG named .png harms nobody.
void type_mismatch(const Context& c, Sink& sink)
{
    for (const Part& p : c.m.parts) {
        if (!is_attachment(p) || p.filename.empty())
            continue;
        const FileClass named = name_class(p.filename), real = magic_class(p.data);
        const bool harmless_name = is_decoy(named) || named == FileClass::Text;
        const bool worse = is_dangerous(real) || real == FileClass::Html
            || (real == FileClass::Archive && named != FileClass::Document)
            || (real == FileClass::Pdf && named == FileClass::Image);
        if (harmless_name && worse && !(named == FileClass::Text && real == FileClass::Html))
            sink.report(shown(p));
    }
}

void html(const Context& c, Sink& sink)
{
    for (const inspect::Marked& m : c.inside.marks)
        if (m.mark == inspect::Mark::HtmlFile)
            return sink.report(evidence(m.what, m.where));
    report_first(c, sink, [](const Part& p) {
        if (p.disposition != core::Disposition::Attachment && p.filename.empty())
            return false;
        return name_class(p.filename) == FileClass::Html
            || (p.type == "text/html" && p.disposition == core::Disposition::Attachment);
    });
}

void eicar(const Context& c, Sink& sink)
{
    for (const inspect::Marked& m : c.inside.marks)
        if (m.mark == inspect::Mark::Eicar)
            return sink.report(evidence(m.what, m.where));
}

constexpr std::array<CheckRow, 10> rows { {
    { "ATT_EXECUTABLE", "att-type", Severity::Critical, 0, "An attachment is a program.",
        executable },
    { "ATT_SCRIPT", "att-type", Severity::Critical, 0,
        "An attachment is a script that runs when opened.", script },
    { "ATT_SHORTCUT", "att-type", Severity::High, 0,
        "An attachment is a shortcut that starts something else.", shortcut },
    { "ATT_INSTALL_CONFIG", "att-type", Severity::High, Own | Authenticated,
        "An attachment changes settings or opens a remote session.", install_config },
    { "ATT_DISK_IMAGE", "att-type", Severity::High, 0,
        "An attachment is a disk image, which strips the mark of the web.", disk_image },
    { "ATT_DOUBLE_EXT", "att-name", Severity::Critical, 0,
        "An attachment's name hides that it runs.", double_ending },
    { "ATT_NAME_TRICK", "att-name", Severity::High, 0,
        "An attachment's name has characters that mislead people or shells.", name_trick },
    { "ATT_TYPE_MISMATCH", "att-type", Severity::High, 0,
        "An attachment is something else than its name says.", type_mismatch },
    { "ATT_HTML", "", Severity::Medium, Own | Authenticated | Bounce | ListMail,
        "An attachment is a web page.", html },
    { "ATT_EICAR", "", Severity::Critical, 0, "An attachment is the EICAR test file.", eicar },
} };

} // namespace

std::span<const CheckRow> attachment_checks()
{
    return rows;
}

} // namespace scan
