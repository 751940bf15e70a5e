// Findings on the MIME structure: what lenient readers take in different ways.
#include <algorithm>

#include "triage/core/ambiguity.h"
#include "triage/inspect/file_type.h"
#include "triage/mime/charset.h"
#include "triage/scan/checks.h"
#include "triage/scan/returned.h"

namespace scan {

namespace {

using core::AmbiguityKind;
using core::Part;
using core::Severity;

// What one kind of ambiguity means in a finding.
struct Meaning {
    AmbiguityKind kind;
    Severity severity, risky; // `risky`: it hides or changes what runs when opened
    std::string_view what;
};

// Reports the ambiguities that `meanings` names.
template <const auto& meanings>
void report_ambiguities(const Context& c, Sink& sink)
{
    for (const core::Ambiguity& a : c.m.ambiguities)
        for (const Meaning& meaning : meanings)
            if (meaning.kind == a.kind)
                sink.report(
                    a.risky ? meaning.risky : meaning.severity, evidence(a.detail, meaning.what));
}

constexpr std::array<Meaning, 2> field_twice { {
    { AmbiguityKind::FieldTwice, Severity::High, Severity::High, "two values" },
    { AmbiguityKind::FieldRepeated, Severity::Info, Severity::Info, "one value, twice" },
} };
constexpr std::array<Meaning, 2> parameter_twice { {
    { AmbiguityKind::BoundaryTwice, Severity::High, Severity::High, "two boundaries" },
    { AmbiguityKind::CharsetTwice, Severity::Medium, Severity::Medium, "two charsets" },
} };
constexpr std::array<Meaning, 3> boundary_form { {
    { AmbiguityKind::BoundaryForm, Severity::High, Severity::High, "boundary" },
    { AmbiguityKind::BoundaryMissing, Severity::High, Severity::High, "no boundary" },
    { AmbiguityKind::BoundaryLong, Severity::Low, Severity::Low, "long boundary" },
} };
constexpr std::array<Meaning, 2> boundary_reuse { {
    { AmbiguityKind::BoundaryReused, Severity::High, Severity::High, "boundary of two" },
    { AmbiguityKind::DelimiterForm, Severity::High, Severity::High, "delimiter" },
} };
constexpr std::array<Meaning, 1> unclosed { {
    { AmbiguityKind::Unclosed, Severity::Low, Severity::Medium, "" },
} };
constexpr std::array<Meaning, 1> hidden_content { {
    { AmbiguityKind::HiddenContent, Severity::High, Severity::High, "outside of the parts" },
} };
constexpr std::array<Meaning, 3> type_form { {
    { AmbiguityKind::EncodedComposite, Severity::High, Severity::High, "" },
    { AmbiguityKind::BoundaryOnLeaf, Severity::High, Severity::High, "has a boundary" },
    { AmbiguityKind::TypeForm, Severity::High, Severity::High, "type" },
} };
constexpr std::array<Meaning, 2> encoding_form { {
    { AmbiguityKind::EncodingForm, Severity::Medium, Severity::High, "transfer encoding" },
    { AmbiguityKind::EncodingFalse, Severity::Medium, Severity::High, "text, declared base64" },
} };
constexpr std::array<Meaning, 1> decoding { {
    { AmbiguityKind::DecodingDiffers, Severity::Info, Severity::High, "" },
} };
constexpr std::array<Meaning, 2> line_ends { {
    { AmbiguityKind::HeaderLineEnds, Severity::Medium, Severity::Medium, "header" },
    { AmbiguityKind::SmuggledCommands, Severity::Medium, Severity::High, "SMTP commands" },
} };
constexpr std::array<Meaning, 1> control { {
    { AmbiguityKind::ControlInHeader, Severity::High, Severity::High, "control character" },
} };
constexpr std::array<Meaning, 2> header_syntax { {
    { AmbiguityKind::FieldSyntax, Severity::Medium, Severity::Medium, "header" },
    { AmbiguityKind::FieldHidden, Severity::Medium, Severity::High, "hidden field" },
} };

// The part of the tree that a part of the raw view is another reading of; nullptr if it is of none.
const Part* origin(const Context& c, const Part& copy)
{
    for (const Part& p : c.m.parts)
        if (!p.raw_only && p.leaf && p.data.size() == copy.data.size() && p.data == copy.data)
            return &p;
    return nullptr;
}

// Names of one part that promise files of different risk.
void name_twice(const Context& c, Sink& sink)
{
    for (const Part& p : c.m.parts) {
        const Part* const o = p.raw_only && !p.filename.empty() ? origin(c, p) : nullptr;
        if (!o || o->filename == p.filename)
            continue;
        const inspect::FileClass a = inspect::name_class(o->filename),
                                 b = inspect::name_class(p.filename);
        if (a != b)
            sink.report(inspect::is_dangerous(a) || inspect::is_dangerous(b) ? Severity::High
                                                                             : Severity::Medium,
                evidence(o->filename + " and " + p.filename, "names"));
    }
}

void dup_param(const Context& c, Sink& sink)
{
    report_ambiguities<parameter_twice>(c, sink);
    name_twice(c, sink);
}

// A leaf that only one of the views has; worst when it runs or is a page.
void view_differs(const Context& c, Sink& sink)
{
    const auto differs = std::find_if(c.m.ambiguities.begin(), c.m.ambiguities.end(),
        [](const core::Ambiguity& a) { return a.kind == AmbiguityKind::ViewDiffers; });
    if (differs == c.m.ambiguities.end())
        return;
    sink.report(evidence(differs->detail, "not the same to all readers"));
    for (const Part& p : c.m.parts)
        if (p.raw_only && !origin(c, p)
            && (p.type == "text/html" || inspect::is_dangerous(inspect::name_class(p.filename))
                || inspect::is_dangerous(inspect::magic_class(p.data))))
            return sink.report(Severity::Critical,
                evidence(p.filename.empty() ? p.type : p.filename, "shown by some readers only"));
}

void digest_html(const Context& c, Sink& sink)
{
    for (const Part& p : c.m.parts) {
        if (p.parent < 0 || p.raw_only || p.type != "text/html"
            || static_cast<std::size_t>(p.parent) >= c.m.parts.size())
            continue;
        const std::string& parent = c.m.parts[static_cast<std::size_t>(p.parent)].type;
        if (parent == "multipart/digest" || parent == "multipart/form-data"
            || parent.starts_with("multipart/x-")
            || (parent == "multipart/report" && !has_report(c.m)))
            return sink.report(evidence("text/html in " + parent));
    }
}

void type_struct(const Context& c, Sink& sink)
{
    report_ambiguities<type_form>(c, sink);
    for (const Part& p : c.m.parts) {
        const bool composite = p.type.starts_with("multipart/");
        if (composite && p.leaf)
            return sink.report(evidence(p.type + " without parts"));
    }
}

void cte_bad(const Context& c, Sink& sink)
{
    report_ambiguities<encoding_form>(c, sink);
    static constexpr std::array<std::string_view, 12> known { "", "7bit", "8bit", "binary", "7-bit",
        "8-bit", "quoted-printable", "base64", "x-uuencode", "uuencode", "x-uue", "x-yenc" };
    for (const Part& p : c.m.parts)
        if (p.disposition == core::Disposition::Attachment
            && std::find(known.begin(), known.end(), p.encoding) == known.end())
            return sink.report(Severity::High, evidence(p.encoding, p.type));
}

bool active_html(const Context& c)
{
    return std::any_of(c.m.html.begin(), c.m.html.end(), [](const core::HtmlFacts& h) {
        return h.scripts > 0 || h.forms > 0 || h.embeds > 0 || h.refreshes > 0;
    });
}

bool is_utf7(std::string_view charset)
{
    return charset == "utf-7" || charset == "unicode-1-1-utf-7";
}

// Charsets in which markup does not look like markup.
void charset_trick(const Context& c, Sink& sink)
{
    for (const Part& p : c.m.parts) {
        const bool page = p.type == "text/html";
        const std::string declared = page ? mime::declared_in_html(p.data) : std::string();
        if (is_utf7(p.charset) || is_utf7(declared))
            return sink.report(page ? Severity::High : Severity::Medium, evidence("utf-7", p.type));
        if (page
            && (p.charset == "hz-gb-2312" || declared == "hz-gb-2312"
                || p.charset.starts_with("utf-32")))
            sink.report(evidence(p.charset, p.type));
    }
    if (active_html(c))
        for (const core::Defect& d : c.m.defects)
            if (d.kind == "unknown-charset")
                return sink.report(evidence(d.detail, "unknown charset of an active page"));
}

bool is_big(const Context& c)
{
    constexpr std::size_t parts = 300, depth = 10, fields = 500;
    return c.m.parts.size() > parts || c.m.headers.size() > fields
        || std::any_of(
            c.m.parts.begin(), c.m.parts.end(), [](const Part& p) { return p.depth > depth; });
}

// Tenfold of what RFC 5321 allows and more: no program writes it, and readers cut it in their own
// ways. From one line end to the last within reach: most bytes are not looked at.
bool has_endless_line(std::string_view raw)
{
    constexpr std::size_t longest = 10000; // bytes
    while (raw.size() > longest) {
        const std::size_t end = raw.rfind('\n', longest);
        if (end == raw.npos)
            return true;
        raw.remove_prefix(end + 1);
    }
    return false;
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
    else if (is_big(c))
        sink.report("parts, nesting or fields beyond what mail has");
    if (has_endless_line(c.raw))
        sink.report(Severity::Low, "a line of more than 10,000 bytes");
}

constexpr std::array<CheckRow, 16> rows { {
    { "MIME_DUP_FIELD", "mime-form", Severity::High, 0,
        "A field of the MIME header stands twice with different values.",
        report_ambiguities<field_twice> },
    { "MIME_DUP_PARAM", "mime-form", Severity::High, 0,
        "A boundary, name or charset is given twice and differs.", dup_param },
    { "MIME_BOUNDARY_BAD", "mime-form", Severity::High, 0,
        "A boundary is missing or written so that readers take it differently.",
        report_ambiguities<boundary_form> },
    { "MIME_BOUNDARY_REUSE", "mime-form", Severity::High, 0,
        "A delimiter is one to some readers only, or serves two multiparts.",
        report_ambiguities<boundary_reuse> },
    { "MIME_UNCLOSED", "mime-tree", Severity::Low, Bounce,
        "A multipart has no end: it may have been cut.", report_ambiguities<unclosed> },
    { "MIME_HIDDEN_CONTENT", "mime-form", Severity::High, 0,
        "A part or an encoded file stands where readers show nothing.",
        report_ambiguities<hidden_content> },
    { "MIME_DIGEST_HTML", "mime-tree", Severity::High, 0,
        "HTML in a container that is not made for it.", digest_html },
    { "MIME_TYPE_STRUCT", "mime-tree", Severity::High, 0,
        "A multipart that is encoded, has no parts, or is one to some readers only.", type_struct },
    { "MIME_CTE_BAD", "mime-form", Severity::Medium, 0,
        "A transfer encoding that does not exist or is not the one declared.", cte_bad },
    { "MIME_DECODE_AMBIG", "mime-form", Severity::High, 0,
        "Strict and lenient decoders get different data.", report_ambiguities<decoding> },
    { "MIME_LINE_ENDINGS", "mime-form", Severity::Medium, 0,
        "Line ends that servers and readers take differently.", report_ambiguities<line_ends> },
    { "MIME_NUL_CTRL", "mime-form", Severity::High, 0, "A header has control characters.",
        report_ambiguities<control> },
    { "MIME_HEADER_SYNTAX", "mime-form", Severity::Medium, 0,
        "A header line is a field to some readers only.", report_ambiguities<header_syntax> },
    { "MIME_LIMITS", "", Severity::Medium, ListMail,
        "The message goes beyond what is read, or is only a piece.", limits },
    { "MIME_CHARSET_TRICK", "", Severity::Medium, 0, "A charset that hides markup from filters.",
        charset_trick },
    { "MIME_VIEW_DISAGREE", "mime-form", Severity::High, 0,
        "Readers differ on which parts the message has.", view_differs },
} };

} // namespace

std::span<const CheckRow> structure_checks()
{
    return rows;
}

} // namespace scan
