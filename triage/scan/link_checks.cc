// Findings on where links lead. Hosts that belong to the sender (affiliation set) are left out
// wherever ordinary mail does the same with its own hosts.
#include <algorithm>

#include "triage/core/text.h"
#include "triage/identity/imitation.h"
#include "triage/scan/checks.h"
#include "triage/scan/links.h"

namespace scan {

namespace {

using core::Severity;
using identity::HostList;
using identity::Trick;

void all_unaffiliated(const Context& c, Sink& sink)
{
    // A claim of the sender's is enough against so weak a finding.
    if (!c.is(ForeignLinks)
        || first_link(c, [](const WebLink& l) { return l.clicked && l.claimed; }))
        return;
    if (const WebLink* l = first_link(c, [](const WebLink& w) { return w.clicked && w.foreign(); }))
        sink.report(evidence(l->link->host));
}

// Calls use(link, imitation) for each host of the message that imitates a brand.
template <typename Use>
void for_each_imitation(const Context& c, Use use)
{
    for (const WebLink& l : c.links)
        if (l.imitation)
            use(l, *l.imitation);
}

// The sender's own organisation, spelt with letters of another script.
bool resembles_sender(const Context& c, const WebLink& l)
{
    const std::string_view org = l.link->org_domain;
    const std::size_t dot = std::min(org.find('.'), org.size());
    return has(l, core::LinkIdn) && l.foreign()
        && c.sender.tied_to(
            identity::readable_label(org.substr(0, dot)) + std::string(org.substr(dot)));
}

void homograph(const Context& c, Sink& sink)
{
    report_first(c, sink,
        [&](const WebLink& l) { return has(l, core::LinkMixedScript) || resembles_sender(c, l); });
    for_each_imitation(c, [&](const WebLink& l, const identity::Imitation& i) {
        if (i.trick == Trick::Homograph)
            sink.report(evidence(l.link->host, i.name));
    });
}

// "github.company.com" is how companies name the services they use; a brand before a host that
// anybody can rent is not.
void brand_lookalike(const Context& c, Sink& sink)
{
    for_each_imitation(c, [&](const WebLink& l, const identity::Imitation& i) {
        const bool rented = c.lists.contains(HostList::FreeHosts, l.link->host);
        const std::string what = evidence(l.link->host, i.name);
        if (i.trick == Trick::Lookalike || i.trick == Trick::Domain || i.trick == Trick::Combination
            || (rented && i.trick == Trick::Subdomain && l.foreign()))
            sink.report(Severity::High, what);
        else if (i.trick == Trick::Mention && l.foreign())
            sink.report(Severity::Low, what);
    });
}

// Who shows nothing of their own beside it hides where they lead.
void shortener(const Context& c, Sink& sink)
{
    const WebLink* found = first_link(c, [&](const WebLink& l) {
        return l.clicked && l.foreign() && l.first_of_host
            && c.lists.contains(HostList::Shorteners, l.link->host);
    });
    if (!found)
        return;
    const bool alone = !first_link(c, [&](const WebLink& l) {
        return l.clicked && l.link->host != found->link->host && !l.neutral;
    });
    const bool targeted = found->link->path.find('#') != std::string::npos;
    const bool only_foreign = c.is(ForeignLinks) && !c.is(Reply | Bulk);
    sink.report(
        alone || targeted || only_foreign ? Severity::Medium : Severity::Low, shown(*found->link));
}

bool is_free(const Context& c, std::string_view host)
{
    return c.lists.contains(HostList::FreeHosts, host) || c.lists.contains(HostList::Storage, host);
}

// Documents that people share in an exchange of mail; forms are no documents.
bool is_shared(const Context& c, const core::Link& l)
{
    return c.is(Reply | Aligned) && c.lists.contains(HostList::FileShares, l.host)
        && l.path.find("forms/") == std::string::npos;
}

void free_host(const Context& c, Sink& sink)
{
    for (const WebLink& l : c.links) {
        if (!l.clicked || !l.foreign() || !is_free(c, l.link->host))
            continue;
        const std::string_view path = l.link->path;
        const bool page = path.find(".htm") != path.npos || path.find('#') != path.npos;
        const bool stored = page && c.lists.contains(HostList::Storage, l.link->host);
        sink.report(is_shared(c, *l.link) ? Severity::Low
                : stored                  ? Severity::High
                                          : Severity::Medium,
            shown(*l.link));
    }
}

void risky_tld(const Context& c, Sink& sink)
{
    report_first(c, sink, [&](const WebLink& l) {
        const std::string_view host = l.link->host;
        return l.clicked && !l.affiliated && l.first_of_host
            && c.lists.contains(HostList::RiskyTlds, host.substr(host.rfind('.') + 1));
    });
}

void odd_port(const Context& c, Sink& sink)
{
    report_first(c, sink, [](const WebLink& l) {
        const auto port = l.link->port;
        return l.foreign() && port && *port != 80 && *port != 443 && !has(l, core::LinkIpHost);
    });
}

// Developers link scripts and programs on lists and in plain text.
void exec_download(const Context& c, Sink& sink)
{
    static constexpr std::array<std::string_view, 26> endings { ".apk", ".appx", ".bat", ".cmd",
        ".cpl", ".dmg", ".exe", ".hta", ".img", ".iso", ".jar", ".js", ".jse", ".lnk", ".msi",
        ".msix", ".pif", ".pkg", ".ps1", ".scr", ".vbe", ".vbs", ".vhd", ".vhdx", ".wsf", ".xll" };
    for (const WebLink& l : c.links) {
        const bool runs_in_place = l.link->origin == core::LinkOrigin::Embed; // HTML_SCRIPT's
        if (!l.clicked || !l.foreign() || runs_in_place)
            continue;
        const std::string path
            = core::to_lower_ascii(l.link->path.substr(0, l.link->path.find_first_of("?#")));
        if (std::none_of(endings.begin(), endings.end(),
                [&](std::string_view e) { return path.ends_with(e); }))
            continue;
        const bool known = c.is(ListMail) || c.lists.brand_of_host(l.link->host);
        sink.report(known                                  ? Severity::Low
                : l.link->origin == core::LinkOrigin::Text ? Severity::Medium
                                                           : Severity::High,
            shown(*l.link));
    }
}

// "a1b2c3d4e5f60718", "3f2504e0-4f89-41d3-9a0c-0305e82c3301", "x7k2p9q4z8w1m3b6".
bool is_random_label(std::string_view label)
{
    constexpr std::size_t shortest = 16, few = 4;
    std::size_t digits = 0, letters = 0, changes = 0, beyond_hex = 0;
    bool was_digit = false;
    for (const char ch : label) {
        const bool digit = ch >= '0' && ch <= '9';
        if (ch == '-')
            continue;
        ++(digit ? digits : letters);
        changes += digit != was_digit;
        beyond_hex += !digit && ch > 'f';
        was_digit = digit;
    }
    if (digits + letters < shortest || digits < few || letters < 2)
        return false;
    return beyond_hex == 0 || changes >= 2 * few;
}

// Hosts that machines have named. Services that name them for everybody are known.
bool is_random_host(std::string_view host, std::string_view org)
{
    constexpr std::size_t long_host = 60, deep = 4;
    const std::string_view below = host.substr(0, host.size() - std::min(org.size(), host.size()));
    if (host.size() > long_host
        || std::count(below.begin(), below.end(), '.') >= std::ptrdiff_t { deep })
        return true;
    for (std::size_t at = 0; at < host.size();) {
        const std::size_t dot = std::min(host.find('.', at), host.size());
        if (is_random_label(host.substr(at, dot - at)))
            return true;
        at = dot + 1;
    }
    return false;
}

void host_random(const Context& c, Sink& sink)
{
    report_first(c, sink, [&](const WebLink& l) {
        return l.clicked && l.foreign() && l.first_of_host && !has(l, core::LinkIpHost)
            && !is_free(c, l.link->host) && !c.lists.contains(HostList::Rewriters, l.link->host)
            && is_random_host(l.link->host, l.link->org_domain);
    });
}

constexpr std::uint32_t ours = Own | Authenticated;

constexpr std::array<CheckRow, 9> rows { {
    { "LINK_ALL_UNAFFILIATED", "link-elsewhere", Severity::Low, ours | ListMail | Reply,
        "No link leads to an organisation of the sender.", all_unaffiliated },
    { "LINK_HOMOGRAPH", "link-brand", Severity::High, ListMail,
        "A link's host uses letters of another script that look like a brand's.", homograph },
    { "LINK_BRAND_LOOKALIKE", "link-brand", Severity::High, ours | ListMail,
        "A link's host is nearly a known brand's or our own, or puts the brand before a foreign "
        "domain.",
        brand_lookalike },
    { "LINK_SHORTENER", "link-elsewhere", Severity::Low, ours | ListMail,
        "A link goes through a shortener and hides where it leads.", shortener },
    { "LINK_FREE_HOST", "link-elsewhere", Severity::Medium, ours | ListMail,
        "A link leads to a host where anybody can put a page.", free_host },
    { "LINK_RISKY_TLD", "", Severity::Low, ours | ListMail,
        "A link leads to a top level domain with more abuse than use.", risky_tld },
    { "LINK_ODD_PORT", "", Severity::Low, ours | ListMail, "A link names an unusual port.",
        odd_port },
    { "LINK_HOST_RANDOM", "", Severity::Low, ours | ListMail | Bulk,
        "A link leads to a host that a machine has named.", host_random },
    { "LINK_EXEC_DOWNLOAD", "", Severity::High, ours,
        "A link downloads a program from a host that is not the sender's.", exec_download },
} };

} // namespace

std::span<const CheckRow> link_checks()
{
    return rows;
}

} // namespace scan
