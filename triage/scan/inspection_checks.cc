// Findings on what inspection saw inside of attachments (inspect/report.h). A mark says what is
// there; here stands what it means, given the sender and the rest of the message.
#include <algorithm>
#include <optional>

#include "triage/scan/checks.h"
#include "triage/scan/disguise.h"
#include "triage/scan/part_name.h"
#include "triage/scan/password.h"

namespace scan {

namespace {

using core::Severity;
using inspect::Mark;

struct Meaning {
    Mark mark;
    Severity severity;
};

// Reports each mark of the table at its severity; the sink keeps the worst.
void report_marks(const Context& c, Sink& sink, std::span<const Meaning> table)
{
    for (const inspect::Marked& found : c.inside.marks)
        for (const Meaning& m : table)
            if (m.mark == found.mark)
                sink.report(m.severity, evidence(found.what, found.where));
}

// A check that a table of marks is all of.
template <Meaning... Table>
void marks(const Context& c, Sink& sink)
{
    static constexpr Meaning table[] { Table... };
    report_marks(c, sink, table);
}

// Source code travels in archives on development lists every day.
void archive_exec(const Context& c, Sink& sink)
{
    const Meaning table[] { { Mark::Executable, Severity::Critical },
        { Mark::Script, c.is(ListMail) ? Severity::Medium : Severity::Critical },
        { Mark::Shortcut, Severity::Critical }, { Mark::DiskImage, Severity::High },
        { Mark::Install, Severity::High },
        { Mark::PlainScript, c.is(ListMail) ? Severity::Info : Severity::Low } };
    report_marks(c, sink, table);
}

void archive_nested(const Context& c, Sink& sink)
{
    const bool hides = c.inside.has(Mark::Encrypted) || c.inside.has(Mark::Executable)
        || c.inside.has(Mark::Script) || c.inside.has(Mark::Shortcut);
    const Meaning table[] { { Mark::Nested, hides ? Severity::High : Severity::Low } };
    report_marks(c, sink, table);
}

// The password beside the lock: only scanners are locked out.
void password_in_body(const Context& c, Sink& sink)
{
    if (!c.inside.has(Mark::Encrypted) && !c.inside.has(Mark::DocumentEncrypted))
        return;
    for (const std::string_view text :
        { std::string_view(c.m.new_text), std::string_view(c.m.subject) })
        if (const auto words = password_in(text))
            return sink.report(evidence(*words));
}

constexpr std::uint8_t content = 1u << static_cast<unsigned>(core::Group::Content);

const WebLink* foreign_link(const Context& c, core::LinkOrigin origin)
{
    const auto found = std::find_if(c.links.begin(), c.links.end(),
        [&](const WebLink& l) { return l.link->origin == origin && l.foreign(); });
    return found == c.links.end() ? nullptr : &*found;
}

// A page with one link is an invoice of a shop as often as a lure: the words decide.
void pdf_lure(const Context& c, Sink& sink)
{
    const WebLink* const link = foreign_link(c, core::LinkOrigin::Document);
    if (!link || c.is(Aligned) || !c.inside.has(Mark::PdfOnePager))
        return;
    sink.report(sink.found_in(content) ? Severity::High : Severity::Low,
        evidence("a page with one link to " + link->link->host));
}

void qr_link(const Context& c, Sink& sink)
{
    if (!c.inside.has(Mark::QrLink))
        return;
    const WebLink* const link = foreign_link(c, core::LinkOrigin::Qr);
    const bool lure = link && !c.is(Aligned) && sink.found_in(content);
    for (const inspect::Marked& m : c.inside.marks)
        if (m.mark == Mark::QrLink)
            return sink.report(lure ? Severity::High : Severity::Low, evidence(m.what, m.where));
}

// A code of a picture, or one that is drawn with table cells or block characters.
void qr_evasive(const Context& c, Sink& sink)
{
    const Meaning table[] { { Mark::QrEvasive, Severity::High } };
    report_marks(c, sink, table);
    constexpr std::uint32_t side = 21; // of the smallest code
    for (const core::HtmlFacts& h : c.m.html)
        if (h.grid_rows >= side)
            sink.report(evidence("drawn with table cells", part_name(c, h)));
        else if (draws_code(h.visible))
            sink.report(evidence("drawn with block characters", part_name(c, h)));
    if (draws_code(c.m.text))
        sink.report(evidence("drawn with block characters"));
}

void calendar_risk(const Context& c, Sink& sink)
{
    static constexpr Meaning table[] { { Mark::CalendarRisk, Severity::High } };
    if (!c.is(Aligned))
        report_marks(c, sink, table);
}

constexpr std::uint32_t ours = Own | Authenticated;

constexpr std::array<CheckRow, 21> rows { {
    { "ATT_ARCHIVE_EXEC", "archive", Severity::Critical, 0,
        "A file inside of an attachment runs something when opened.", archive_exec },
    { "ATT_ARCHIVE_ENCRYPTED", "archive-lock", Severity::Medium, ours,
        "An archive is locked with a password, so that scanners cannot look inside.",
        marks<Meaning { Mark::Encrypted, Severity::Medium }> },
    { "ATT_ARCHIVE_NESTED", "archive-form", Severity::Low, ours,
        "An archive holds another archive.", archive_nested },
    { "ATT_ARCHIVE_MALFORMED", "archive-form", Severity::High, 0,
        "An archive is built so that programs see different files in it.",
        marks<Meaning { Mark::Malformed, Severity::High }> },
    { "ATT_ARCHIVE_TRAVERSAL", "", Severity::Critical, 0,
        "An archive would write files to places outside of its folder.",
        marks<Meaning { Mark::Traversal, Severity::Critical }> },
    { "ATT_ARCHIVE_BOMB", "", Severity::High, 0,
        "An archive unpacks to far more than anybody needs.",
        marks<Meaning { Mark::Bomb, Severity::High }> },
    { "ATT_OFFICE_MACRO", "office", Severity::Medium, ours, "A document holds program code.",
        marks<Meaning { Mark::Macro, Severity::Medium },
            Meaning { Mark::MacroRuns, Severity::Critical }> },
    { "ATT_OFFICE_EXTERNAL", "office", Severity::High, ours,
        "A document loads code, templates or objects from elsewhere.",
        marks<Meaning { Mark::External, Severity::High },
            Meaning { Mark::Exploit, Severity::Critical }> },
    { "ATT_DOC_ENCRYPTED", "archive-lock", Severity::Low, ours,
        "A document is locked with a password.",
        marks<Meaning { Mark::DocumentEncrypted, Severity::Low }> },
    { "ATT_PASSWORD_IN_BODY", "archive-lock", Severity::High, ours,
        "A locked attachment comes with its password in the message.", password_in_body },
    { "ATT_PDF_ACTIVE", "pdf", Severity::High, ours, "A PDF runs something when opened.",
        marks<Meaning { Mark::PdfActive, Severity::High },
            Meaning { Mark::PdfScript, Severity::Low }> },
    { "ATT_PDF_LURE", "pdf", Severity::Low, ours | ListMail | Aligned,
        "A PDF consists of one link to a foreign host.", nullptr, pdf_lure },
    { "QR_LINK", "qr", Severity::Low, ours, "A picture holds a QR code that leads to a web page.",
        nullptr, qr_link },
    { "QR_EVASIVE", "qr", Severity::High, ours,
        "A QR code is built so that scanners cannot read it.", qr_evasive },
    { "ATT_HTML_SMUGGLING", "att-html", Severity::Critical, 0,
        "An HTML file builds another file and hands it to the reader.",
        marks<Meaning { Mark::Smuggling, Severity::Critical }> },
    { "ATT_HTML_CREDENTIAL", "att-html", Severity::Critical, 0, "An HTML file asks for a password.",
        marks<Meaning { Mark::CredentialForm, Severity::Critical }> },
    { "ATT_HTML_OBFUSCATED", "att-html", Severity::High, 0, "An HTML file hides what it does.",
        marks<Meaning { Mark::Obfuscated, Severity::High }> },
    { "ATT_SVG_ACTIVE", "att-html", Severity::Critical, 0,
        "A drawing holds script or foreign content.",
        marks<Meaning { Mark::SvgActive, Severity::Critical }> },
    { "ATT_ICS_RISK", "", Severity::High, ours | ListMail,
        "An invitation carries what invitations do not need.", calendar_risk },
    // Reported by add_attached, which sees both messages.
    { "ATT_NESTED_MSG", "", Severity::Info, 0, "An attached message has findings of its own.",
        nullptr },
    { "ATT_UNSCANNABLE", "", Severity::Low, 0, "An attachment could not be looked into completely.",
        marks<Meaning { Mark::Unscannable, Severity::Low }> },
} };

} // namespace

std::span<const CheckRow> inspection_checks()
{
    return rows;
}

} // namespace scan
