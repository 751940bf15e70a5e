#include "milter/direction.h"

#include <algorithm>
#include <array>

#include "triage/core/address.h"
#include "triage/core/text.h"

namespace milter {

namespace {

enum class Place { Local, Remote };

// Postfix: the transport's name in master.cf. Sendmail: the mailer's. A name matches whole, or as a
// prefix where it ends with '*'. Not in the table, because the name does not decide: "relay" (a
// relay domain of ours in Postfix, but the smart host in Sendmail), "error", "discard", own names.
struct MailerRow {
    std::string_view name;
    Place place;
};
constexpr std::array<MailerRow, 17> mailers { {
    { "local*", Place::Local }, // Postfix, Sendmail
    { "virtual", Place::Local }, // Postfix: virtual mailbox domains
    { "lmtp*", Place::Local }, // delivery to a mail store
    { "dovecot*", Place::Local },
    { "cyrus*", Place::Local }, // Sendmail: cyrus, cyrusv2, cyrusbb
    { "procmail", Place::Local },
    { "maildrop", Place::Local },
    { "mailman*", Place::Local },
    { "prog", Place::Local }, // Sendmail: | in aliases
    { "*file*", Place::Local }, // Sendmail: / in aliases (the name has the stars)
    { "*include*", Place::Local }, // Sendmail: :include:
    { "smtp", Place::Remote },
    { "esmtp", Place::Remote },
    { "smtp8", Place::Remote },
    { "dsmtp", Place::Remote },
    { "uucp*", Place::Remote },
    { "suucp", Place::Remote },
} };

bool matches(std::string_view pattern, std::string_view name)
{
    if (core::equal_ignore_case(pattern, name))
        return true;
    if (!pattern.ends_with('*') || pattern.starts_with('*'))
        return false;
    pattern.remove_suffix(1);
    return core::equal_ignore_case(pattern, name.substr(0, pattern.size()));
}

// `entry` as an admin writes it, `domain` in normal form; ICU is asked for non-ASCII entries only.
bool same_domain(std::string_view entry, std::string_view domain)
{
    const bool ascii
        = std::all_of(entry.begin(), entry.end(), [](char c) { return (c & 0x80) == 0; });
    return ascii ? core::equal_ignore_case(entry, domain) : core::to_a_label(entry) == domain;
}

} // namespace

bool is_local(std::string_view rcpt, std::string_view rcpt_mailer, core::ClientClass client,
    const std::vector<std::string>& local_domains)
{
    if (!local_domains.empty()) {
        const std::string domain = core::address_domain(rcpt);
        return domain.empty()
            || std::any_of(local_domains.begin(), local_domains.end(),
                [&](const std::string& entry) { return same_domain(entry, domain); });
    }
    for (const MailerRow& row : mailers)
        if (matches(row.name, rcpt_mailer))
            return row.place == Place::Local;
    return client == core::ClientClass::Foreign;
}

core::Direction message_direction(
    core::ClientClass client, const std::vector<Recipient>& recipients)
{
    if (client == core::ClientClass::Foreign)
        return core::Direction::Inbound;
    const bool any_local = std::any_of(
        recipients.begin(), recipients.end(), [](const Recipient& r) { return r.local; });
    return any_local ? core::Direction::Internal : core::Direction::Outbound;
}

std::string_view path_address(std::string_view path)
{
    path = core::trim(path);
    const bool bracket = path.starts_with('<');
    if (bracket)
        path.remove_prefix(1);
    // A quoted local part may hold '>' and spaces (RFC 5321 section 4.1.2).
    bool quoted = false;
    for (std::size_t i = 0; i < path.size(); ++i) {
        if (path[i] == '\\' && quoted)
            ++i;
        else if (path[i] == '"')
            quoted = !quoted;
        else if (!quoted && (bracket ? path[i] == '>' : path[i] == ' '))
            return path.substr(0, i);
    }
    return path;
}

} // namespace milter
