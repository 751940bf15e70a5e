// What `triagectl eval --json` prints: one object. Keys are append-only.
#include <nlohmann/json.hpp>

#include "milter/ctl/eval.h"

namespace ctl {

namespace {

using Json = nlohmann::ordered_json;
using train::view_names;

Json json(const train::Interval& i)
{
    return Json::array({ i.low, i.high });
}

Json json(const train::Share& s)
{
    return { { "count", s.count }, { "total", s.total }, { "share", s.value() },
        { "interval", json(s.interval()) } };
}

Json json(const train::Curve& c)
{
    Json rates = Json::array();
    for (std::size_t i = 0; i < train::alarm_rates.size(); ++i)
        rates.push_back({ { "rate", train::alarm_rates[i] }, { "limit", c.at[i].limit },
            { "found", json(c.at[i].found) }, { "alarms", json(c.at[i].alarms) } });
    return { { "auc", c.area }, { "interval", json(c.area_interval) }, { "at", rates } };
}

Json set_json(const EvalReport& report, std::size_t s)
{
    const train::SetResult& r = report.evaluation.sets[s];
    Json set { { "set", r.label.name }, { "hostile", r.label.hostile }, { "messages", r.messages },
        { "repeats", report.repeats[s] }, { "unread", report.failures[s] },
        { "dangerous", json(r.dangerous) }, { "suspicious", json(r.suspicious) } };
    for (std::size_t v = 0; v < view_names.size() && !r.label.hostile; ++v)
        if (report.evaluation.curves[v].present)
            set["auc"][std::string(view_names[v])]
                = { { "auc", r.area[v] }, { "interval", json(r.area_interval[v]) } };
    return set;
}

Json finding_json(const EvalReport& report, const train::FindingResult& f)
{
    const core::FindingRow& row = report.survey.generation->findings.row(f.id);
    return { { "id", row.id }, { "severity", core::name(row.severity) },
        { "precision", f.precision }, { "hostile", f.hostile }, { "legit", f.legit },
        { "hits", f.hits } };
}

} // namespace

std::string eval_json(const EvalReport& report)
{
    Json all { { "messages", report.survey.messages.size() }, { "seconds", report.seconds } };
    for (std::size_t v = 0; v < view_names.size(); ++v)
        if (report.evaluation.curves[v].present)
            all["evidence"][std::string(view_names[v])] = json(report.evaluation.curves[v]);
    for (std::size_t s = 0; s < report.evaluation.sets.size(); ++s)
        all["sets"].push_back(set_json(report, s));
    for (const train::LanguageResult& l : report.evaluation.languages)
        all["languages"].push_back({ { "language", l.language }, { "found", json(l.found) },
            { "alarms", json(l.alarms) } });
    for (const train::FindingResult& f : report.evaluation.findings)
        all["findings"].push_back(finding_json(report, f));
    return all.dump(-1, ' ', false, Json::error_handler_t::replace) + '\n';
}

} // namespace ctl
