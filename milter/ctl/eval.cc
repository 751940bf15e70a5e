#include "milter/ctl/eval.h"

#include <fstream>
#include <ostream>

#include "milter/ctl/corpus.h"
#include "milter/steady_clock.h"

namespace ctl {

namespace {

std::vector<train::SetLabel> labels(const Survey& survey)
{
    std::vector<train::SetLabel> out;
    for (const MailSet& set : survey.sets)
        out.push_back({ set.name, set.hostile });
    return out;
}

train::Judged judged(const Surveyed& s, const milter::GenerationFile& generation)
{
    std::vector<core::Finding> others = s.findings;
    std::erase_if(others, [&](const core::Finding& f) {
        return generation.findings.row(f.id).group == core::Group::Model;
    });
    train::Judged j;
    j.set = s.set;
    j.badness[static_cast<std::size_t>(train::View::Findings)]
        = 100 - scan::score(others, scan::without_model(generation.severities)).security;
    j.badness[static_cast<std::size_t>(train::View::Model)] = s.study.margin;
    j.badness[static_cast<std::size_t>(train::View::Both)] = 100 - s.score;
    j.threat = s.threat;
    j.language = s.language;
    j.findings = s.findings;
    return j;
}

EvalReport measure(const Survey& survey)
{
    EvalReport report { survey, {}, std::vector<std::size_t>(survey.sets.size()),
        std::vector<std::size_t>(survey.sets.size()), {}, {}, 0 };
    const std::vector<bool> repeats = repeated(survey);
    for (std::size_t i = 0; i < survey.messages.size(); ++i) {
        const Surveyed& s = survey.messages[i];
        if (!s.failure.empty())
            ++report.failures[s.set];
        else if (repeats[i])
            ++report.repeats[s.set];
        else {
            report.measured.push_back(&s);
            report.judged.push_back(judged(s, *survey.generation));
        }
    }
    report.evaluation = train::evaluate(labels(survey), report.judged);
    return report;
}

bool write_file(const std::string& name, const std::string& text, std::ostream& err)
{
    std::ofstream file(name, std::ios::binary);
    file << text;
    file.close();
    if (!file)
        err << "triagectl: " << name << ": cannot be written\n";
    return !file.fail();
}

} // namespace

std::string eval_scores(const EvalReport& report)
{
    std::string out;
    for (std::size_t i = 0; i < report.measured.size(); ++i) {
        const MailSet& set = report.survey.sets[report.measured[i]->set];
        out += (set.hostile ? "hostile\t" : "legitimate\t") + set.name;
        for (const double badness : report.judged[i].badness)
            out += '\t' + std::to_string(badness);
        out += '\t' + std::string(core::name(report.judged[i].threat)) + '\t'
            + set.files[report.measured[i]->file] + '\n';
    }
    return out;
}

int eval(
    const milter::Config& config, const StudyOptions& options, std::ostream& out, std::ostream& err)
{
    const auto sets = list_mail({ options.hostile, options.legit });
    if (!sets) {
        err << "triagectl: " << sets.error().what << '\n';
        return exit_error;
    }
    milter::Config trusting = config;
    trusting.policy.trusted_authserv_ids = options.trusted;
    const milter::SteadyClock clock;
    const core::Time start = clock.now();
    const auto surveyed = survey(trusting, *sets);
    if (!surveyed) {
        err << surveyed.error().what << '\n';
        return exit_error;
    }
    EvalReport report = measure(*surveyed);
    report.seconds = core::seconds(clock.now() - start);
    out << (options.json ? eval_json(report) : eval_text(report));
    const bool plotted = options.plot.empty() || write_file(options.plot, eval_plot(report), err);
    const bool listed
        = options.scores.empty() || write_file(options.scores, eval_scores(report), err);
    return plotted && listed ? exit_ok : exit_error;
}

} // namespace ctl
