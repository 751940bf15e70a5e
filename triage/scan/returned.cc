#include "triage/scan/returned.h"

#include <algorithm>
#include <array>
#include <string_view>

#include "triage/core/text.h"
#include "triage/identity/fold.h"
#include "triage/mime/fields.h"

namespace scan {

namespace {

// The header of the mail that came back, as far as it was kept; empty if none did.
std::string_view returned_header(const core::Message& m)
{
    for (const core::Part& p : m.parts)
        if (!p.raw_only
            && (p.type == "text/rfc822-headers" || p.type == "message/rfc822"
                || p.type == "message/global" || p.type == "message/global-headers"))
            return p.data;
    return {};
}

bool is_trace(std::string_view name)
{
    constexpr std::array<std::string_view, 3> names { "Message-ID", "Received", "DKIM-Signature" };
    return std::any_of(names.begin(), names.end(),
        [&](std::string_view n) { return core::equal_ignore_case(n, name); });
}

bool is_name_char(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-';
}

// The domain, or a host below it.
bool names_domain(std::string_view lower, std::string_view domain)
{
    for (std::size_t at = lower.find(domain); at != lower.npos; at = lower.find(domain, at + 1)) {
        const std::string_view behind = lower.substr(at + domain.size());
        const bool longer = !behind.empty()
            && (is_name_char(behind[0])
                || (behind[0] == '.' && behind.size() > 1 && is_name_char(behind[1])));
        if ((at == 0 || !is_name_char(lower[at - 1])) && !longer)
            return true;
    }
    return false;
}

} // namespace

bool claims_to_be_report(const identity::Sender& sender)
{
    constexpr std::array<std::string_view, 5> claims { "mailer-daemon", "mailer daemon",
        "mail delivery", "postmaster", "delivery subsystem" };
    constexpr std::size_t reach = 200; // bytes
    const std::string name = identity::fold(core::prefix(sender.from.name, reach));
    const std::string_view address = sender.from.address;
    return std::any_of(claims.begin(), claims.end(), [&](std::string_view c) {
        return name.find(c) != name.npos
            || (address.starts_with(c) && address.substr(c.size()).starts_with('@'));
    });
}

bool has_report(const core::Message& m)
{
    return std::any_of(m.parts.begin(), m.parts.end(), [](const core::Part& p) {
        return p.type == "message/delivery-status" || p.type == "message/global-delivery-status"
            || p.type == "message/disposition-notification" || p.type == "message/feedback-report";
    });
}

bool returns_foreign_mail(const core::Message& m, std::span<const std::string> local_domains)
{
    const std::string_view header = returned_header(m);
    if (header.empty() || local_domains.empty())
        return false;
    mime::FieldReader reader(header);
    mime::RawField field;
    bool trace = false;
    while (reader.next(field)) {
        if (!is_trace(field.name))
            continue;
        trace = true;
        const std::string value = core::to_lower_ascii(field.value);
        if (std::any_of(local_domains.begin(), local_domains.end(),
                [&](const std::string& d) { return names_domain(value, d); }))
            return false;
    }
    return trace;
}

} // namespace scan
