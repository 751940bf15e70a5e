// Findings on who the message claims to be from: From's name and address, Reply-To, recipients.
#include <algorithm>

#include "triage/core/digest.h"
#include "triage/core/text.h"
#include "triage/identity/fold.h"
#include "triage/identity/imitation.h"
#include "triage/link/extract.h"
#include "triage/scan/checks.h"
#include "triage/scan/disguise.h"

namespace scan {

namespace {

using core::Severity;
using identity::Trick;

constexpr std::size_t max_name = 512; // bytes of a display name that are looked at

// Proven to belong to the brand, or, where no verifier spoke, claimed by signature or envelope.
bool tied_to(const Context& c, const identity::Brand& brand)
{
    if (identity::Lists::owns(brand, c.sender.from.domain))
        return true;
    return std::any_of(brand.domains.begin(), brand.domains.end(), [&](std::string_view d) {
        return c.sender.auth.known ? c.sender.affiliated.proven(d) : c.sender.affiliated.has(d);
    });
}

void brand_name(const Context& c, Sink& sink)
{
    const std::string name = identity::fold(c.sender.from.name.substr(0, max_name));
    auto match = c.lists.brand_in_name(name);
    if (!match)
        match = c.lists.brand_in_name(identity::read_leet(name));
    if (!match || c.sender.from_org.empty() || tied_to(c, *match->brand))
        return;
    // "Jane at Fidelity", "Offers for Lidl customers": the name speaks of the brand.
    const bool speaks_of = name.find(" at ") != name.npos || name.find(" for ") != name.npos
        || name.find(" bei ") != name.npos;
    sink.report(match->common || speaks_of ? Severity::Medium : Severity::High,
        evidence(c.sender.from.name + " <" + c.sender.from.address + ">",
            std::string(match->brand->name)));
}

void report_imitation(const Context& c, Sink& sink, Severity severity, std::string_view name)
{
    sink.report(severity, evidence(c.sender.from.domain, name));
}

void brand_subdomain(const Context& c, Sink& sink)
{
    const auto& found = c.from_imitation;
    if (found && !tied_to(c, *found->brand)) {
        if (found->trick == Trick::Domain)
            return report_imitation(c, sink, Severity::High, found->name);
        if (found->trick == Trick::Subdomain)
            return report_imitation(c, sink, Severity::Medium, found->name);
    }
    const std::string& address = c.sender.from.address;
    const auto in_local
        = c.lists.brand_in_name(std::string_view(address).substr(0, address.find('@')));
    if (in_local && !in_local->common && !tied_to(c, *in_local->brand))
        sink.report(Severity::Low, evidence(address, std::string(in_local->brand->name)));
}

void lookalike_brand(const Context& c, Sink& sink)
{
    const auto& found = c.from_imitation;
    if (!found || tied_to(c, *found->brand))
        return;
    if (found->trick == Trick::Lookalike || found->trick == Trick::Combination)
        report_imitation(c, sink, Severity::High, found->name);
    else if (found->trick == Trick::Mention)
        report_imitation(c, sink, Severity::Medium, found->name);
}

void lookalike_local(const Context& c, Sink& sink)
{
    if (c.sender.local)
        return;
    if (const auto found = identity::imitated_local(c.lists, c.sender.from_org, c.local_domains))
        report_imitation(c, sink, Severity::High, found->name);
}

void homograph(const Context& c, Sink& sink)
{
    const auto& found = c.from_imitation;
    if (found && found->trick == Trick::Homograph && !tied_to(c, *found->brand))
        return report_imitation(c, sink, Severity::High, found->name);
    const std::string_view org = c.sender.from_org;
    const std::string label = identity::decode_label(org.substr(0, org.find('.')));
    if (!label.empty() && core::mixes_scripts(label))
        report_imitation(c, sink, Severity::High, label);
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
    const std::string domain = address_in(std::string_view(c.sender.from.name).substr(0, max_name));
    if (domain.empty())
        return;
    const std::string org = linking::org_domain(domain);
    if (org == c.sender.from_org || c.sender.affiliated.has(org))
        return;
    const bool via = identity::fold(c.sender.from.name).find(" via ") != std::string::npos;
    // Services that send for others show and set where replies go.
    const bool replies_there
        = !c.m.reply_to.empty() && linking::org_domain(c.m.reply_to.front().domain) == org;
    sink.report((via && c.is(Aligned)) || replies_there ? Severity::Low : Severity::High,
        evidence(c.sender.from.name + " <" + c.sender.from.address + ">"));
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
    std::string name = identity::fold(c.sender.from.name.substr(0, max_name));
    for (std::size_t from = 0; from < name.size();) {
        const std::size_t end = std::min(name.find(' ', from), name.size());
        const std::string_view word = std::string_view(name).substr(from, end - from);
        from = end + 1;
        if (!is_domain_word(word))
            continue;
        const std::string org = linking::org_domain(word);
        const identity::Brand* b = c.lists.brand_of_host(org);
        if (org != c.sender.from_org && !c.sender.affiliated.has(org) && !(b && tied_to(c, *b)))
            return sink.report(evidence(c.sender.from.name + " <" + c.sender.from.address + ">"));
    }
}

void name_obfuscated(const Context& c, Sink& sink)
{
    const std::string_view name = std::string_view(c.sender.from.name).substr(0, max_name);
    bool mixed = false;
    for (const std::string_view word : identity::words(name))
        mixed = mixed || core::mixes_scripts(word);
    if (mixed || broken_words(name) > 0 || styled_letters(name) > 0)
        sink.report(evidence(name));
}

void malformed(const Context& c, Sink& sink)
{
    const core::HeaderField* from = c.m.header("From");
    if (!from)
        return sink.report(Severity::Low, "no From field"); // appliances, drafts
    const std::string& address = c.sender.from.address;
    const std::size_t at = address.rfind('@');
    if (c.m.from.empty() || at == address.npos || at == 0 || c.sender.from.domain.empty())
        return sink.report(evidence(from->text));
    if (c.sender.from.domain.find('.') == std::string::npos)
        return sink.report(Severity::Low, evidence(address));
    const std::size_t close = from->text.rfind('>');
    if (c.m.from.size() != 1 || close == std::string::npos)
        return;
    const std::string_view rest = core::trim(std::string_view(from->text).substr(close + 1));
    if (!rest.empty() && rest[0] != '(' && rest[0] != ',' && rest[0] != ';')
        sink.report(evidence(from->text));
}

void multiple(const Context& c, Sink& sink)
{
    if (c.m.count("From") > 1)
        sink.report("several From fields");
    else if (c.m.from.size() > 1 && !c.m.header("Sender"))
        sink.report(Severity::Medium, "several authors and no Sender");
}

const core::Address* foreign_reply_to(const Context& c)
{
    for (const core::Address& a : c.m.reply_to) {
        const std::string org = linking::org_domain(a.domain);
        if (!a.domain.empty() && org != c.sender.from_org && !c.sender.affiliated.has(org)
            && !identity::is_below(a.domain, c.local_domains))
            return &a;
    }
    return nullptr;
}

// Newsletters, forms and help desks do it daily: worth a mark only in bad company.
void reply_pivot(const Context& c, Sink& sink)
{
    if (const core::Address* a = foreign_reply_to(c))
        sink.report(Severity::Info,
            evidence("From " + c.sender.from.address + ", replies go to " + a->address));
}

void reply_pivot_in_company(const Context& c, Sink& sink)
{
    const core::Address* a = foreign_reply_to(c);
    constexpr auto content = 1u << static_cast<unsigned>(core::Group::Content);
    if (a && sink.found_in(content))
        sink.report(c.lists.contains(identity::HostList::Freemail, a->domain) ? Severity::High
                                                                              : Severity::Medium,
            evidence("From " + c.sender.from.address + ", replies go to " + a->address));
}

// The same person at two providers keeps something of the name.
void freemail_switch(const Context& c, Sink& sink)
{
    if (!c.sender.freemail || c.m.reply_to.empty())
        return;
    const core::Address& to = c.m.reply_to.front();
    if (!c.lists.contains(identity::HostList::Freemail, to.domain)
        || to.address == c.sender.from.address)
        return;
    const auto local = [](const std::string& a) { return a.substr(0, a.find('@')); };
    const std::string from_local = local(c.sender.from.address), to_local = local(to.address);
    if (from_local == to_local)
        return;
    const bool near = from_local.size() >= 6
        && identity::within_distance(from_local.substr(0, 64), to_local.substr(0, 64), 2);
    if (near || to.domain != c.sender.from.domain)
        sink.report(near ? Severity::High : Severity::Medium,
            evidence("From " + c.sender.from.address + ", replies go to " + to.address));
}

void recipient_hidden(const Context& c, Sink& sink)
{
    std::vector<core::Digest> named;
    for (const auto* list : { &c.m.to, &c.m.cc })
        for (const core::Address& a : *list)
            named.push_back(core::address_digest(a.address));
    sink.candidate(
        Severity::Low, "the recipient is named in neither To nor Cc", std::move(named), true);
}

constexpr std::uint32_t ours = Own | Authenticated;

constexpr std::array<CheckRow, 13> rows { {
    { "FROM_BRAND_NAME", "from-brand", Severity::High, ours | ListMail,
        "The sender's name is a known brand, the address is not the brand's.", brand_name },
    { "FROM_BRAND_SUBDOMAIN", "from-brand", Severity::High, ours | ListMail,
        "A brand's name stands in front of a foreign domain or in the local part.",
        brand_subdomain },
    { "FROM_LOOKALIKE_BRAND", "from-brand", Severity::High, ours | ListMail,
        "The sender's domain is nearly a known brand's.", lookalike_brand },
    { "FROM_LOOKALIKE_LOCAL", "from-local", Severity::High, ours,
        "The sender's domain is nearly one of ours.", lookalike_local },
    { "FROM_HOMOGRAPH", "from-brand", Severity::High, ours,
        "The sender's domain uses letters of another script that look like a brand's.", homograph },
    { "FROM_NAME_ADDRESS", "from-name", Severity::High, ours | ListMail | Bounce | Automatic,
        "The sender's name shows the address of another organisation.", name_address },
    { "FROM_NAME_DOMAIN", "from-name", Severity::Medium, ours | ListMail | Bounce | Automatic,
        "The sender's name shows a domain that is not the sender's.", name_domain },
    { "FROM_NAME_OBFUSCATED", "", Severity::High, 0,
        "The sender's name has invisible, styled or mixed-script letters.", name_obfuscated },
    { "FROM_MALFORMED", "", Severity::High, Own | Authenticated | Bounce,
        "The From field has no well-formed address.", malformed },
    { "FROM_MULTIPLE", "", Severity::High, 0,
        "There are several From fields, or several authors and no Sender.", multiple },
    { "REPLYTO_PIVOT", "reply-to", Severity::Info, ours | ListMail,
        "Replies go to an organisation that is not the sender's.", reply_pivot,
        reply_pivot_in_company },
    { "REPLYTO_FREEMAIL_SWITCH", "reply-to", Severity::Medium, ours | ListMail,
        "From and Reply-To are different people at freemail providers.", freemail_switch },
    { "RCPT_HIDDEN", "", Severity::Low, ours | ListMail | Bulk | Bounce | Automatic,
        "The recipient is named in neither To nor Cc.", recipient_hidden },
} };

} // namespace

std::span<const CheckRow> identity_checks()
{
    return rows;
}

} // namespace scan
