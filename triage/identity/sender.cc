#include "triage/identity/sender.h"

#include <algorithm>
#include <array>

#include "triage/core/address.h"
#include "triage/core/text.h"
#include "triage/link/extract.h"

namespace identity {

namespace {

constexpr std::size_t max_members = 64; // a header block can name thousands
constexpr std::size_t max_scanned = 2048; // bytes of one List-* field

// Hosts in "<https://host/path>, <mailto:a@host>" (RFC 2369), handed to `use`.
template <typename Use>
void for_each_host(std::string_view value, Use use)
{
    value = value.substr(0, max_scanned);
    for (std::size_t open = value.find('<'); open != value.npos; open = value.find('<', open + 1)) {
        const std::size_t close = value.find('>', open);
        if (close == value.npos)
            return;
        std::string_view url = core::trim(value.substr(open + 1, close - open - 1));
        if (const auto slashes = url.find("://"); slashes != url.npos) {
            url.remove_prefix(slashes + 3);
            url = url.substr(0, url.find_first_of("/?#:"));
        } else {
            url = url.substr(0, url.find('?'));
        }
        if (const auto at = url.rfind('@'); at != url.npos)
            url.remove_prefix(at + 1);
        if (url.find('.') != url.npos)
            use(core::to_lower_ascii(url));
    }
}

std::string list_id_host(std::string_view value)
{
    const std::size_t open = value.rfind('<');
    const std::size_t close = value.rfind('>');
    if (open == value.npos || close == value.npos || close <= open)
        return {};
    return core::to_lower_ascii(core::trim(value.substr(open + 1, close - open - 1)));
}

void add_org(Affiliation& a, std::string_view host, bool proven)
{
    if (!host.empty())
        a.add(linking::org_domain(host), proven);
}

// The d= of a signature nobody verified.
std::string signature_domain(std::string_view value)
{
    value = value.substr(0, max_scanned);
    while (!value.empty()) {
        const std::size_t end = std::min(value.find(';'), value.size());
        const std::string_view tag = core::trim(value.substr(0, end));
        if (tag.starts_with("d="))
            return core::to_lower_ascii(core::trim(tag.substr(2)));
        value.remove_prefix(std::min(end + 1, value.size()));
    }
    return {};
}

void add_verified(Sender& s)
{
    for (const std::string& d : s.auth.dkim_domains)
        add_org(s.affiliated, d, true);
    add_org(s.affiliated, s.auth.spf_domain, true);
}

// What the header block claims. Signatures count unverified only where no verifier spoke: they may
// then lower a finding, never prove anything.
void add_claimed(const core::Message& m, Sender& s)
{
    constexpr std::array<std::string_view, 4> list_fields { "List-Unsubscribe", "List-Post",
        "List-Help", "List-Subscribe" };
    for (const core::HeaderField& h : m.headers) {
        if (core::equal_ignore_case(h.name, "List-Id"))
            add_org(s.affiliated, list_id_host(h.text), false);
        else if (!s.auth.known && core::equal_ignore_case(h.name, "DKIM-Signature"))
            add_org(s.affiliated, signature_domain(h.text), false);
        else if (std::any_of(list_fields.begin(), list_fields.end(),
                     [&](std::string_view n) { return core::equal_ignore_case(h.name, n); }))
            for_each_host(
                h.text, [&](const std::string& host) { add_org(s.affiliated, host, false); });
    }
}

bool header_is(const core::Message& m, std::string_view name, std::string_view value)
{
    const core::HeaderField* h = m.header(name);
    return h && core::equal_ignore_case(core::trim(h->text.substr(0, h->text.find(';'))), value);
}

bool aligned(const Sender& s)
{
    if (s.from_org.empty())
        return false;
    if (s.auth.dmarc == AuthState::Pass)
        return s.auth.dmarc_from.empty() || linking::org_domain(s.auth.dmarc_from) == s.from_org;
    return s.auth.dmarc != AuthState::Fail && s.affiliated.proven(s.from_org);
}

// A discussion list: it names itself, takes posts, and sends from itself. A verifier that spoke
// must have let the list's own domain pass.
bool through_list(const core::Message& m, const core::Envelope& e, const Sender& s)
{
    const core::HeaderField* id = m.header("List-Id");
    const core::HeaderField* post = m.header("List-Post");
    const bool marked = (id && (post || header_is(m, "Precedence", "list")))
        || (!id && header_is(m, "Precedence", "list") && m.header("X-Mailing-List"));
    if (!marked)
        return false;
    const std::string list_org
        = linking::org_domain(id ? list_id_host(id->text) : core::address_domain(e.mail_from));
    return !s.auth.known || s.affiliated.proven(list_org) || s.auth.spf == AuthState::Pass;
}

// Anybody can send with a null sender, so that alone makes no bounce.
bool is_bounce(const core::Message& m, const core::Envelope& e, const Sender& s)
{
    if (!m.parts.empty() && m.parts[0].type == "multipart/report")
        return true;
    return e.mail_from.empty()
        && (s.automatic || s.from.address.starts_with("mailer-daemon@")
            || s.from.address.starts_with("postmaster@"));
}

} // namespace

void Affiliation::add(std::string org_domain, bool proven)
{
    for (Member& m : members_)
        if (m.org_domain == org_domain) {
            m.proven = m.proven || proven;
            return;
        }
    if (!org_domain.empty() && members_.size() < max_members)
        members_.push_back({ std::move(org_domain), proven });
}

bool Affiliation::has(std::string_view org_domain) const
{
    return std::any_of(members_.begin(), members_.end(),
        [&](const Member& m) { return m.org_domain == org_domain; });
}

bool Affiliation::proven(std::string_view org_domain) const
{
    return std::any_of(members_.begin(), members_.end(),
        [&](const Member& m) { return m.proven && m.org_domain == org_domain; });
}

bool is_below(std::string_view host, std::span<const std::string> domains)
{
    return std::any_of(domains.begin(), domains.end(), [&](const std::string& d) {
        return host == d
            || (host.size() > d.size() && host.ends_with(d)
                && host[host.size() - d.size() - 1] == '.');
    });
}

Sender read_sender(const core::Message& m, const core::Envelope& e, const Lists& lists,
    std::span<const std::string> local_domains, std::span<const std::string> trusted_ids)
{
    Sender s;
    if (!m.from.empty())
        s.from = m.from.front();
    if (!s.from.domain.empty())
        s.from_org = linking::org_domain(s.from.domain);
    s.auth = read_auth(m, trusted_ids);
    add_verified(s);
    s.affiliated.add(s.from_org, false);
    add_org(s.affiliated, core::address_domain(e.mail_from), false);
    add_claimed(m, s);
    s.aligned = aligned(s);
    s.freemail = lists.contains(HostList::Freemail, s.from.domain);
    s.local = is_below(s.from.domain, local_domains);
    s.list = through_list(m, e, s);
    s.bulk = s.list || m.header("List-Unsubscribe") || m.header("List-Id")
        || header_is(m, "Precedence", "bulk") || header_is(m, "Precedence", "list");
    const core::HeaderField* submitted = m.header("Auto-Submitted");
    s.automatic = submitted && !header_is(m, "Auto-Submitted", "no");
    s.bounce = is_bounce(m, e, s);
    return s;
}

} // namespace identity
