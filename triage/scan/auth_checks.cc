// Findings on what verifiers said of the sender (group identity). All of them are silent when no
// trusted verifier spoke: absence of an Authentication-Results field is no evidence.
#include "triage/link/extract.h"
#include "triage/scan/checks.h"

namespace scan {

namespace {

using core::Severity;
using identity::AuthState;

void dmarc_fail(const Context& c, Sink& sink)
{
    const identity::Auth& a = c.sender.auth;
    if (a.dmarc != AuthState::Fail)
        return;
    const bool strict = a.policy == identity::DmarcPolicy::Reject
        || a.policy == identity::DmarcPolicy::Quarantine;
    // Lists change what they pass on; a sealer that we trust saw the message before that.
    const Severity severity = c.is(ListMail) || c.sender.arc_aligned ? Severity::Low
        : strict                                                     ? Severity::High
                                                                     : Severity::Medium;
    sink.report(severity, evidence("dmarc=fail for " + c.sender.from.domain));
}

void spf_fail(const Context& c, Sink& sink)
{
    if (c.sender.auth.spf == AuthState::Fail)
        sink.report(evidence("spf=fail for " + c.envelope.mail_from));
}

void all_unverified(const Context& c, Sink& sink)
{
    const identity::Auth& a = c.sender.auth;
    const bool looked = a.spf != AuthState::Unknown || a.dkim != AuthState::Unknown;
    if (looked && a.spf != AuthState::Pass && a.dkim != AuthState::Pass)
        sink.report(evidence("neither SPF nor DKIM passed"));
}

void dkim_broken(const Context& c, Sink& sink)
{
    for (const std::string& d : c.sender.auth.dkim_failed)
        if (!d.empty() && linking::org_domain(d) == c.sender.from_org) {
            sink.report(evidence("the signature of " + d + " does not verify"));
            return;
        }
}

// A service that the site lets send in its name: proven, or claimed where nobody verified.
bool from_service_of_ours(const Context& c)
{
    bool found = false;
    for (const std::string_view host : c.lists.entries(identity::HostList::SaasSenders))
        found = found || c.sender.tied_to(linking::org_domain(host));
    return found;
}

// Without a verifier's word a site's own services that send from outside look the same.
void spoof_local(const Context& c, Sink& sink)
{
    if (!c.sender.local || from_service_of_ours(c))
        return;
    const identity::Auth& a = c.sender.auth;
    const std::string what = evidence("From " + c.sender.from.address + ", but sent from outside");
    if (!a.known)
        sink.report(c.sender.signed_for_from ? Severity::Low : Severity::Medium, what);
    else if (c.sender.arc_aligned)
        sink.report(Severity::Low, what);
    else if (a.dmarc == AuthState::Fail && a.policy == identity::DmarcPolicy::Reject)
        sink.report(Severity::Critical, what);
    else
        sink.report(what);
}

void spoof_brand(const Context& c, Sink& sink)
{
    if (c.sender.auth.dmarc == AuthState::Pass || c.sender.arc_aligned)
        return;
    if (c.lists.contains(identity::HostList::Freemail, c.sender.from.domain))
        return; // people write from there
    const identity::Brand* b = c.lists.brand_of_host(c.sender.from.domain);
    // Where nobody verified, brands sign what they send.
    if (!b || (!c.sender.auth.known && c.sender.signed_for_from))
        return;
    sink.report(c.sender.auth.known ? Severity::High : Severity::Medium,
        evidence(
            "From " + c.sender.from.domain + " of " + std::string(b->name) + " without proof"));
}

constexpr std::uint32_t ours = Own | Authenticated;

constexpr std::array<CheckRow, 6> rows { {
    { "AUTH_DMARC_FAIL", "auth", Severity::High, ours,
        "The From domain publishes DMARC and the message fails it.", dmarc_fail },
    { "AUTH_SPF_FAIL", "auth", Severity::Low, ours | Aligned | ListMail,
        "SPF says that this host may not send for the envelope sender's domain.", spf_fail },
    { "AUTH_ALL_UNVERIFIED", "auth", Severity::Low, ours | Bounce | ListMail,
        "A verifier looked, and neither SPF nor DKIM passed.", all_unverified },
    { "AUTH_DKIM_BROKEN", "auth", Severity::Low, ours | Aligned | ListMail,
        "A signature of the From domain does not verify.", dkim_broken },
    { "SPOOF_LOCAL_DOMAIN", "auth", Severity::High,
        ours | Aligned | ListMail | Bounce | AttachedMessage,
        "From is one of our domains, the client is foreign and nothing proves the sender.",
        spoof_local },
    { "SPOOF_BRAND_DOMAIN", "auth", Severity::High, ours | Aligned | ListMail,
        "From is a known brand's domain and nothing proves it.", spoof_brand },
} };

} // namespace

std::span<const CheckRow> auth_checks()
{
    return rows;
}

} // namespace scan
