#include "triage/scan/lift.h"

#include <algorithm>

namespace scan {

namespace {

bool is_lifted(core::Group g)
{
    return g == core::Group::Identity || g == core::Group::Html || g == core::Group::Content
        || g == core::Group::Headers;
}

} // namespace

bool is_vouched(const Context& c)
{
    const identity::Sender& s = c.sender;
    return s.aligned && !s.freemail && !c.is(AttachedMessage)
        && std::all_of(c.links.begin(), c.links.end(), [&](const WebLink& l) {
               return l.local || l.neutral || s.affiliated.proven(l.link->org_domain);
           });
}

void lift_lows(
    core::Notes& notes, const core::FindingTable& table, std::span<const Override> overrides)
{
    const auto lift = [&](core::Finding& f) {
        if (f.severity != core::Severity::Low || overrides[f.id].severity
            || !is_lifted(table.row(f.id).group))
            return;
        f.severity = core::Severity::Info;
        f.weight = 0;
    };
    for (core::Finding& f : notes.findings)
        lift(f);
    for (core::Candidate& c : notes.candidates)
        lift(c.finding);
}

} // namespace scan
