// Findings on what From's display name says: a brand, an address, a colleague, nothing legible.
#include <algorithm>

#include "triage/core/text.h"
#include "triage/identity/fold.h"
#include "triage/link/extract.h"
#include "triage/scan/checks.h"
#include "triage/scan/disguise.h"

namespace scan {

namespace {

using core::Severity;
using identity::HostList;

constexpr std::size_t max_name = 512; // bytes of a display name that are looked at

std::string_view shown_name(const Context& c)
{
    return core::prefix(std::string_view(c.sender.from.name).substr(0, 4 * max_name), max_name);
}

std::string whole_from(const Context& c)
{
    return evidence(std::string(shown_name(c)) + " <" + c.sender.from.address + ">");
}

std::optional<identity::Lists::NameMatch> brand_in(const Context& c, const std::string& folded)
{
    auto match = c.lists.brand_in_name(folded);
    if (!match)
        match = c.lists.brand_in_name(identity::read_leet(folded));
    return match ? match : c.lists.brand_like_name(shown_name(c));
}

// "Jane at Fidelity", "Offers for Lidl customers", "Jo via DocuSign": the name speaks of the brand.
bool speaks_of(const std::string& folded)
{
    static constexpr std::array<std::string_view, 10> words { " at ", " for ", " via ", " on ",
        " bei ", " uber ", " chez ", " en ", " bij ", " presso " };
    return std::any_of(words.begin(), words.end(),
        [&](std::string_view w) { return folded.find(w) != folded.npos; });
}

// A service that mails for the brand lets replies go there.
bool replies_to(const Context& c, const identity::Brand& brand)
{
    return !c.m.reply_to.empty() && identity::Lists::owns(brand, c.m.reply_to.front().domain);
}

void report_brand(const Context& c, Sink& sink, bool in_company)
{
    const std::string name = identity::fold(shown_name(c));
    const auto match = brand_in(c, name);
    if (!match || c.sender.from_org.empty() || identity::speaks_for(c.sender, *match->brand))
        return;
    Severity severity = Severity::High;
    if (match->common)
        severity = in_company ? Severity::Medium : Severity::Low;
    else if (speaks_of(name))
        severity = Severity::Medium;
    else if (c.is(Bulk) && replies_to(c, *match->brand))
        severity = Severity::Low;
    sink.report(severity,
        evidence(c.sender.from.name + " <" + c.sender.from.address + ">",
            std::string(match->brand->name)));
}

void brand_name(const Context& c, Sink& sink)
{
    report_brand(c, sink, false);
}

// Ordinary words ("chase", "zoom") count for more when something else is wrong too.
void brand_name_in_company(const Context& c, Sink& sink)
{
    constexpr auto others = 1u << static_cast<unsigned>(core::Group::Content)
        | 1u << static_cast<unsigned>(core::Group::Html)
        | 1u << static_cast<unsigned>(core::Group::Attachments);
    if (sink.found_in(others))
        report_brand(c, sink, true);
}

bool is_address_char(char ch)
{
    return (ch >= 'a' && ch <= 'z') || (ch >= 'A' && ch <= 'Z') || (ch >= '0' && ch <= '9')
        || std::string_view("._-+").find(ch) != std::string_view::npos;
}

// Domain of the first address in a display name; empty if there is none.
std::string address_in(std::string_view name)
{
    for (std::size_t at = name.find('@'); at != name.npos; at = name.find('@', at + 1)) {
        std::size_t end = at + 1;
        while (end < name.size() && is_address_char(name[end]))
            ++end;
        const std::string_view domain = name.substr(at + 1, end - at - 1);
        const std::size_t dot = domain.rfind('.');
        if (at > 0 && is_address_char(name[at - 1]) && dot != domain.npos && dot > 0
            && domain.size() - dot > 2)
            return core::to_lower_ascii(domain);
    }
    return {};
}

void name_address(const Context& c, Sink& sink)
{
    const std::string domain = address_in(shown_name(c));
    if (domain.empty())
        return;
    const std::string org = linking::org_domain(domain);
    if (org == c.sender.from_org || c.sender.tied_to(org))
        return;
    const bool via = identity::fold(shown_name(c)).find(" via ") != std::string::npos;
    // Services that send for others show and set where replies go.
    const bool replies_there
        = !c.m.reply_to.empty() && linking::org_domain(c.m.reply_to.front().domain) == org;
    sink.report(
        (via && c.is(Aligned)) || replies_there ? Severity::Low : Severity::High, whole_from(c));
}

// A word such as "shop.com" in a name. Only endings that no abbreviation has.
bool is_domain_word(std::string_view w)
{
    static constexpr std::array<std::string_view, 14> endings { ".com", ".net", ".org", ".de",
        ".fr", ".es", ".it", ".nl", ".eu", ".io", ".co.uk", ".com.br", ".pt", ".ch" };
    return w.size() < 80 && std::any_of(endings.begin(), endings.end(), [&](std::string_view e) {
        return w.size() > e.size() + 2 && w.ends_with(e);
    }) && w.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789.-") == w.npos;
}

void name_domain(const Context& c, Sink& sink)
{
    std::string name = identity::fold(shown_name(c));
    for (std::size_t from = 0; from < name.size();) {
        const std::size_t end = std::min(name.find(' ', from), name.size());
        const std::string_view word = std::string_view(name).substr(from, end - from);
        from = end + 1;
        if (!is_domain_word(word))
            continue;
        const std::string org = linking::org_domain(word);
        const identity::Brand* b = c.lists.brand_of_host(org);
        if (org != c.sender.from_org && !c.sender.tied_to(org)
            && !(b && identity::speaks_for(c.sender, *b)))
            return sink.report(whole_from(c));
    }
}

// Words by which a name claims to be a department of the recipient's own organisation.
constexpr std::array<std::string_view, 46> department_words { "abteilung", "accounting", "admin",
    "administration", "administrator", "alert", "asistencia", "assistenza", "billing",
    "buchhaltung", "department", "dept", "edv", "finance", "gehalt", "helpdesk", "hr",
    "informatica", "informatique", "it", "mail", "mailbox", "mailer", "management", "notice",
    "notification", "office", "payroll", "personalabteilung", "portal", "postmaster", "quarantine",
    "rh", "salary", "security", "seguridad", "server", "service", "sicherheit", "soporte",
    "suporte", "support", "system", "team", "webmail", "zentrale" };
static_assert(std::is_sorted(department_words.begin(), department_words.end()));

// Labels that name an organisation: of our domains; where none are configured, of the recipients'.
std::vector<std::string> own_labels(const Context& c)
{
    constexpr std::size_t shortest = 4; // below that a label is an ordinary word
    std::vector<std::string> out;
    for (const std::string& domain : c.protected_domains) {
        const std::string org = linking::org_domain(domain);
        std::string label = identity::readable_label(org.substr(0, org.find('.')));
        if (label.size() >= shortest)
            out.push_back(std::move(label));
    }
    return out;
}

// The label as one word, or its parts as neighbours: "our-firm" in "our firm helpdesk".
bool names_label(const std::vector<std::string_view>& named, const std::string& label)
{
    const auto parts = identity::words(label);
    return std::search(named.begin(), named.end(), parts.begin(), parts.end()) != named.end();
}

void name_recipient_org(const Context& c, Sink& sink)
{
    if (c.sender.ours || c.sender.from_org.empty())
        return;
    const std::string name = identity::fold(shown_name(c));
    const auto named = identity::words(name);
    const auto labels = own_labels(c);
    const auto label = std::find_if(
        labels.begin(), labels.end(), [&](const std::string& l) { return names_label(named, l); });
    if (label == labels.end() || c.sender.from_org.starts_with(*label + '.'))
        return;
    const bool department = std::any_of(named.begin(), named.end(), [](std::string_view w) {
        return std::binary_search(department_words.begin(), department_words.end(), w);
    });
    if (c.is(Aligned) && c.lists.contains(HostList::SaasSenders, c.sender.from.domain))
        return; // a service that the site uses names its customer
    const Severity claim = c.local_domains.empty() ? Severity::Medium : Severity::High;
    sink.report(department && !speaks_of(name) ? claim : Severity::Low, whole_from(c));
}

void name_vip(const Context& c, Sink& sink)
{
    const std::string name = identity::fold(shown_name(c));
    const identity::Vip* vip = c.lists.vip_named(name);
    if (!vip)
        vip = c.lists.vip_named(identity::read_leet(name));
    if (!vip || (c.sender.ours && (c.is(Aligned) || !c.sender.auth.known)))
        return; // a colleague's address: SPOOF_LOCAL_DOMAIN judges whether it is true
    if (std::find(vip->addresses.begin(), vip->addresses.end(), c.sender.from.address)
        == vip->addresses.end())
        sink.report(whole_from(c));
}

void name_obfuscated(const Context& c, Sink& sink)
{
    const std::string_view name = shown_name(c);
    constexpr std::size_t least_spaced = 5;
    bool mixed = false;
    for (const std::string_view word : identity::words(name))
        mixed = mixed || core::mixes_scripts(word);
    if (mixed || broken_words(name) > 0 || styled_letters(name) > 0
        || spaced_letters(name) >= least_spaced)
        sink.report(evidence(name));
}

constexpr std::uint32_t ours = Own | Authenticated;

constexpr std::array<CheckRow, 6> rows { {
    { "FROM_BRAND_NAME", "from-brand", Severity::High, ours | ListMail,
        "The sender's name is a known brand, the address is not the brand's.", brand_name,
        brand_name_in_company },
    { "FROM_NAME_ADDRESS", "from-name", Severity::High, ours | ListMail | Bounce | Automatic,
        "The sender's name shows the address of another organisation.", name_address },
    { "FROM_NAME_DOMAIN", "from-name", Severity::Medium, ours | ListMail | Bounce | Automatic,
        "The sender's name shows a domain that is not the sender's.", name_domain },
    { "FROM_NAME_RECIPIENT_ORG", "from-local", Severity::High, ours | ListMail | Bounce,
        "The sender's name claims to be a department of ours, the address is not ours.",
        name_recipient_org },
    { "FROM_NAME_VIP", "from-local", Severity::High, ours | ListMail,
        "The sender has the name of one of ours whom impostors like, but not that person's "
        "address.",
        name_vip },
    { "FROM_NAME_OBFUSCATED", "", Severity::High, ours,
        "The sender's name has invisible, styled, spaced or mixed-script letters.",
        name_obfuscated },
} };

} // namespace

std::span<const CheckRow> name_checks()
{
    return rows;
}

} // namespace scan
