// The tables that `triagectl eval` prints.
#include <algorithm>
#include <cstdio>

#include "milter/ctl/eval.h"
#include "triage/core/text.h"

namespace ctl {

namespace {

using train::view_names;

template <typename... Values>
std::string format(const char* pattern, Values... values)
{
    char line[512];
    std::snprintf(line, sizeof line, pattern, values...);
    return line;
}

std::string percent(double share)
{
    return format("%.1f", 100 * share);
}

// "93.1 % (91.2-94.6; 812/872)"
std::string shown(const train::Share& s)
{
    const train::Interval i = s.interval();
    return percent(s.value()) + " % (" + percent(i.low) + "-" + percent(i.high) + "; "
        + std::to_string(s.count) + "/" + std::to_string(s.total) + ")";
}

std::string shown(double area, const train::Interval& i)
{
    return format("%.4f (%.4f-%.4f)", area, i.low, i.high);
}

std::string curves(const train::Evaluation& e)
{
    std::string text = "Evidence   AUC (95 %)\n";
    for (std::size_t v = 0; v < view_names.size(); ++v) {
        const train::Curve& c = e.curves[v];
        text += format("%-10s ", view_names[v].data());
        if (!c.present) {
            text += "none\n";
            continue;
        }
        text += shown(c.area, c.area_interval) + '\n';
        for (std::size_t i = 0; i < train::alarm_rates.size(); ++i) {
            const train::Operation& o = c.at[i];
            text += format("           at %.1f %% false alarms: found %s; alarms %s\n",
                100 * train::alarm_rates[i], shown(o.found).c_str(), shown(o.alarms).c_str());
        }
    }
    return text + '\n';
}

std::string sets(const EvalReport& report)
{
    std::string text = "Sets\n";
    for (std::size_t s = 0; s < report.evaluation.sets.size(); ++s) {
        const train::SetResult& r = report.evaluation.sets[s];
        text += format("%s (%s): %zu messages, %zu repeats and %zu unread left out\n",
            core::escape_log(r.label.name, 100).c_str(), r.label.hostile ? "hostile" : "legitimate",
            r.messages, report.repeats[s], report.failures[s]);
        text
            += "    dangerous " + shown(r.dangerous) + ", suspicious " + shown(r.suspicious) + '\n';
        for (std::size_t v = 0; v < view_names.size() && !r.label.hostile; ++v)
            if (report.evaluation.curves[v].present)
                text += format("    AUC by %s %s\n", view_names[v].data(),
                    shown(r.area[v], r.area_interval[v]).c_str());
    }
    return text + '\n';
}

std::string languages(const train::Evaluation& e)
{
    std::string text = "Languages: found of the hostile; false alarms; by threat\n";
    for (const train::LanguageResult& l : e.languages)
        text += format("%-8s %s; %s\n", l.language.empty() ? "unknown" : l.language.c_str(),
            shown(l.found).c_str(), shown(l.alarms).c_str());
    return text + '\n';
}

std::string hits(const train::FindingResult& f)
{
    std::string text;
    for (const std::size_t n : f.hits)
        text += format(" %6zu", n);
    return text;
}

std::string findings(const EvalReport& report)
{
    std::string text
        = "Findings: precision at even odds, then hits in each set, in the order above\n";
    for (const train::FindingResult& f : report.evaluation.findings)
        text += format("%-30s %.3f%s\n", report.survey.generation->findings.row(f.id).id.c_str(),
            f.precision, hits(f).c_str());
    return text + '\n';
}

std::string alarms(const EvalReport& report)
{
    std::vector<const train::FindingResult*> fired;
    for (const train::FindingResult& f : report.evaluation.findings)
        if (f.legit > 0)
            fired.push_back(&f);
    std::stable_sort(fired.begin(), fired.end(),
        [](const auto* a, const auto* b) { return a->legit > b->legit; });
    std::string text = "What fired on legitimate messages\n";
    for (const train::FindingResult* f : fired) {
        const core::FindingRow& row = report.survey.generation->findings.row(f->id);
        text += format(
            "%-30s %6zu  %s\n", row.id.c_str(), f->legit, core::name(row.severity).data());
    }
    return text;
}

} // namespace

std::string eval_text(const EvalReport& report)
{
    return format("%zu messages in %.1f s\n\n", report.survey.messages.size(), report.seconds)
        + curves(report.evaluation) + sets(report) + languages(report.evaluation) + findings(report)
        + alarms(report);
}

} // namespace ctl
