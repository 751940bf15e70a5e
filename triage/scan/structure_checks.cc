// Findings on the MIME structure: what lenient readers take in different ways.
#include <algorithm>

#include "triage/core/text.h"
#include "triage/scan/checks.h"

namespace scan {

namespace {

using core::Part;
using core::Severity;

// Fields that must stand once, with two values that differ.
void dup_field(const Context& c, Sink& sink)
{
    for (const std::string_view name :
        { "Content-Type", "Content-Transfer-Encoding", "Content-Disposition", "MIME-Version" }) {
        const core::HeaderField* first = nullptr;
        for (const core::HeaderField& h : c.m.headers) {
            if (!core::equal_ignore_case(h.name, name))
                continue;
            if (first && first->text != h.text)
                return sink.report(
                    evidence(std::string(name) + ": " + first->text + " and " + h.text));
            first = first ? first : &h;
        }
    }
}

void digest_html(const Context& c, Sink& sink)
{
    for (const Part& p : c.m.parts) {
        if (p.parent < 0 || p.type != "text/html"
            || static_cast<std::size_t>(p.parent) >= c.m.parts.size())
            continue;
        const std::string& parent = c.m.parts[static_cast<std::size_t>(p.parent)].type;
        if (parent == "multipart/digest" || parent == "multipart/form-data"
            || parent.starts_with("multipart/x-"))
            return sink.report(evidence("text/html in " + parent));
    }
}

void type_struct(const Context& c, Sink& sink)
{
    for (const Part& p : c.m.parts) {
        const bool composite = p.type.starts_with("multipart/");
        const bool plain = p.encoding.empty() || p.encoding == "7bit" || p.encoding == "8bit"
            || p.encoding == "binary";
        if (composite && !plain)
            return sink.report(evidence(p.type + " encoded as " + p.encoding));
        if (composite && p.leaf)
            return sink.report(evidence(p.type + " without parts"));
    }
}

void cte_bad(const Context& c, Sink& sink)
{
    static constexpr std::array<std::string_view, 10> known { "", "7bit", "8bit", "binary",
        "quoted-printable", "base64", "x-uuencode", "uuencode", "x-uue", "x-yenc" };
    for (const Part& p : c.m.parts)
        if (std::find(known.begin(), known.end(), p.encoding) == known.end())
            return sink.report(
                p.disposition == core::Disposition::Attachment ? Severity::High : Severity::Medium,
                evidence(p.encoding, p.type));
}

void charset_trick(const Context& c, Sink& sink)
{
    for (const Part& p : c.m.parts) {
        if (p.charset == "utf-7" || p.charset == "unicode-1-1-utf-7")
            return sink.report(Severity::High, evidence(p.charset, p.type));
        if (p.type == "text/html" && (p.charset == "hz-gb-2312" || p.charset.starts_with("utf-32")))
            return sink.report(evidence(p.charset, p.type));
    }
}

void limits(const Context& c, Sink& sink)
{
    for (const Part& p : c.m.parts)
        if (p.type == "message/partial" || p.type == "message/external-body")
            return sink.report(Severity::High, evidence(p.type));
    if (c.m.incomplete)
        sink.report(evidence(c.m.defects.empty()
                ? "a limit was reached"
                : c.m.defects.front().kind + " " + c.m.defects.front().detail));
}

void nul_or_control(const Context& c, Sink& sink)
{
    for (const core::HeaderField& h : c.m.headers)
        for (const char ch : h.raw) {
            const bool allowed
                = ch == '\t' || ch == '\r' || ch == '\n' || ch == 0x1B; // ESC: ISO-2022
            if (static_cast<unsigned char>(ch) < 0x20 && !allowed)
                return sink.report(evidence("control character in " + h.name));
        }
}

constexpr std::array<CheckRow, 7> rows { {
    { "MIME_DUP_FIELD", "", Severity::High, 0,
        "A field of the MIME header stands twice with different values.", dup_field },
    { "MIME_DIGEST_HTML", "mime-tree", Severity::High, Bounce,
        "HTML in a container that is not made for it.", digest_html },
    { "MIME_TYPE_STRUCT", "mime-tree", Severity::High, Bounce,
        "A multipart that is encoded or has no parts.", type_struct },
    { "MIME_CTE_BAD", "", Severity::Medium, 0, "A transfer encoding that does not exist.",
        cte_bad },
    { "MIME_CHARSET_TRICK", "", Severity::Medium, 0, "A charset that hides markup from filters.",
        charset_trick },
    { "MIME_LIMITS", "", Severity::Medium, ListMail,
        "The message goes beyond what is read, or is only a piece.", limits },
    { "MIME_NUL_CTRL", "", Severity::High, 0, "The header has control characters.",
        nul_or_control },
} };

} // namespace

std::span<const CheckRow> structure_checks()
{
    return rows;
}

} // namespace scan
