// Findings on the verifiers' own fields and on signatures: forged, written into, or too weak to
// mean what they say. And the mark of an allowed sender.
#include <algorithm>
#include <array>
#include <charconv>
#include <optional>

#include "triage/core/text.h"
#include "triage/identity/tag_list.h"
#include "triage/scan/checks.h"

namespace scan {

namespace {

using core::Severity;

// Of fields that claim nothing, or that a fourth verifier of ours may have added, little follows.
// Lists send back what our own outbound filter wrote.
void results_forged(const Context& c, Sink& sink)
{
    const identity::Auth& a = c.sender.auth;
    if (!a.forged.empty())
        sink.report(
            a.forged_claim && !c.is(ListMail) ? Severity::High : Severity::Low, evidence(a.forged));
    else if (a.contradiction)
        sink.report(Severity::Low, "two results with our name contradict each other");
}

bool is_domain_char(char ch)
{
    return (ch >= 'a' && ch <= 'z') || (ch >= 'A' && ch <= 'Z') || (ch >= '0' && ch <= '9')
        || static_cast<unsigned char>(ch) >= 0x80
        || std::string_view(".-_").find(ch) != std::string_view::npos;
}

bool is_domain(std::string_view s)
{
    return std::all_of(s.begin(), s.end(), is_domain_char);
}

// Brackets, quotes, routes and NUL in what verifiers copy into their fields (espoofer A2 to A7): a
// domain cannot have them, and a local part only within quotes, but for an apostrophe inside.
bool tears(std::string_view mail_from)
{
    const std::size_t at = mail_from.rfind('@');
    const std::string_view local = mail_from.substr(0, at);
    const std::string_view domain
        = at == mail_from.npos ? std::string_view() : mail_from.substr(at + 1);
    const bool literal = domain.starts_with('[') && domain.ends_with(']');
    const bool quoted = local.size() > 1 && local.starts_with('"') && local.ends_with('"');
    return (!literal && !is_domain(domain)) || mail_from.find('\0') != mail_from.npos
        || (!quoted
            && (local.find_first_of("()\"<>,;") != local.npos || local.starts_with('@')
                || local.starts_with('\'') || local.ends_with('\'')));
}

void results_injection(const Context& c, Sink& sink)
{
    if (!c.sender.auth.injection.empty())
        return sink.report(evidence(c.sender.auth.injection));
    if (tears(c.envelope.mail_from))
        return sink.report(evidence(c.envelope.mail_from, "MAIL FROM"));
    for (const core::HeaderField& h : c.m.headers)
        if (core::equal_ignore_case(h.name, "DKIM-Signature"))
            for (const std::string_view tag : { "d", "s" })
                if (const std::string v = identity::tag_value(h.raw, tag); !is_domain(v))
                    return sink.report(evidence(v, "DKIM-Signature"));
}

// Bytes of the body as DKIM signs it (RFC 6376 section 3.4).
std::uint64_t canonical_size(std::string_view body, bool relaxed)
{
    std::uint64_t size = 0, empty_lines = 0;
    while (!body.empty()) {
        const std::size_t end = std::min(body.find('\n'), body.size());
        std::string_view line = body.substr(0, end);
        body.remove_prefix(std::min(end + 1, body.size()));
        if (line.ends_with('\r'))
            line.remove_suffix(1);
        std::uint64_t length = line.size();
        if (relaxed) {
            line = line.substr(0, line.find_last_not_of(" \t") + 1);
            length = 0;
            bool space = false;
            for (const char ch : line) {
                const bool now = ch == ' ' || ch == '\t';
                length += !(now && space);
                space = now;
            }
        }
        if (length == 0) {
            ++empty_lines;
            continue;
        }
        size += 2 * empty_lines + length + 2;
        empty_lines = 0;
    }
    return size;
}

std::string_view body_of(std::string_view raw)
{
    for (const std::string_view gap : { "\r\n\r\n", "\n\n" })
        if (const std::size_t at = raw.find(gap); at != raw.npos)
            return raw.substr(at + gap.size());
    return {};
}

// Computed once: a header block can hold hundreds of signatures, and the body is long.
class SignedBody {
public:
    explicit SignedBody(const Context& c)
        : body_(body_of(c.raw))
    {
    }

    // Something stands behind the part of the body that a signature with l= covers.
    bool has_tail(std::string_view signature)
    {
        const std::string text = identity::tag_value(signature, "l");
        std::uint64_t covered = 0;
        const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), covered);
        if (text.empty() || error != std::errc {})
            return false;
        const bool relaxed = identity::tag_value(signature, "c").ends_with("/relaxed");
        std::optional<std::uint64_t>& size = sizes_[relaxed];
        if (!size)
            size = canonical_size(body_, relaxed);
        return *size > covered;
    }

private:
    std::string_view body_;
    std::array<std::optional<std::uint64_t>, 2> sizes_; // simple, relaxed
};

// A field that the signature leaves out stands twice: whoever added one kept the signature whole.
std::string_view doubled_unsigned(const Context& c, std::string_view signature)
{
    const std::string names = ":" + core::to_lower_ascii(identity::tag_value(signature, "h")) + ":";
    for (const std::string_view name : { "from", "subject", "content-type" })
        if (names.find(':' + std::string(name) + ':') == names.npos && c.m.count(name) > 1)
            return name;
    return {};
}

void dkim_weak(const Context& c, Sink& sink)
{
    constexpr unsigned least_bits = 1024;
    const unsigned bits = c.sender.auth.key_bits;
    if (bits > 0 && bits < least_bits)
        sink.report(evidence("a signing key of " + std::to_string(bits) + " bits"));
    SignedBody body(c);
    for (const core::HeaderField& h : c.m.headers) {
        if (!core::equal_ignore_case(h.name, "DKIM-Signature"))
            continue;
        if (body.has_tail(h.raw))
            return sink.report(c.is(ListMail) ? Severity::Info : Severity::Medium,
                "text follows what the signature covers (l=)");
        if (const auto name = doubled_unsigned(c, h.raw); !name.empty())
            return sink.report(evidence(name, "stands twice and is not signed"));
        if (!identity::tag_value(h.raw, "l").empty())
            sink.report(Severity::Info, "a signature covers the body in part only (l=)");
    }
}

void sender_allowed(const Context& c, Sink& sink)
{
    if (c.sender.allowed)
        sink.report(evidence(c.sender.from.address));
}

constexpr std::uint32_t ours = Own | Authenticated;

constexpr std::array<CheckRow, 4> rows { {
    { "AUTH_RESULTS_FORGED", "auth-forged", Severity::High, ours,
        "An Authentication-Results field has our name, and our verifiers did not add it.",
        results_forged },
    { "AUTH_RESULTS_INJECTION", "auth-forged", Severity::High, ours,
        "The envelope or a signature holds characters that make verifiers write what they did not "
        "find.",
        results_injection },
    { "AUTH_DKIM_WEAK", "auth", Severity::Medium, ours,
        "A signature leaves out what was added, or its key is short.", dkim_weak },
    { "SENDER_ALLOWED", "", Severity::Info, 0,
        "The sender is proven and on the site's list of allowed ones; what was found below "
        "critical "
        "in identity, links, HTML, content and headers does not count.",
        sender_allowed },
} };

} // namespace

std::span<const CheckRow> forgery_checks()
{
    return rows;
}

} // namespace scan
