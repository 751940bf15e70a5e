// Findings on links that lead elsewhere than they show: text against target, redirectors, chains of
// wrappers. The target is what is left when wrappers of gateways and known redirectors are undone.
#include <algorithm>

#include "triage/core/text.h"
#include "triage/link/extract.h"
#include "triage/link/query.h"
#include "triage/scan/checks.h"
#include "triage/scan/links.h"

namespace scan {

namespace {

using core::Severity;
using identity::HostList;

std::string_view first_label(std::string_view org)
{
    return org.substr(0, org.find('.'));
}

// The organisation to which a value in a URL leads, if it is a URL itself, plain or in base64;
// empty otherwise.
std::string org_of_value(std::string_view raw)
{
    constexpr std::string_view http_in_base64 = "aHR0c";
    core::Link inner;
    inner.url = core::valid_utf8(linking::percent_decoded(raw));
    if (inner.url.starts_with(http_in_base64))
        inner.url = core::valid_utf8(linking::base64_decoded(inner.url));
    const std::string start = core::to_lower_ascii(std::string_view(inner.url).substr(0, 8));
    if (!start.starts_with("http:") && !start.starts_with("https:"))
        return {};
    linking::parse_url(inner);
    return inner.org_domain;
}

// Where a link leads on to by its query; empty if it does not.
std::string next_org(const core::Link& l)
{
    constexpr std::size_t most_values = 16;
    for (const std::string_view value : linking::values(l.path, most_values)) {
        std::string org = org_of_value(value);
        if (!org.empty())
            return org;
    }
    return {};
}

// Click trackers of newsletters show a shop's domain and lead to it through their own. Only the
// signature tells them from others, so theirs in bulk mail that carries the shown domain along
// counts less.
Severity mismatch_severity(const Context& c, const WebLink& l, const std::string& host)
{
    const bool worth_it = identity::is_below(host, c.local_domains)
        || (c.lists.brand_of_host(host) && !c.lists.contains(HostList::NeutralHosts, host));
    if (c.is(Bulk) && (c.is(Aligned) || next_org(*l.link) == linking::org_domain(host)))
        return worth_it ? Severity::Medium : Severity::Low;
    return worth_it ? Severity::High : Severity::Medium;
}

// The host that a link shows and does not lead to, where neither is the sender's; empty otherwise.
std::string false_host(const Context& c, const WebLink& l, std::string_view text)
{
    if (!l.foreign() || c.lists.contains(HostList::Rewriters, l.link->host))
        return {};
    std::string host = shown_host(text);
    const std::string org = linking::org_domain(host);
    if (org.find('.') == org.npos || org == l.link->org_domain
        || first_label(org) == first_label(l.link->org_domain) || c.sender.tied_to(org))
        return {};
    return host;
}

void text_mismatch(const Context& c, Sink& sink)
{
    for (const WebLink& l : c.links) {
        if (l.link->text.empty())
            continue;
        const std::string host = false_host(c, l, l.link->text);
        if (!host.empty())
            sink.report(mismatch_severity(c, l, host),
                evidence("shows " + host + ", leads to " + l.link->host));
    }
}

// Whether an anchor that goes on where `before` ended, and so makes `run` of their texts, shows a
// host that neither shows alone. Word processors also cut a link in two, but both halves lead to
// one place.
bool continues_host(const Context& c, const WebLink& l, const core::Link& before,
    const std::string& run_before, const std::string& run)
{
    if (!shown_host(run_before).empty() && !shown_host(l.link->text).empty())
        return false;
    return before.host != l.link->host ? !shown_host(run).empty() : !false_host(c, l, run).empty();
}

// Text of a URL in pieces: hidden letters inside, or one word over several anchors.
void split_anchor(const Context& c, Sink& sink)
{
    constexpr std::size_t longest = 512; // bytes
    std::string run; // text of anchors that continue each other
    const core::Link* before = nullptr;
    for (const WebLink& l : c.links) {
        if (l.link->origin != core::LinkOrigin::Anchor)
            continue;
        const bool joined = has(l, core::LinkJoined) && before && before->part == l.link->part
            && run.size() < longest;
        const std::string so_far = joined ? std::move(run) : std::string();
        run = so_far + l.link->text;
        if (has(l, core::LinkSplitText) && !shown_host(l.link->text).empty())
            sink.report(evidence("hidden letters inside " + l.link->text, l.link->host));
        else if (joined && continues_host(c, l, *before, so_far, run))
            sink.report(evidence(run + " in pieces", l.link->host));
        before = l.link;
    }
}

// Who pastes a search result passes on the search engine's link: the redirector alone says little.
void redirector(const Context& c, Sink& sink)
{
    for (const WebLink& l : c.links) {
        if (!l.clicked || l.affiliated || l.local)
            continue;
        if (l.link->redirects > 0 && l.foreign())
            sink.report(c.is(Bulk) ? Severity::Low : Severity::Medium,
                evidence("leads through a redirector to " + l.link->host));
        if (!l.foreign() || c.is(Bulk) || c.lists.contains(HostList::Rewriters, l.link->host))
            continue;
        const std::string org = next_org(*l.link);
        if (org.find('.') != org.npos && org != l.link->org_domain && !c.sender.tied_to(org))
            return sink.report(evidence(l.link->host + " leads on to " + org));
    }
}

// One gateway wraps what comes in, and again what is forwarded; a chain of others hides the end.
void rewrite_chain(const Context& c, Sink& sink)
{
    constexpr int many = 3;
    for (const WebLink& l : c.links)
        if (l.link->gateways + l.link->redirects >= many && !l.affiliated && !l.local
            && (l.link->redirects > 0 || !c.is(Reply)))
            return sink.report(evidence(std::to_string(l.link->gateways + l.link->redirects)
                + " wrappers around " + l.link->host));
}

constexpr std::uint32_t ours = Own | Authenticated;

constexpr std::array<CheckRow, 4> rows { {
    { "LINK_TEXT_MISMATCH", "", Severity::Medium, ours | ListMail,
        "A link shows one domain and leads to another; neither is the sender's.", text_mismatch },
    { "LINK_SPLIT_ANCHOR", "", Severity::High, ours | ListMail,
        "The text of a link is put together so that filters do not see the address it shows.",
        split_anchor },
    { "LINK_REDIRECTOR", "link-elsewhere", Severity::Medium, ours | ListMail,
        "A link to one site leads on to another.", redirector },
    { "LINK_REWRITE_CHAIN", "link-elsewhere", Severity::Medium, ours | ListMail,
        "A link is wrapped several times, so that nobody sees where it ends.", rewrite_chain },
} };

} // namespace

std::span<const CheckRow> anchor_checks()
{
    return rows;
}

} // namespace scan
