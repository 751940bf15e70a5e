// Findings on the sender's address: From's domain, Reply-To, recipients.
#include <algorithm>

#include "triage/core/digest.h"
#include "triage/core/text.h"
#include "triage/identity/fold.h"
#include "triage/identity/imitation.h"
#include "triage/link/extract.h"
#include "triage/scan/checks.h"

namespace scan {

namespace {

using core::Severity;
using identity::Trick;

void report_imitation(const Context& c, Sink& sink, Severity severity, std::string_view name)
{
    sink.report(severity, evidence(c.sender.from.domain, name));
}

void brand_subdomain(const Context& c, Sink& sink)
{
    const auto& found = c.from_imitation;
    if (found && !identity::speaks_for(c.sender, *found->brand)) {
        if (found->trick == Trick::Domain)
            return report_imitation(c, sink, Severity::High, found->name);
        if (found->trick == Trick::Subdomain)
            return report_imitation(c, sink, Severity::Medium, found->name);
    }
    const std::string& address = c.sender.from.address;
    const auto in_local
        = c.lists.brand_in_name(std::string_view(address).substr(0, address.find('@')));
    if (in_local && !in_local->common && !identity::speaks_for(c.sender, *in_local->brand))
        sink.report(Severity::Low, evidence(address, std::string(in_local->brand->name)));
}

void lookalike_brand(const Context& c, Sink& sink)
{
    const auto& found = c.from_imitation;
    if (!found || identity::speaks_for(c.sender, *found->brand))
        return;
    if (found->trick == Trick::Lookalike || found->trick == Trick::Combination)
        report_imitation(c, sink, Severity::High, found->name);
    else if (found->trick == Trick::Mention)
        report_imitation(c, sink, Severity::Medium, found->name);
}

// Who wrote from a domain near the recipients' own may be a namesake where nobody configured which
// domains are ours.
void report_lookalike_local(const Context& c, Sink& sink, Severity severity)
{
    if (c.sender.ours)
        return;
    const auto found = identity::imitated_own(c.lists, c.sender.from_org, c.protected_domains);
    if (found)
        report_imitation(
            c, sink, c.local_domains.empty() ? Severity::Medium : severity, found->name);
}

void lookalike_local(const Context& c, Sink& sink)
{
    report_lookalike_local(c, sink, Severity::High);
}

// With an invoice or other bank details it is the fraud that costs most.
void lookalike_local_in_company(const Context& c, Sink& sink)
{
    for (const std::string_view id : { "SOC_INVOICE", "SOC_BANK_CHANGE" })
        if (sink.found(id))
            report_lookalike_local(c, sink, Severity::Critical);
}

void homograph(const Context& c, Sink& sink)
{
    const auto& found = c.from_imitation;
    if (found && found->trick == Trick::Homograph && !identity::speaks_for(c.sender, *found->brand))
        return report_imitation(c, sink, Severity::High, found->name);
    const std::string_view org = c.sender.from_org;
    const std::string label = identity::decode_label(org.substr(0, org.find('.')));
    if (!label.empty() && core::mixes_scripts(label))
        report_imitation(c, sink, Severity::High, label);
}

const core::Address* foreign_reply_to(const Context& c)
{
    for (const core::Address& a : c.m.reply_to) {
        const std::string org = linking::org_domain(a.domain);
        if (!a.domain.empty() && org != c.sender.from_org && !c.sender.tied_to(org)
            && !identity::is_below(a.domain, c.local_domains)
            && !c.lists.contains(identity::HostList::OwnDomains, a.domain))
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

constexpr std::array<CheckRow, 7> rows { {
    { "FROM_BRAND_SUBDOMAIN", "from-brand", Severity::High, ours | ListMail,
        "A brand's name stands in front of a foreign domain or in the local part.",
        brand_subdomain },
    { "FROM_LOOKALIKE_BRAND", "from-brand", Severity::High, ours | ListMail,
        "The sender's domain is nearly a known brand's.", lookalike_brand },
    { "FROM_LOOKALIKE_LOCAL", "from-local", Severity::High, ours,
        "The sender's domain is nearly one of ours.", lookalike_local, lookalike_local_in_company },
    { "FROM_HOMOGRAPH", "from-brand", Severity::High, ours,
        "The sender's domain uses letters of another script that look like a brand's.", homograph },
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
