#include "triage/train/evaluation.h"

#include <algorithm>
#include <map>
#include <optional>

namespace train {

namespace {

constexpr unsigned bootstrap_rounds = 1000, set_rounds = 400;
constexpr std::uint64_t bootstrap_seed = 1;

bool flagged(const Judged& m)
{
    return m.threat == core::Threat::Suspicious || m.threat == core::Threat::Dangerous;
}

std::vector<Sample> samples(std::span<const SetLabel> sets, std::span<const Judged> messages,
    std::size_t view, std::optional<std::uint16_t> only_legit = {})
{
    std::vector<Sample> out;
    for (const Judged& m : messages)
        if (sets[m.set].hostile || !only_legit || m.set == *only_legit)
            out.push_back({ m.badness[view], m.set, sets[m.set].hostile });
    return out;
}

Curve curve_of(std::span<const SetLabel> sets, std::span<const Judged> messages, std::size_t view)
{
    const bool any = std::any_of(
        messages.begin(), messages.end(), [&](const Judged& m) { return m.badness[view] != 0; });
    const Roc roc(samples(sets, messages, view));
    if (!any || roc.empty())
        return {};
    Curve c { true, roc.area(), roc.area_interval(bootstrap_rounds, bootstrap_seed), {},
        roc.curve() };
    for (std::size_t i = 0; i < alarm_rates.size(); ++i)
        c.at[i] = roc.at_rate(alarm_rates[i]);
    return c;
}

SetResult set_result(
    std::span<const SetLabel> sets, std::span<const Judged> messages, std::uint16_t set)
{
    SetResult r;
    r.label = sets[set];
    for (const Judged& m : messages)
        if (m.set == set) {
            ++r.messages;
            r.suspicious.count += m.threat == core::Threat::Suspicious;
            r.dangerous.count += m.threat == core::Threat::Dangerous;
        }
    r.suspicious.total = r.dangerous.total = r.messages;
    r.area.fill(0.5);
    for (std::size_t v = 0; v < view_names.size() && !sets[set].hostile; ++v) {
        const Roc roc(samples(sets, messages, v, set));
        r.area[v] = roc.area();
        r.area_interval[v] = roc.area_interval(set_rounds, bootstrap_seed);
    }
    return r;
}

double precision(const FindingResult& f, std::span<const SetResult> sets)
{
    std::size_t hostile = 0, legit_sets = 0;
    double alarms = 0;
    for (std::size_t s = 0; s < sets.size(); ++s) {
        if (sets[s].label.hostile)
            hostile += sets[s].messages;
        else if (sets[s].messages > 0) {
            ++legit_sets;
            alarms += Share { f.hits[s], sets[s].messages }.value();
        }
    }
    const double found = Share { f.hostile, hostile }.value();
    alarms = legit_sets == 0 ? 0 : alarms / static_cast<double>(legit_sets);
    return found + alarms == 0 ? 0 : found / (found + alarms);
}

std::vector<FindingResult> finding_results(std::span<const SetLabel> labels,
    std::span<const SetResult> sets, std::span<const Judged> messages)
{
    std::map<core::FindingId, FindingResult> by_id;
    for (const Judged& m : messages)
        for (const core::Finding& f : m.findings) {
            FindingResult& r = by_id[f.id];
            r.id = f.id;
            r.hits.resize(labels.size());
            ++r.hits[m.set];
            ++(labels[m.set].hostile ? r.hostile : r.legit);
        }
    std::vector<FindingResult> out;
    for (auto& [id, r] : by_id) {
        r.precision = precision(r, sets);
        out.push_back(std::move(r));
    }
    std::stable_sort(out.begin(), out.end(),
        [](const FindingResult& a, const FindingResult& b) { return a.hostile > b.hostile; });
    return out;
}

std::vector<LanguageResult> language_results(
    std::span<const SetLabel> sets, std::span<const Judged> messages)
{
    std::map<std::string, LanguageResult> by_name;
    for (const Judged& m : messages) {
        LanguageResult& r = by_name[m.language];
        r.language = m.language;
        Share& share = sets[m.set].hostile ? r.found : r.alarms;
        ++share.total;
        share.count += flagged(m);
    }
    std::vector<LanguageResult> out;
    for (auto& [name, r] : by_name)
        out.push_back(std::move(r));
    std::stable_sort(out.begin(), out.end(), [](const LanguageResult& a, const LanguageResult& b) {
        return a.found.total + a.alarms.total > b.found.total + b.alarms.total;
    });
    return out;
}

} // namespace

Evaluation evaluate(std::span<const SetLabel> sets, std::span<const Judged> messages)
{
    Evaluation e;
    for (std::size_t v = 0; v < view_names.size(); ++v)
        e.curves[v] = curve_of(sets, messages, v);
    for (std::size_t s = 0; s < sets.size(); ++s)
        e.sets.push_back(set_result(sets, messages, static_cast<std::uint16_t>(s)));
    e.findings = finding_results(sets, e.sets, messages);
    e.languages = language_results(sets, messages);
    return e;
}

} // namespace train
