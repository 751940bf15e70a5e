#include "triage/scan/attached.h"

#include <algorithm>
#include <optional>
#include <string>

#include "triage/scan/sink.h"
#include "triage/scan/surface.h"

namespace scan {

namespace {

using core::Group;
using core::Severity;

bool is_of_bytes(Group g) // the same wherever the file lies
{
    return g == Group::Attachments || g == Group::Structure;
}

Severity lowered(Severity s, unsigned steps)
{
    const auto at = static_cast<unsigned>(s);
    return static_cast<Severity>(at - std::min(at, steps));
}

void add(core::Finding found, core::Notes& to)
{
    const auto same = std::find_if(to.findings.begin(), to.findings.end(),
        [&](const core::Finding& f) { return f.id == found.id; });
    if (same == to.findings.end())
        to.findings.push_back(std::move(found));
    else if (found.severity > same->severity)
        *same = std::move(found);
}

void add_limits(Scanned& outer, const Scanned& inner)
{
    outer.notes.limit_hit = outer.notes.limit_hit || inner.notes.limit_hit;
    outer.finished = outer.finished && inner.finished;
}

} // namespace

void add_attached(Scanned& outer, Scanned inner, std::string_view where, bool in_tree,
    const core::FindingTable& table)
{
    const unsigned steps = (outer.facts & Bounce) != 0 ? 2 : 1;
    Severity worst = Severity::Info;
    for (core::Finding& f : inner.notes.findings) {
        const bool bytes = is_of_bytes(table.row(f.id).group);
        if (bytes && in_tree)
            continue;
        if (!bytes) {
            f.severity = lowered(f.severity, steps);
            f.weight = static_cast<std::uint8_t>(f.weight >> steps);
        }
        worst = std::max(worst, f.severity);
        f.evidence = evidence(f.evidence, "in " + std::string(where));
        add(std::move(f), outer.notes);
    }
    const auto row = table.find("ATT_NESTED_MSG");
    if (row && worst > Severity::Info)
        add({ *row, Severity::Info, evidence("see the other findings", where), 0 }, outer.notes);
    add_limits(outer, inner);
}

void add_shown(Scanned& outer, Scanned shown, std::string_view where)
{
    for (core::Finding& f : shown.notes.findings) {
        f.evidence = evidence(f.evidence, "in " + std::string(where));
        add(std::move(f), outer.notes);
    }
    add_limits(outer, shown);
}

} // namespace scan
