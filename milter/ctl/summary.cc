#include "milter/ctl/summary.h"

#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <ostream>

#include <nlohmann/json.hpp>

#include "milter/ctl/study_files.h"
#include "milter/ctl/survey.h"
#include "triage/model/file.h"
#include "triage/train/summary_eval.h"
#include "triage/train/summary_fit.h"

namespace ctl {

namespace {

namespace fs = std::filesystem;

// Texts with their subjects, below any number of folders.
core::Result<std::vector<train::Subjected>> read_subjected(const std::vector<std::string>& folders)
{
    std::vector<std::string> files;
    for (const std::string& folder : folders) {
        std::error_code failed;
        for (fs::recursive_directory_iterator it(folder, failed), end; !failed && it != end;
             it.increment(failed))
            if (it->is_regular_file(failed))
                files.push_back(it->path().string());
        if (failed)
            return core::Error { folder + ": " + failed.message() };
    }
    std::sort(files.begin(), files.end());
    std::vector<train::Subjected> all;
    for (const std::string& name : files) {
        const auto text = read_file(name);
        if (!text)
            return text.error();
        auto subjected = train::read_subjected(name, *text);
        if (!subjected)
            return subjected.error();
        all.push_back(*std::move(subjected));
    }
    return all;
}

std::vector<train::Titled> titled(Survey& survey)
{
    const std::vector<bool> repeats = repeated(survey);
    std::vector<train::Titled> all;
    for (std::size_t i = 0; i < survey.messages.size(); ++i) {
        Surveyed& s = survey.messages[i];
        if (s.failure.empty() && !repeats[i])
            all.push_back({ std::move(s.study.new_text), std::move(s.study.subject),
                std::move(s.study.sender) });
    }
    return all;
}

std::string table(const train::SummaryTable& t, std::size_t texts)
{
    std::string out = std::to_string(texts)
        + " texts; ROUGE-1, 2 and L with the subject, and with other people's subjects\n";
    char line[200];
    for (const train::SummaryWay& w : t.ways) {
        std::snprintf(line, sizeof line, "%-17s %6.2f %6.2f %6.2f    %6.2f %6.2f %6.2f\n",
            w.name.c_str(), w.subject.one, w.subject.two, w.subject.longest, w.others.one,
            w.others.two, w.others.longest);
        out += line;
    }
    out += "model less the first sentence without greeting, with the subject (95 %):\n";
    for (const auto& [name, gain] :
        { std::pair { "ROUGE-1", t.one }, { "ROUGE-2", t.two }, { "ROUGE-L", t.longest } }) {
        std::snprintf(line, sizeof line, "  %s  %+.2f (%+.2f to %+.2f)\n", name, gain.mean,
            gain.interval.low, gain.interval.high);
        out += line;
    }
    return out;
}

nlohmann::ordered_json json(const train::Rouge& r)
{
    return { { "1", r.one }, { "2", r.two }, { "L", r.longest } };
}

nlohmann::ordered_json json(const train::SummaryTable::Gain& g)
{
    return { { "mean", g.mean }, { "low", g.interval.low }, { "high", g.interval.high } };
}

std::string json(const train::SummaryTable& t, std::size_t texts)
{
    nlohmann::ordered_json j { { "texts", texts } };
    for (const train::SummaryWay& w : t.ways)
        j["ways"].push_back(
            { { "name", w.name }, { "subject", json(w.subject) }, { "others", json(w.others) } });
    j["gain"] = { { "1", json(t.one) }, { "2", json(t.two) }, { "L", json(t.longest) } };
    return j.dump() + '\n';
}

} // namespace

int train_summary(
    const milter::Config& config, const StudyOptions& options, std::ostream& out, std::ostream& err)
{
    const auto texts = read_subjected(options.kept);
    if (!texts)
        return fail(err, texts.error().what);
    std::vector<std::string> kept;
    for (const train::Subjected& s : *texts)
        kept.push_back(s.text);
    auto sets = list_mail({ {}, options.files });
    if (!sets)
        return fail(err, sets.error().what);
    auto surveyed = survey(config, *std::move(sets));
    if (!surveyed)
        return fail(err, surveyed.error().what);
    const auto fitted = train::fit_summary(titled(*surveyed), kept, {});
    if (const auto saved = save_model(options.output, fitted.coefficients); !saved)
        return fail(err, saved.error().what);
    char line[300];
    std::snprintf(line, sizeof line,
        "%zu messages, %zu left out, %zu terms; held-out ROUGE-1: first %.2f, model %.2f, best "
        "%.2f\n",
        fitted.learnt_from, fitted.left_out, fitted.coefficients.weights.size(), 100 * fitted.first,
        100 * fitted.chosen, 100 * fitted.best);
    out << line;
    return exit_ok;
}

int eval_summary(
    const milter::Config& config, const StudyOptions& options, std::ostream& out, std::ostream& err)
{
    const auto texts = read_subjected(options.files);
    if (!texts)
        return fail(err, texts.error().what);
    const std::string name = config.agents.models_dir + "/summary.model";
    const auto text = read_file(name);
    if (!text)
        return fail(err, text.error().what);
    const auto read = model::read(name, *text);
    if (!read.errors.empty())
        return fail(err, read.errors.front().what);
    const auto ranker = model::Linear::open(model::serialise(read.coefficients));
    if (!ranker)
        return fail(err, name + ": " + ranker.error().what);
    const auto measured = train::evaluate_summary(*texts, *ranker);
    out << (options.json ? json(measured, texts->size()) : table(measured, texts->size()));
    return exit_ok;
}

} // namespace ctl
