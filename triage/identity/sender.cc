#include "triage/identity/sender.h"

#include <algorithm>
#include <array>

#include "triage/core/address.h"
#include "triage/core/text.h"
#include "triage/identity/fold.h"
#include "triage/identity/imitation.h"
#include "triage/identity/tag_list.h"
#include "triage/link/extract.h"

namespace identity {

namespace {

constexpr std::size_t max_members = 64; // a header block can name thousands
constexpr std::size_t max_scanned = 2048; // bytes of one List-* field
constexpr std::size_t max_address = 320;

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

void add_verified(Sender& s)
{
    for (const std::string& d : s.auth.dkim_domains)
        add_org(s.affiliated, d, true);
    add_org(s.affiliated, s.auth.spf_domain, true);
}

void add_signature(Sender& s, const std::string& domain)
{
    if (domain.empty())
        return;
    s.signed_for_from = s.signed_for_from || linking::org_domain(domain) == s.from_org;
    if (!s.auth.known)
        add_org(s.affiliated, domain, false);
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
        else if (core::equal_ignore_case(h.name, "DKIM-Signature"))
            add_signature(s, core::to_lower_ascii(tag_value(h.text, "d")));
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

// Clients show one mailbox of several, verifiers judge one: not always the same.
bool has_one_author(const core::Message& m, const Sender& s)
{
    return m.count("From") == 1 && std::all_of(m.from.begin(), m.from.end(), [&](const auto& a) {
        return linking::org_domain(a.domain) == s.from_org;
    });
}

bool dmarc_passed(const Auth& a, const Sender& s)
{
    return a.dmarc == AuthState::Pass && (a.dmarc_from.empty() || a.dmarc_from == s.from.domain);
}

bool aligned(const core::Message& m, const Sender& s)
{
    if (s.from_org.empty() || !has_one_author(m, s))
        return false;
    if (s.auth.dmarc == AuthState::Pass)
        return dmarc_passed(s.auth, s);
    return s.auth.dmarc != AuthState::Fail && s.affiliated.proven(s.from_org);
}

bool arc_aligned(const core::Message& m, const Sender& s)
{
    if (s.auth.sealed.empty() || s.from_org.empty() || !has_one_author(m, s))
        return false;
    const Auth a = read_results(s.auth.sealed);
    return dmarc_passed(a, s)
        || std::any_of(a.dkim_domains.begin(), a.dkim_domains.end(),
            [&](const std::string& d) { return linking::org_domain(d) == s.from_org; });
}

// A sender who claims a brand in name or domain writes for the brand, not to a list.
bool claims_brand(const Sender& s, const Lists& lists)
{
    const auto match = lists.brand_in_name(fold(s.from.name));
    return (match && !match->common && !speaks_for(s, *match->brand))
        || imitated_brand(lists, s.from.domain, s.from_org).has_value();
}

// A discussion list: it names itself and its address, of one organisation, is among the
// recipients, and sends from itself. All of it can be imitated, also with a verifier's pass for the
// imitator's own domain, so that it excuses nobody who claims to be a brand.
bool through_list(
    const core::Message& m, const core::Envelope& e, const Sender& s, const Lists& lists)
{
    const core::HeaderField* id = m.header("List-Id");
    if (!id)
        return false;
    const std::string org = linking::org_domain(list_id_host(id->text));
    const auto of_list = [&](std::string_view host) { return linking::org_domain(host) == org; };
    bool posts = false;
    if (const core::HeaderField* post = m.header("List-Post"))
        for_each_host(post->text, [&](const std::string& host) { posts = posts || of_list(host); });
    if (const core::HeaderField* list = m.header("X-Mailing-List"))
        posts = posts || of_list(core::address_domain(list->text.substr(0, max_address)));
    const auto named = [&](const std::vector<core::Address>& to) {
        return std::any_of(
            to.begin(), to.end(), [&](const core::Address& a) { return of_list(a.domain); });
    };
    const bool sends
        = s.auth.known ? s.affiliated.proven(org) : of_list(core::address_domain(e.mail_from));
    return !org.empty() && posts && sends && (named(m.to) || named(m.cc))
        && !claims_brand(s, lists);
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

bool speaks_for(const Sender& s, const Brand& brand)
{
    if (Lists::owns(brand, s.from.domain))
        return true;
    return std::any_of(brand.domains.begin(), brand.domains.end(), [&](std::string_view d) {
        return s.auth.known ? s.affiliated.proven(d) : s.affiliated.has(d);
    });
}

Sender read_sender(const core::Message& m, const core::Envelope& e, const SenderSources& sources)
{
    const Lists& lists = sources.lists;
    Sender s;
    if (!m.from.empty())
        s.from = m.from.front();
    if (!s.from.domain.empty())
        s.from_org = linking::org_domain(s.from.domain);
    s.auth = read_auth(m, sources.trusted, lists);
    add_verified(s);
    s.affiliated.add(s.from_org, false);
    add_org(s.affiliated, core::address_domain(e.mail_from), false);
    add_claimed(m, s);
    s.aligned = aligned(m, s);
    s.arc_aligned = arc_aligned(m, s);
    s.freemail = lists.contains(HostList::Freemail, s.from.domain);
    s.local = is_below(s.from.domain, sources.local_domains);
    s.ours = s.local || lists.contains(HostList::OwnDomains, s.from.domain);
    s.allowed = s.aligned && lists.allows(s.from.address);
    s.list = through_list(m, e, s, lists);
    s.bulk = s.list || m.header("List-Unsubscribe") || m.header("List-Id")
        || header_is(m, "Precedence", "bulk") || header_is(m, "Precedence", "list");
    const core::HeaderField* submitted = m.header("Auto-Submitted");
    s.automatic = submitted && !header_is(m, "Auto-Submitted", "no");
    s.bounce = is_bounce(m, e, s);
    return s;
}

} // namespace identity
