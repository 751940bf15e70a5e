// Findings on whose page the message shows: a stranger's link set before the copy of somebody's
// newsletter, pictures from where anybody can put them.
#include <algorithm>

#include "triage/scan/checks.h"
#include "triage/scan/links.h"

namespace scan {

namespace {

using core::Severity;
using identity::HostList;

struct Tally {
    std::string_view org;
    std::size_t links = 0;
};

// Organisations that anchors lead to, in the order of their first. Empty if one of them is the
// sender's, or claimed to be: then the page is the sender's.
std::vector<Tally> strangers(const Context& c)
{
    std::vector<Tally> orgs;
    for (const WebLink& l : c.links) {
        if (l.link->origin != core::LinkOrigin::Anchor || l.neutral || l.local)
            continue;
        if (l.affiliated || l.claimed)
            return {};
        const auto at = std::find_if(
            orgs.begin(), orgs.end(), [&](const Tally& t) { return t.org == l.link->org_domain; });
        if (at == orgs.end())
            orgs.push_back({ l.link->org_domain, 1 });
        else
            ++at->links;
    }
    return orgs;
}

// A lure and its link on top of a newsletter that was sent to somebody else: filters read a page of
// a good name, and its reader sees the lure. Links that were quoted stand behind, in new text too.
void grafted(const Context& c, Sink& sink)
{
    constexpr std::size_t few = 2, many = 3; // links; the page's are so many times the lure's
    const auto orgs = strangers(c);
    if (orgs.size() < 2 || orgs[0].links > few)
        return;
    const auto page = std::max_element(orgs.begin() + 1, orgs.end(),
        [](const Tally& a, const Tally& b) { return a.links < b.links; });
    if (page->links < many * orgs[0].links || names(shown_words(c), orgs[0].org))
        return;
    const WebLink* lure
        = first_link(c, [&](const WebLink& l) { return l.link->org_domain == orgs[0].org; });
    const bool picture = lure->link->text.empty() && !has(*lure, core::LinkUnseen);
    sink.report(picture ? Severity::High : Severity::Medium,
        evidence(lure->link->host + " before a page of " + std::string(page->org)));
}

void picture_host(const Context& c, Sink& sink)
{
    if (!c.is(ForeignLinks))
        return;
    report_first(c, sink, [&](const WebLink& l) {
        return l.link->origin == core::LinkOrigin::Image
            && c.lists.contains(HostList::PictureHosts, l.link->host);
    });
}

constexpr std::uint32_t ours = Own | Authenticated;

constexpr std::array<CheckRow, 2> rows { {
    { "LINK_GRAFTED", "", Severity::Medium, ours | ListMail | Reply | Bounce,
        "The first link leads to a stranger, the others to those whose page it stands on; neither "
        "is the sender.",
        grafted },
    { "LINK_PICTURE_HOST", "link-elsewhere", Severity::Low, ours | ListMail | Reply,
        "Pictures come from a host where anybody can put them, and no link is the sender's.",
        picture_host },
} };

} // namespace

std::span<const CheckRow> page_checks()
{
    return rows;
}

} // namespace scan
