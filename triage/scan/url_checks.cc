// Findings on how links are written: addresses in odd forms, tricks with delimiters, schemes that
// run or open something on the reader's machine.
#include <algorithm>

#include "triage/core/text.h"
#include "triage/scan/checks.h"
#include "triage/scan/links.h"

namespace scan {

namespace {

using core::Severity;

// RFC 1918, loopback, and IPv6 addresses of a site or link.
bool is_private_host(std::string_view host)
{
    const bool class_b = host.size() > 6 && host[6] == '.' && host.starts_with("172.")
        && host.substr(4, 2) >= "16" && host.substr(4, 2) <= "31";
    return class_b || host.starts_with("10.") || host.starts_with("192.168.")
        || host.starts_with("127.") || host.starts_with("[f") || host == "[::1]";
}

void ip_host(const Context& c, Sink& sink)
{
    report_first(c, sink, [](const WebLink& l) {
        return has(l, core::LinkIpHost) && !has(l, core::LinkIpObfuscated)
            && !is_private_host(l.link->host);
    });
}

void ip_obfuscated(const Context& c, Sink& sink)
{
    report_first(c, sink, [](const WebLink& l) { return has(l, core::LinkIpObfuscated); });
}

void userinfo(const Context& c, Sink& sink)
{
    for (const WebLink& l : c.links)
        if (has(l, core::LinkUserinfo))
            sink.report(
                has(l, core::LinkUserinfoHost) ? Severity::High : Severity::Medium, shown(*l.link));
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
    for_each_link(c, [&](const core::Link& l) {
        const std::string url = beginning(l);
        if (!starts_with_any(url, active))
            return;
        const bool idle = url.starts_with("javascript:;") || url.starts_with("javascript:void(0")
            || url == "javascript:";
        sink.report(idle ? Severity::Low : Severity::High, shown(l));
    });
}

// A share of the sender's own network, in mail within it.
bool is_within(const Context& c, const core::Link& l)
{
    return c.sender.local && !l.host.empty()
        && (l.host.find('.') == std::string::npos || is_private_host(l.host));
}

struct Scheme {
    std::string_view start;
    Severity severity;
};
// What Windows opens by itself, or hands to a component that has run code before. Those of Office
// open a document from the web, as SharePoint does.
constexpr std::array<Scheme, 15> schemes { { { "file:", Severity::High },
    { "smb:", Severity::High }, { "\\\\", Severity::High }, { "search-ms:", Severity::High },
    { "search:", Severity::High }, { "ms-search:", Severity::High }, { "ms-msdt:", Severity::High },
    { "ms-officecmd:", Severity::High }, { "ms-appinstaller:", Severity::High },
    { "ms-quick-assist:", Severity::High }, { "shell:", Severity::High },
    { "ms-word:", Severity::Medium }, { "ms-excel:", Severity::Medium },
    { "ms-powerpoint:", Severity::Medium }, { "ms-visio:", Severity::Medium } } };

void file_unc(const Context& c, Sink& sink)
{
    for_each_link(c, [&](const core::Link& l) {
        const std::string start = beginning(l);
        const auto* const scheme = std::find_if(schemes.begin(), schemes.end(),
            [&](const Scheme& s) { return start.starts_with(s.start); });
        if (l.origin == core::LinkOrigin::Text || scheme == schemes.end())
            return;
        const std::size_t moniker = l.url.rfind('!'); // CVE-2024-21413
        const bool runs = moniker != std::string::npos && l.url.find('.') < moniker;
        sink.report(runs          ? Severity::Critical
                : is_within(c, l) ? Severity::Info
                                  : scheme->severity,
            shown(l));
    });
}

constexpr std::uint32_t ours = Own | Authenticated;

constexpr std::array<CheckRow, 7> rows { {
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
    { "LINK_ACTIVE_SCHEME", "", Severity::High, 0, "A link runs code instead of opening a page.",
        active_scheme },
    { "LINK_FILE_UNC", "", Severity::High, ours,
        "A link opens a file share or a Windows component.", file_unc },
} };

} // namespace

std::span<const CheckRow> url_checks()
{
    return rows;
}

} // namespace scan
