#include "triage/core/trace.h"

#include <algorithm>
#include <array>

#include "triage/core/key_view.h"
#include "triage/core/text.h"

namespace core {

namespace {

constexpr std::size_t max_host = 255;
constexpr std::size_t max_read = 16384; // bytes of one value in which the host is looked for

bool is_space(char c)
{
    return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

// Behind white space and comments, which nest; an open one reaches to the end.
std::string_view after_gap(std::string_view s)
{
    std::size_t depth = 0;
    for (std::size_t i = 0; i < s.size(); ++i) {
        if (depth > 0 && s[i] == '\\')
            ++i;
        else if (s[i] == '(')
            ++depth;
        else if (s[i] == ')' && depth > 0)
            --depth;
        else if (depth == 0 && !is_space(s[i]))
            return s.substr(i);
    }
    return {};
}

// The first word, or what stands in quotes.
std::string first_value(std::string_view s)
{
    s = after_gap(s);
    const bool quoted = s.starts_with('"');
    if (quoted)
        s.remove_prefix(1);
    const std::size_t end = quoted ? s.find('"') : s.find_first_of(" \t\r\n;(");
    return to_lower_ascii(s.substr(0, std::min(end, max_host)));
}

// receiver= among the pairs of Received-SPF (RFC 7208 section 9.1), outside comments and quotes.
std::string receiver(std::string_view s)
{
    constexpr std::string_view key = "receiver=";
    bool word_begins = true;
    for (s = after_gap(s); !s.empty();) {
        if (s[0] == '(') {
            s = after_gap(s);
            word_begins = true;
            continue;
        }
        if (word_begins && equal_ignore_case(s.substr(0, key.size()), key))
            return first_value(s.substr(key.size()));
        const std::size_t close = s[0] == '"' ? s.find('"', 1) : 0;
        word_begins = is_space(s[0]) || s[0] == ';';
        s.remove_prefix(std::min(close, s.size() - 1) + 1);
    }
    return {};
}

std::string by_host(std::string_view value)
{
    const std::string view = key_view("Received", value).value_or("");
    constexpr std::string_view by = " by ";
    return view.starts_with(by) ? view.substr(by.size(), max_host) : std::string();
}

bool is_mta(const std::string& host, const TraceTrustees& t)
{
    return !host.empty() && equal_ignore_case(host, t.mta);
}

bool is_believed_id(const std::string& host, const TraceTrustees& t)
{
    return t.authserv_ids.empty()
        ? is_mta(host, t)
        : std::any_of(t.authserv_ids.begin(), t.authserv_ids.end(),
            [&](const std::string& id) { return equal_ignore_case(host, id); });
}

bool is_our_host(const std::string& host, const TraceTrustees& t)
{
    return is_believed_id(host, t) || is_mta(host, t);
}

} // namespace

std::optional<TraceField> trace_field(std::string_view name, std::string_view value)
{
    value = value.substr(0, max_read);
    if (equal_ignore_case(name, "Received"))
        return TraceField { TraceKind::Received, by_host(value) };
    if (equal_ignore_case(name, "Authentication-Results"))
        return TraceField { TraceKind::Results, first_value(value) };
    if (equal_ignore_case(name, "Received-SPF"))
        return TraceField { TraceKind::ReceivedSpf, receiver(value) };
    return std::nullopt;
}

std::vector<TraceTrust> judge_trace(
    std::span<const TraceField> fields, const TraceTrustees& trusted)
{
    std::vector<TraceTrust> out;
    out.reserve(fields.size());
    bool above_foreign = true;
    std::array<std::uint32_t, 3> believed {}; // by kind
    for (const TraceField& f : fields) {
        TraceTrust trust = TraceTrust::Other;
        if (f.kind == TraceKind::Received)
            above_foreign = above_foreign && is_our_host(f.host, trusted);
        else if (!is_believed_id(f.host, trusted))
            trust = TraceTrust::Other;
        else if (!above_foreign)
            trust = TraceTrust::TooLow;
        else
            trust = ++believed[static_cast<std::size_t>(f.kind)] <= trusted.max_fields
                ? TraceTrust::Believed
                : TraceTrust::TooMany;
        out.push_back(trust);
    }
    return out;
}

} // namespace core
