// LINK_OAUTH_CONSENT: links to the real sign-in pages of large services that give a stranger's
// application lasting access, or sign in a stranger's device with a code that the mail holds.
#include <algorithm>

#include "triage/core/text.h"
#include "triage/link/query.h"
#include "triage/scan/checks.h"
#include "triage/scan/links.h"

namespace scan {

namespace {

using core::Severity;

struct Page {
    std::string_view host; // with its subdomains
    std::string_view path; // somewhere in it
};

constexpr std::array<Page, 12> consent_pages { { { "login.microsoftonline.com", "/authorize" },
    { "login.microsoftonline.com", "/adminconsent" }, { "login.microsoftonline.us", "/authorize" },
    { "login.live.com", "/oauth20_authorize" }, { "login.windows.net", "/authorize" },
    { "accounts.google.com", "/o/oauth2/" }, { "accounts.google.com", "/oauth/" },
    { "github.com", "/login/oauth/authorize" }, { "slack.com", "/oauth" },
    { "salesforce.com", "/services/oauth2/authorize" }, { "dropbox.com", "/oauth2/authorize" },
    { "api.login.yahoo.com", "/oauth2/request_auth" } } };

constexpr std::array<Page, 5> device_pages { { { "microsoft.com", "/devicelogin" },
    { "login.microsoftonline.com", "/deviceauth" }, { "google.com", "/device" },
    { "github.com", "/login/device" }, { "login.live.com", "/oauth20_remoteconnect" } } };

// Parts of scopes that read or write in the user's name, or do so while the user is away.
constexpr std::array<std::string_view, 16> scopes { "offline_access", "access_type=offline",
    "readwrite", "mail.read", "mail.send", "files.read", "contacts.read", "full_access",
    "user_impersonation", "mail.google.com", "auth/gmail", "auth/drive", "auth/contacts", "repo",
    "admin", "/.default" };

template <std::size_t N>
bool is_one_of(const core::Link& l, std::string_view path, const std::array<Page, N>& pages)
{
    return std::any_of(pages.begin(), pages.end(), [&](const Page& p) {
        const bool host = l.host == p.host || l.host.ends_with("." + std::string(p.host));
        return host && path.find(p.path) != path.npos;
    });
}

bool asks_for_much(const core::Link& l, std::string_view path)
{
    if (path.find("adminconsent") != path.npos || path.find("access_type=offline") != path.npos)
        return true;
    const std::string asked = core::to_lower_ascii(
        linking::percent_decoded(linking::parameter(l.path, "scope").value_or("")));
    return std::any_of(scopes.begin(), scopes.end(),
        [&](std::string_view s) { return asked.find(s) != asked.npos; });
}

// "ABCD-EFGH", "HTX7K92PQ": a word of eight or nine capitals and digits, with a letter and either a
// digit or a hyphen.
bool is_device_code(std::string_view word)
{
    std::size_t letters = 0, digits = 0, hyphens = 0;
    for (const char ch : word) {
        letters += ch >= 'A' && ch <= 'Z';
        digits += ch >= '0' && ch <= '9';
        hyphens += ch == '-';
    }
    const std::size_t signs = letters + digits;
    return signs + hyphens == word.size() && signs >= 8 && signs <= 9 && letters > 0 && hyphens <= 1
        && (digits > 0 || (hyphens == 1 && word[4] == '-'));
}

bool has_device_code(std::string_view text)
{
    constexpr std::size_t most = 16384; // bytes
    constexpr std::string_view space = " \t\r\n.,:;()\"'";
    text = text.substr(0, most);
    for (std::size_t at = 0; at < text.size();) {
        const std::size_t end = std::min(text.find_first_of(space, at), text.size());
        if (is_device_code(text.substr(at, end - at)))
            return true;
        at = end + 1;
    }
    return false;
}

// The service's own mail: somebody asked for that sign-in.
bool is_of_the_service(const Context& c, const core::Link& l)
{
    const identity::Brand* const brand = c.lists.brand_of_host(l.host);
    return brand && c.is(Aligned) && identity::Lists::owns(*brand, c.sender.from.domain);
}

void oauth_consent(const Context& c, Sink& sink)
{
    for (const WebLink& l : c.links) {
        if (!l.clicked || l.affiliated || is_of_the_service(c, *l.link))
            continue;
        const std::string path = core::to_lower_ascii(l.link->path);
        if (is_one_of(*l.link, path, consent_pages) && asks_for_much(*l.link, path))
            return sink.report(shown(*l.link));
        if (is_one_of(*l.link, path, device_pages) && has_device_code(c.m.new_text))
            return sink.report(evidence("a code to enter at " + l.link->host));
    }
}

constexpr std::array<CheckRow, 1> rows { {
    { "LINK_OAUTH_CONSENT", "", Severity::High, Own | Authenticated | ListMail,
        "A link asks to give a stranger's application or device lasting access.", oauth_consent },
} };

} // namespace

std::span<const CheckRow> oauth_checks()
{
    return rows;
}

} // namespace scan
