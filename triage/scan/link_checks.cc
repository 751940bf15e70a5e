// Findings on where links lead. Hosts that belong to the sender (affiliation set) are left out
// wherever ordinary mail does the same with its own hosts.
#include <algorithm>

#include "triage/core/text.h"
#include "triage/identity/imitation.h"
#include "triage/link/extract.h"
#include "triage/scan/checks.h"

namespace scan {

namespace {

using core::Severity;
using identity::HostList;
using identity::Trick;

constexpr std::size_t shown_url = 120;

std::string shown(const core::Link& l)
{
    return evidence(std::string_view(l.url).substr(0, shown_url));
}

// The first web link for which `wanted` holds.
template <typename Wanted>
const WebLink* first_link(const Context& c, Wanted wanted)
{
    for (const WebLink& l : c.links)
        if (wanted(l))
            return &l;
    return nullptr;
}

template <typename Wanted>
void report_first(const Context& c, Sink& sink, Wanted wanted)
{
    if (const WebLink* l = first_link(c, wanted))
        sink.report(shown(*l->link));
}

bool has(const WebLink& l, std::uint32_t traits)
{
    return (l.link->traits & traits) != 0;
}

// Host of a link text that shows a URL or domain and nothing else; empty otherwise.
std::string shown_host(std::string_view text)
{
    std::string t = core::to_lower_ascii(core::trim(text.substr(0, 512)));
    for (const std::string_view scheme : { "https://", "http://" })
        if (t.starts_with(scheme))
            t.erase(0, scheme.size());
    t.erase(std::min(t.find_first_of("/?#:"), t.size()));
    const std::size_t dot = t.rfind('.');
    if (t.empty() || t.size() > 253 || dot == t.npos || dot == 0 || t.size() - dot < 3
        || t.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789.-") != t.npos
        || t.find_first_of("0123456789", dot) != t.npos)
        return {};
    return t;
}

void text_mismatch(const Context& c, Sink& sink)
{
    for (const WebLink& l : c.links) {
        if (l.link->origin != core::LinkOrigin::Anchor || !l.foreign()
            || c.lists.contains(HostList::Rewriters, l.link->host))
            continue;
        const std::string host = shown_host(l.link->text);
        if (host.empty() || linking::org_domain(host).find('.') == std::string::npos)
            continue;
        const std::string org = linking::org_domain(host);
        const auto label = [](const std::string& o) { return o.substr(0, o.find('.')); };
        if (org == l.link->org_domain || label(org) == label(l.link->org_domain)
            || c.sender.affiliated.has(org))
            continue;
        const bool worth_it = identity::is_below(host, c.local_domains)
            || (c.lists.brand_of_host(host) && !c.lists.contains(HostList::NeutralHosts, host));
        sink.report(worth_it ? Severity::High : Severity::Medium,
            evidence("shows " + host + ", leads to " + l.link->host));
    }
}

void all_unaffiliated(const Context& c, Sink& sink)
{
    if (!c.is(ForeignLinks))
        return;
    if (const WebLink* l = first_link(c, [](const WebLink& w) { return w.clicked && w.foreign(); }))
        sink.report(evidence(l->link->host));
}

bool is_private(std::string_view host)
{
    return host.starts_with("10.") || host.starts_with("192.168.") || host.starts_with("127.")
        || (host.starts_with("172.") && host.size() > 6 && host[6] == '.' && host[4] >= '1'
            && host[4] <= '3')
        || host.starts_with("[f");
}

void ip_host(const Context& c, Sink& sink)
{
    report_first(c, sink, [](const WebLink& l) {
        return has(l, core::LinkIpHost) && !has(l, core::LinkIpObfuscated)
            && !is_private(l.link->host);
    });
}

void ip_obfuscated(const Context& c, Sink& sink)
{
    report_first(c, sink, [](const WebLink& l) { return has(l, core::LinkIpObfuscated); });
}

void userinfo(const Context& c, Sink& sink)
{
    for (const WebLink& l : c.links) {
        if (!has(l, core::LinkUserinfo))
            continue;
        const std::string_view url = l.link->url;
        const std::size_t start = std::min(url.find("//"), url.size());
        const std::string_view user = url.substr(start, url.find('@', start) - start);
        const bool padded = std::count(user.begin(), user.end(), '%') >= 30;
        sink.report(padded || user.find('.') != user.npos ? Severity::High : Severity::Medium,
            shown(*l.link));
    }
}

// In running text a slash is soon forgotten; in markup nobody types it.
void scheme_trick(const Context& c, Sink& sink)
{
    for (const WebLink& l : c.links)
        if (has(l, core::LinkSchemeTrick))
            sink.report(l.link->origin == core::LinkOrigin::Text ? Severity::Low : Severity::High,
                shown(*l.link));
}

void unicode_trick(const Context& c, Sink& sink)
{
    report_first(c, sink, [](const WebLink& l) { return has(l, core::LinkUnicodeTrick); });
}

// Calls use(link, imitation) for each host of the message that imitates a brand.
template <typename Use>
void for_each_imitation(const Context& c, Use use)
{
    for (const WebLink& l : c.links)
        if (l.imitation)
            use(l, *l.imitation);
}

void homograph(const Context& c, Sink& sink)
{
    report_first(c, sink, [](const WebLink& l) { return has(l, core::LinkMixedScript); });
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

void shortener(const Context& c, Sink& sink)
{
    const WebLink* found = first_link(c, [&](const WebLink& l) {
        return l.clicked && !l.affiliated && l.first_of_host
            && c.lists.contains(HostList::Shorteners, l.link->host);
    });
    if (!found)
        return;
    const WebLink* other = first_link(c, [&](const WebLink& l) {
        return l.clicked && l.link->host != found->link->host && !l.neutral;
    });
    sink.report(other ? Severity::Low : Severity::Medium, shown(*found->link));
}

bool is_storage(std::string_view host)
{
    static constexpr std::array<std::string_view, 9> storage { "storage.googleapis.com",
        "amazonaws.com", "core.windows.net", "r2.dev", "digitaloceanspaces.com", "ipfs.io",
        "trycloudflare.com", "backblazeb2.com", "myqcloud.com" };
    return std::any_of(storage.begin(), storage.end(),
        [&](std::string_view s) { return host == s || host.ends_with("." + std::string(s)); });
}

void free_host(const Context& c, Sink& sink)
{
    for (const WebLink& l : c.links) {
        if (!l.clicked || !l.foreign() || !l.first_of_host
            || !c.lists.contains(HostList::FreeHosts, l.link->host))
            continue;
        const std::string_view path = l.link->path;
        const bool page = path.find(".htm") != path.npos || path.find('#') != path.npos;
        sink.report(
            page && is_storage(l.link->host) ? Severity::High : Severity::Medium, shown(*l.link));
    }
}

// Where a link's query leads when it holds another link; empty if it does not.
std::string target_org(const core::Link& l)
{
    const std::string path = core::to_lower_ascii(std::string_view(l.path).substr(0, 2048));
    for (const std::string_view start :
        { "=http%3a%2f%2f", "=https%3a%2f%2f", "=http://", "=https://" }) {
        const std::size_t at = path.find(start);
        if (at == path.npos)
            continue;
        const std::size_t from = at + start.size();
        const std::size_t end = path.find_first_of("/%?&#:", from);
        return linking::org_domain(std::string_view(path).substr(from, end - from));
    }
    return {};
}

void redirector(const Context& c, Sink& sink)
{
    for (const WebLink& l : c.links) {
        if (l.link->origin != core::LinkOrigin::Anchor || !l.foreign()
            || c.lists.contains(HostList::Rewriters, l.link->host))
            continue;
        const std::string org = target_org(*l.link);
        if (org.find('.') != org.npos && org != l.link->org_domain && !c.sender.affiliated.has(org))
            return sink.report(evidence(l.link->host + " leads on to " + org));
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
        return l.foreign() && port && *port != 80 && *port != 443 && !is_private(l.link->host);
    });
}

// A link's beginning as a browser reads it: without white space and controls, lower case.
std::string beginning(const core::Link& l)
{
    std::string out;
    for (const char ch : std::string_view(l.url).substr(0, 256))
        if (static_cast<unsigned char>(ch) > 0x20 && out.size() < 40)
            out.push_back(ch);
    return core::to_lower_ascii(out);
}

bool starts_with_any(std::string_view s, std::span<const std::string_view> heads)
{
    return std::any_of(
        heads.begin(), heads.end(), [&](std::string_view h) { return s.starts_with(h); });
}

void active_scheme(const Context& c, Sink& sink)
{
    static constexpr std::array<std::string_view, 5> active {
        "javascript:", "vbscript:", "data:text/html", "data:application/xhtml", "blob:"
    };
    for (const core::Link& l : c.m.links) {
        const std::string url = beginning(l);
        if (!starts_with_any(url, active))
            continue;
        const bool idle = url.starts_with("javascript:;") || url.starts_with("javascript:void(0")
            || url == "javascript:";
        sink.report(idle ? Severity::Low : Severity::High, shown(l));
    }
}

void file_unc(const Context& c, Sink& sink)
{
    static constexpr std::array<std::string_view, 8> local { "file:", "smb:", "search-ms:",
        "ms-msdt:", "ms-officecmd:", "ms-appinstaller:", "ms-search:", "\\\\" };
    for (const core::Link& l : c.m.links) {
        if (l.origin == core::LinkOrigin::Text || !starts_with_any(beginning(l), local))
            continue;
        const std::size_t moniker = l.url.rfind('!'); // CVE-2024-21413
        const bool runs = moniker != std::string::npos && l.url.find('.') < moniker;
        sink.report(runs ? Severity::Critical : Severity::High, shown(l));
    }
}

void exec_download(const Context& c, Sink& sink)
{
    static constexpr std::array<std::string_view, 18> endings { ".exe", ".scr", ".msi", ".msix",
        ".js", ".jse", ".vbs", ".hta", ".iso", ".img", ".vhd", ".lnk", ".dmg", ".apk", ".jar",
        ".bat", ".cmd", ".ps1" };
    report_first(c, sink, [](const WebLink& l) {
        const std::string path
            = core::to_lower_ascii(l.link->path.substr(0, l.link->path.find_first_of("?#")));
        return l.link->origin != core::LinkOrigin::Image && l.foreign()
            && std::any_of(endings.begin(), endings.end(),
                [&](std::string_view e) { return path.ends_with(e); });
    });
}

constexpr std::uint32_t ours = Own | Authenticated;

constexpr std::array<CheckRow, 17> rows { {
    { "LINK_TEXT_MISMATCH", "", Severity::Medium, ours | ListMail,
        "A link shows one domain and leads to another; neither is the sender's.", text_mismatch },
    { "LINK_ALL_UNAFFILIATED", "", Severity::Low, ours | ListMail | Reply,
        "No link leads to an organisation of the sender.", all_unaffiliated },
    { "LINK_IP_HOST", "link-ip", Severity::Medium, ours | ListMail,
        "A link leads to a bare IP address.", ip_host },
    { "LINK_IP_OBFUSCATED", "link-ip", Severity::High, 0,
        "A link leads to an IP address written so that nobody recognises it.", ip_obfuscated },
    { "LINK_USERINFO", "", Severity::Medium, 0,
        "A link has text before an '@' that looks like the host but is not.", userinfo },
    { "LINK_SCHEME_TRICK", "link-trick", Severity::High, 0,
        "A link is written wrongly in a way that browsers put right and filters do not.",
        scheme_trick },
    { "LINK_UNICODE_TRICK", "link-trick", Severity::High, 0,
        "A link's host has invisible or lookalike delimiter characters.", unicode_trick },
    { "LINK_HOMOGRAPH", "link-brand", Severity::High, ListMail,
        "A link's host uses letters of another script that look like a brand's.", homograph },
    { "LINK_BRAND_LOOKALIKE", "link-brand", Severity::High, ours | ListMail,
        "A link's host is nearly a known brand's, or puts the brand before a foreign domain.",
        brand_lookalike },
    { "LINK_SHORTENER", "", Severity::Low, ours | ListMail,
        "A link goes through a shortener and hides where it leads.", shortener },
    { "LINK_FREE_HOST", "", Severity::Medium, ours | ListMail,
        "A link leads to a host where anybody can put a page.", free_host },
    { "LINK_REDIRECTOR", "", Severity::Medium, ours | ListMail | Bulk,
        "A link to one site carries a link to another in its query.", redirector },
    { "LINK_RISKY_TLD", "", Severity::Low, ours | ListMail,
        "A link leads to a top level domain with more abuse than use.", risky_tld },
    { "LINK_ODD_PORT", "", Severity::Low, ours | ListMail, "A link names an unusual port.",
        odd_port },
    { "LINK_ACTIVE_SCHEME", "", Severity::High, 0, "A link runs code instead of opening a page.",
        active_scheme },
    { "LINK_FILE_UNC", "", Severity::High, ours,
        "A link opens a file share or a Windows component.", file_unc },
    { "LINK_EXEC_DOWNLOAD", "", Severity::High, ours | ListMail,
        "A link downloads a program from a host that is not the sender's.", exec_download },
} };

} // namespace

std::span<const CheckRow> link_checks()
{
    return rows;
}

} // namespace scan
