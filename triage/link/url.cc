// parse_url of extract.h, after the basic URL parser of WHATWG URL section 4.4: what a browser
// would open, not what a grammar allows.
#include "triage/link/extract.h"

#include <algorithm>
#include <array>

#include "triage/core/text.h"
#include "triage/link/host.h"
#include "triage/link/suffix.h"

namespace linking {

namespace {

// Schemes whose URLs have a host whatever slashes are written.
constexpr std::array<std::string_view, 5> special { "http", "https", "ftp", "ws", "wss" };

bool is_slash(char c)
{
    return c == '/' || c == '\\';
}
bool is_alpha(char c)
{
    const char low = static_cast<char>(c | 0x20);
    return low >= 'a' && low <= 'z';
}
bool is_dropped(char c)
{
    return c == '\t' || c == '\n' || c == '\r';
}

// Without what browsers ignore: controls and spaces around, tabs and line ends anywhere.
std::string stripped(std::string_view url)
{
    const auto is_edge = [](char c) { return static_cast<unsigned char>(c) <= ' '; };
    while (!url.empty() && is_edge(url.front()))
        url.remove_prefix(1);
    while (!url.empty() && is_edge(url.back()))
        url.remove_suffix(1);
    std::string out;
    out.reserve(url.size());
    std::copy_if(
        url.begin(), url.end(), std::back_inserter(out), [&](char c) { return !is_dropped(c); });
    return out;
}

// Length of the scheme without its colon; npos if there is none.
std::size_t scheme_length(std::string_view url)
{
    if (url.empty() || !is_alpha(url[0]))
        return std::string_view::npos;
    const auto is_scheme_char = [](char c) {
        return is_alpha(c) || (c >= '0' && c <= '9') || c == '+' || c == '-' || c == '.';
    };
    const auto* const end = std::find_if_not(url.begin(), url.end(), is_scheme_char);
    if (end == url.end() || *end != ':')
        return std::string_view::npos;
    return static_cast<std::size_t>(end - url.begin());
}

// Takes ":8080" off the end of an authority. What is no number makes browsers refuse the URL.
bool take_port(std::string_view& authority, core::Link& link)
{
    const std::size_t colon = authority.rfind(':');
    if (colon == std::string_view::npos || authority.find(']', colon) != std::string_view::npos)
        return true;
    const std::string_view digits = authority.substr(colon + 1);
    authority = authority.substr(0, colon);
    std::uint32_t port = 0;
    for (const char c : digits) {
        if (c < '0' || c > '9' || port > 65535)
            return false;
        port = port * 10 + static_cast<std::uint32_t>(c - '0');
    }
    if (port > 65535)
        return false;
    if (!digits.empty())
        link.port = static_cast<std::uint16_t>(port);
    return true;
}

// "www.bank.example@": what a reader takes for the host; or so long that the host is out of sight.
bool looks_like_host(std::string_view userinfo)
{
    constexpr std::size_t long_info = 90;
    constexpr std::ptrdiff_t many_escapes = 30;
    const std::string_view user = userinfo.substr(0, userinfo.find_first_of(":%"));
    return userinfo.size() >= long_info
        || std::count(userinfo.begin(), userinfo.end(), '%') >= many_escapes
        || has_known_suffix(core::to_lower_ascii(user));
}

void read_authority(std::string_view authority, core::Link& link)
{
    const std::size_t at = authority.rfind('@');
    if (at != std::string_view::npos) {
        link.traits |= core::LinkUserinfo;
        if (looks_like_host(authority.substr(0, at)))
            link.traits |= core::LinkUserinfoHost;
        authority.remove_prefix(at + 1);
    }
    if (!take_port(authority, link))
        return;
    Host host = parse_host(authority);
    link.traits |= host.traits;
    link.host = std::move(host.name);
    const bool is_ip = link.traits & core::LinkIpHost;
    link.org_domain = is_ip ? link.host : org_domain(link.host);
}

// `rest` follows the scheme's colon, or is the whole of a URL without a scheme.
void read_rest(std::string_view rest, core::Link& link)
{
    std::size_t slashes = 0;
    while (slashes < rest.size() && is_slash(rest[slashes]))
        ++slashes;
    if (!rest.starts_with("//") || slashes != 2)
        link.traits |= core::LinkSchemeTrick;
    rest.remove_prefix(slashes);
    const std::size_t end = std::min(rest.find_first_of("/\\?#"), rest.size());
    read_authority(rest.substr(0, end), link);
    link.path = rest.substr(end);
}

// Whether tabs or line ends were dropped before the host ended: in a long query they are only the
// mark of a careless line wrap.
bool hides_in_front(std::string_view written)
{
    constexpr std::size_t front = 12; // "https://" and a little of the host
    const std::string_view s = core::trim(written).substr(0, front);
    return std::any_of(s.begin(), s.end(), is_dropped);
}

// "hTTps": neither typed nor made from the beginning of a sentence.
bool is_odd_case(std::string_view scheme)
{
    const auto is_upper = [](char c) { return c >= 'A' && c <= 'Z'; };
    const auto uppers = std::count_if(scheme.begin(), scheme.end(), is_upper);
    const bool all = static_cast<std::size_t>(uppers) == scheme.size();
    return uppers > 0 && !all && !(uppers == 1 && is_upper(scheme[0]));
}

} // namespace

void parse_url(core::Link& link)
{
    const std::string url = stripped(link.url);
    const std::size_t length = scheme_length(url);
    const std::string_view s = url;
    if (hides_in_front(link.url))
        link.traits |= core::LinkSchemeTrick;
    if (length == std::string_view::npos) {
        if (s.starts_with("//") || s.starts_with("\\\\") || s.starts_with("/\\")) {
            link.scheme = "http"; // of the page's scheme, which mail has not
            read_rest(s, link);
        }
        return;
    }
    link.scheme = core::to_lower_ascii(s.substr(0, length));
    if (is_odd_case(s.substr(0, length)))
        link.traits |= core::LinkSchemeTrick;
    const std::string_view rest = s.substr(length + 1);
    const bool is_special = std::find(special.begin(), special.end(), link.scheme) != special.end();
    if (is_special || rest.starts_with("//"))
        read_rest(rest, link);
    else
        link.path = rest;
}

} // namespace linking
