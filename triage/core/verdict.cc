#include "triage/core/verdict.h"

#include <iterator>
#include <utility>

namespace core {

namespace {

template <typename T>
void append(std::vector<T>& to, std::vector<T>& from)
{
    to.insert(to.end(), std::make_move_iterator(from.begin()), std::make_move_iterator(from.end()));
}

} // namespace

void ContentVerdict::merge(StageReport report)
{
    times.push_back({ report.stage, report.took });
    if (report.failed)
        miss(report.stage, *report.failed);
    else
        done.add(report.stage);
    Notes& n = report.notes;
    append(notes.findings, n.findings);
    append(notes.candidates, n.candidates);
    append(notes.features, n.features);
    append(notes.replies, n.replies);
    if (n.category) {
        notes.category = n.category;
        notes.category_confidence = n.category_confidence;
    }
    if (n.action)
        notes.action = std::move(n.action);
    if (!n.summary.empty())
        notes.summary = std::move(n.summary);
    if (!n.language.empty())
        notes.language = std::move(n.language);
    if (n.priority_fields)
        notes.priority_fields = n.priority_fields;
    if (n.correspondence)
        notes.correspondence = std::move(n.correspondence);
    notes.from_proven = notes.from_proven || n.from_proven;
    notes.limit_hit = notes.limit_hit || n.limit_hit;
}

void ContentVerdict::miss(Stage stage, Cause cause)
{
    for (const Missing& m : missing)
        if (m.stage == stage)
            return;
    missing.push_back({ stage, cause });
}

Band band_of(int priority)
{
    if (priority >= 90)
        return Band::Urgent;
    if (priority >= 70)
        return Band::High;
    if (priority >= 30)
        return Band::Normal;
    return priority >= 10 ? Band::Low : Band::Bulk;
}

Outcome Outcome::skipped(SkipReason reason)
{
    Outcome o;
    o.reason = reason;
    return o;
}

} // namespace core
