#include "triage/link/unwrap.h"

#include <algorithm>
#include <array>
#include <optional>
#include <string_view>
#include <utility>

#include "triage/core/text.h"
#include "triage/link/extract.h"
#include "triage/link/query.h"

namespace linking {

namespace {

constexpr int max_wrappers = 8;
constexpr std::size_t max_url = 8u << 10; // bytes

// Each reader gets the path (with query and fragment) and its row's key, and gives the target as
// far as it stands there; empty if it does not.
using Read = std::string (*)(std::string_view path, std::string_view key);

std::string from_query(std::string_view path, std::string_view key)
{
    return percent_decoded(parameter(path, key).value_or(""));
}

std::string from_base64_query(std::string_view path, std::string_view key)
{
    return base64_decoded(percent_decoded(parameter(path, key).value_or("")));
}

// Bing: "a1" and base64.
std::string from_marked_base64(std::string_view path, std::string_view key)
{
    const std::string_view value = parameter(path, key).value_or("");
    return value.starts_with("a1") ? base64_decoded(value.substr(2)) : std::string();
}

// Only the target's host is told.
std::string from_host_query(std::string_view path, std::string_view key)
{
    const std::string host = from_query(path, key);
    return host.find_first_of("/:?#") == host.npos ? host : std::string();
}

// A whole URL somewhere in the path: "/token/https%3A%2F%2Fhost%2Fpath", "/web/2020/http://host/".
std::string from_path(std::string_view path, std::string_view)
{
    const std::string lower = core::to_lower_ascii(path);
    for (const std::string_view start : { "http%3a", "https%3a", "http:/", "https:/" }) {
        const std::size_t at = lower.find(start);
        if (at == lower.npos)
            continue;
        const std::string_view url = path.substr(at);
        return start.ends_with('/') ? std::string(url)
                                    : percent_decoded(url.substr(0, url.find_first_of("/?#")));
    }
    return {};
}

// What stands behind the key is the target without its scheme (AMP caches).
std::string from_rest(std::string_view path, std::string_view key)
{
    return std::string(path.substr(key.size()));
}

// Yahoo's search: "/RU=https%3a%2f%2fhost/RK=2/".
std::string from_segment(std::string_view path, std::string_view key)
{
    const std::size_t at = path.find(key);
    if (at == path.npos)
        return {};
    const std::string_view rest = path.substr(at + key.size());
    return percent_decoded(rest.substr(0, rest.find('/')));
}

// URL Defense 2: '-' for '%' and '_' for '/' in a percent-encoded URL.
std::string from_defense_2(std::string_view path, std::string_view key)
{
    std::string value(parameter(path, key).value_or(""));
    std::replace(value.begin(), value.end(), '-', '%');
    std::replace(value.begin(), value.end(), '_', '/');
    return percent_decoded(value);
}

// How many replaced characters "**" and the letter behind it stand for.
std::size_t run_length(char c)
{
    constexpr std::string_view letters
        = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    const std::size_t at = letters.find(c);
    return at == letters.npos ? 0 : at + 2;
}

// URL Defense 3: "__URL__;REPLACED!…": each '*' stands for one byte of REPLACED, which is base64;
// "**B" for three.
std::string from_defense_3(std::string_view path, std::string_view)
{
    const std::size_t from = path.find("__"), to = path.find("__;", from + 2);
    if (from == path.npos || to == path.npos)
        return {};
    const std::string_view url = path.substr(from + 2, to - from - 2);
    const std::string replaced = base64_decoded(path.substr(to + 3));
    std::string out;
    std::size_t used = 0;
    for (std::size_t i = 0; i < url.size(); ++i) {
        if (url[i] != '*') {
            out += url[i];
            continue;
        }
        const std::size_t run
            = i + 2 < url.size() && url[i + 1] == '*' ? run_length(url[i + 2]) : 0;
        const std::string_view bytes
            = std::string_view(replaced).substr(used, std::max<std::size_t>(run, 1));
        out += bytes;
        used += bytes.size();
        i += run > 0 ? 2 : 0;
    }
    const std::size_t slash = out.find(":/"); // one slash is lost on the way
    if (slash != out.npos && out.compare(slash, 3, "://") != 0)
        out.insert(slash + 1, 1, '/');
    return out;
}

// Check Point: "/v2/___https://host/path___.TOKEN".
std::string from_underscores(std::string_view path, std::string_view)
{
    constexpr std::string_view mark = "___";
    const std::size_t from = path.find(mark), to = path.find(mark, from + mark.size());
    return from == path.npos || to == path.npos
        ? std::string()
        : std::string(path.substr(from + mark.size(), to - from - mark.size()));
}

enum class Kind : std::uint8_t { Gateway, Redirect };

struct Row {
    std::string_view host; // with its subdomains; a dot at the end: whatever the suffix
    std::string_view path; // what the path begins with
    Kind kind;
    Read read;
    std::string_view key;
};

// The first row that yields something counts.
constexpr std::array<Row, 65> rows { {
    { "safelinks.protection.outlook.com", "/", Kind::Gateway, from_query, "url" },
    { "safelinks.protection.office365.us", "/", Kind::Gateway, from_query, "url" },
    { "statics.teams.cdn.office.net", "/evergreen-assets/safelinks", Kind::Gateway, from_query,
        "url" },
    { "urldefense.proofpoint.com", "/v1/", Kind::Gateway, from_query, "u" },
    { "urldefense.proofpoint.com", "/v2/", Kind::Gateway, from_defense_2, "u" },
    { "urldefense.proofpoint.com", "/v3/", Kind::Gateway, from_defense_3, "" },
    { "urldefense.com", "/v3/", Kind::Gateway, from_defense_3, "" },
    { "urldefense.com", "/v2/", Kind::Gateway, from_defense_2, "u" },
    { "urldefense.us", "/v3/", Kind::Gateway, from_defense_3, "" },
    { "urldefense.us", "/v2/", Kind::Gateway, from_defense_2, "u" },
    { "mimecast.com", "/", Kind::Gateway, from_host_query, "domain" },
    { "mimecastprotect.com", "/", Kind::Gateway, from_host_query, "domain" },
    { "linkprotect.cudasvc.com", "/", Kind::Gateway, from_query, "a" },
    { "secure-web.cisco.com", "/", Kind::Gateway, from_path, "" },
    { "clicktime.symantec.com", "/", Kind::Gateway, from_query, "u" },
    { "clicktime.cloud.postoffice.net", "/", Kind::Gateway, from_query, "U" },
    { "protection.sophos.com", "/", Kind::Gateway, from_base64_query, "u" },
    { "protection.sophos.com", "/", Kind::Gateway, from_host_query, "d" },
    { "trendmicro.com", "/", Kind::Gateway, from_query, "url" },
    { "fireeye.com", "/", Kind::Gateway, from_query, "u" },
    { "trellix.com", "/", Kind::Gateway, from_query, "u" },
    { "checkpoint.com", "/v2/", Kind::Gateway, from_underscores, "" },
    { "avanan.click", "/v2/", Kind::Gateway, from_underscores, "" },
    { "urlsand.esvalabs.com", "/", Kind::Gateway, from_query, "u" },
    { "urlsand.com", "/", Kind::Gateway, from_query, "u" },
    { "inky.com", "/link", Kind::Gateway, from_host_query, "domain" },
    { "vadesecure.com", "/", Kind::Gateway, from_query, "u" },
    { "edgepilot.com", "/", Kind::Gateway, from_query, "u" },
    { "zixcentral.com", "/", Kind::Gateway, from_query, "u" },
    { "hornetsecurity.com", "/", Kind::Gateway, from_query, "u" },
    { "egress.com", "/", Kind::Gateway, from_query, "url" },
    { "gravityzone.bitdefender.com", "/", Kind::Gateway, from_path, "" },
    { "google.", "/url", Kind::Redirect, from_query, "q" },
    { "google.", "/url", Kind::Redirect, from_query, "url" },
    { "google.", "/amp/s/", Kind::Redirect, from_rest, "/amp/s/" },
    { "google.", "/amp/", Kind::Redirect, from_rest, "/amp/" },
    { "google.", "/imgres", Kind::Redirect, from_query, "imgrefurl" },
    { "google.", "/travel/clk", Kind::Redirect, from_query, "pcurl" },
    { "google.", "/translate", Kind::Redirect, from_query, "u" },
    { "google.", "/pagead/", Kind::Redirect, from_query, "adurl" },
    { "googleadservices.com", "/pagead/", Kind::Redirect, from_query, "adurl" },
    { "doubleclick.net", "/", Kind::Redirect, from_query, "adurl" },
    { "doubleclick.net", "/", Kind::Redirect, from_path, "" },
    { "cdn.ampproject.org", "/c/s/", Kind::Redirect, from_rest, "/c/s/" },
    { "cdn.ampproject.org", "/c/", Kind::Redirect, from_rest, "/c/" },
    { "youtube.com", "/redirect", Kind::Redirect, from_query, "q" },
    { "youtube.com", "/attribution_link", Kind::Redirect, from_query, "u" },
    { "facebook.com", "/l.php", Kind::Redirect, from_query, "u" },
    { "facebook.com", "/flx/warn", Kind::Redirect, from_query, "u" },
    { "instagram.com", "/", Kind::Redirect, from_query, "u" },
    { "linkedin.com", "/redir/", Kind::Redirect, from_query, "url" },
    { "linkedin.com", "/safety/go", Kind::Redirect, from_query, "url" },
    { "bing.com", "/ck/", Kind::Redirect, from_marked_base64, "u" },
    { "search.yahoo.com", "/", Kind::Redirect, from_segment, "/RU=" },
    { "duckduckgo.com", "/l/", Kind::Redirect, from_query, "uddg" },
    { "slack-redir.net", "/link", Kind::Redirect, from_query, "url" },
    { "steamcommunity.com", "/linkfilter", Kind::Redirect, from_query, "url" },
    { "steamcommunity.com", "/linkfilter", Kind::Redirect, from_query, "u" },
    { "vk.com", "/away", Kind::Redirect, from_query, "to" },
    { "t.umblr.com", "/redirect", Kind::Redirect, from_query, "z" },
    { "tiktok.com", "/link/", Kind::Redirect, from_query, "target" },
    { "disq.us", "/url", Kind::Redirect, from_query, "url" },
    { "medium.com", "/r/", Kind::Redirect, from_query, "url" },
    { "web.archive.org", "/web/", Kind::Redirect, from_path, "" },
    { "getpocket.com", "/redirect", Kind::Redirect, from_query, "url" },
} };

// "google.de", "google.co.uk", but no domain that anybody registers.
bool is_under_country(std::string_view org_domain, std::string_view label)
{
    constexpr std::size_t country = 2;
    if (!org_domain.starts_with(label))
        return false;
    const std::string_view suffix = org_domain.substr(label.size());
    return suffix == "com" || suffix.size() - (suffix.rfind('.') + 1) == country;
}

bool is_host(const core::Link& link, std::string_view wanted)
{
    if (wanted.ends_with('.'))
        return is_under_country(link.org_domain, wanted);
    if (!link.host.ends_with(wanted))
        return false;
    return link.host.size() == wanted.size()
        || link.host[link.host.size() - wanted.size() - 1] == '.';
}

// As a URL with a scheme of the web; empty if it is something else.
std::string as_url(std::string target)
{
    for (int i = 0; i < 2 && target.find("%3A%2F") < 6; ++i)
        target = percent_decoded(target); // encoded twice
    const std::size_t colon = target.find(':'), slash = target.find('/');
    if (colon == target.npos || slash < colon)
        return target.find('.') < slash ? "http://" + target : std::string();
    const std::string scheme = core::to_lower_ascii(target.substr(0, colon));
    return scheme == "http" || scheme == "https" ? target : std::string();
}

// The link inside, and which kind of wrapper it was in.
struct Inner {
    core::Link link;
    Kind kind {};
};
std::optional<Inner> inner_of(const core::Link& outer)
{
    for (const Row& row : rows) {
        if (!is_host(outer, row.host) || !outer.path.starts_with(row.path))
            continue;
        Inner inner { {}, row.kind };
        const std::string url = as_url(row.read(outer.path, row.key));
        inner.link.url = core::valid_utf8(std::string_view(url).substr(0, max_url));
        parse_url(inner.link);
        if (!inner.link.host.empty())
            return inner;
    }
    return std::nullopt;
}

} // namespace

void unwrap(core::Link& link)
{
    for (int i = 0; i < max_wrappers; ++i) {
        std::optional<Inner> inner = inner_of(link);
        if (!inner)
            return;
        ++(inner->kind == Kind::Gateway ? link.gateways : link.redirects);
        link.target = std::move(inner->link.url);
        link.scheme = std::move(inner->link.scheme);
        link.host = std::move(inner->link.host);
        link.org_domain = std::move(inner->link.org_domain);
        link.path = std::move(inner->link.path);
        link.port = inner->link.port;
        link.traits |= inner->link.traits;
    }
}

} // namespace linking
