#include "milter/ctl/requests.h"

#include <cstdio>
#include <fstream>
#include <iterator>
#include <ostream>

#include <nlohmann/json.hpp>

#include "milter/ctl/study_files.h"
#include "triage/train/requests.h"

namespace ctl {

namespace {

core::Result<std::vector<train::JudgedSentence>> read_all(const std::vector<std::string>& files)
{
    std::vector<train::JudgedSentence> all;
    for (const std::string& name : files) {
        std::ifstream file(name, std::ios::binary);
        const std::string text { std::istreambuf_iterator<char>(file), {} };
        if (!file.is_open() || file.bad())
            return core::Error { name + ": cannot be read" };
        auto sentences = train::read_sentences(name, text);
        if (!sentences)
            return sentences.error();
        std::move(sentences->begin(), sentences->end(), std::back_inserter(all));
    }
    return all;
}

std::string table(std::span<const train::RequestScore> scores, std::size_t sentences)
{
    std::string out = std::to_string(sentences)
        + " sentences, five folds\nway            precision             recall                F1   "
          "  AUC    calibration error\n";
    for (const train::RequestScore& s : scores) {
        char line[200];
        std::snprintf(line, sizeof line,
            "%-14s %.3f (%4zu/%4zu)     %.3f (%4zu/%4zu)     %.3f  "
            "%.3f",
            s.name.c_str(), s.precision.value(), s.precision.count, s.precision.total,
            s.recall.value(), s.recall.count, s.recall.total, s.f1(), s.area);
        out += line;
        if (s.calibration > 0) {
            std::snprintf(line, sizeof line, "  %.3f", s.calibration);
            out += line;
        }
        out += '\n';
    }
    return out;
}

std::string json(std::span<const train::RequestScore> scores, std::size_t sentences)
{
    nlohmann::ordered_json j { { "sentences", sentences } };
    for (const train::RequestScore& s : scores)
        j["ways"].push_back({ { "name", s.name }, { "precision", s.precision.value() },
            { "recall", s.recall.value() }, { "f1", s.f1() }, { "auc", s.area },
            { "calibration_error", s.calibration } });
    return j.dump() + '\n';
}

} // namespace

int train_requests(const milter::Config& /*config*/, const StudyOptions& options, std::ostream& out,
    std::ostream& err)
{
    const auto sentences = read_all(options.files);
    if (!sentences)
        return fail(err, sentences.error().what);
    const model::Coefficients c = train::fit_requests(*sentences, {});
    if (const auto saved = save_model(options.output, c); !saved)
        return fail(err, saved.error().what);
    out << sentences->size() << " sentences, " << c.weights.size() << " terms\n";
    return exit_ok;
}

int eval_requests(const milter::Config& /*config*/, const StudyOptions& options, std::ostream& out,
    std::ostream& err)
{
    const auto sentences = read_all(options.files);
    if (!sentences)
        return fail(err, sentences.error().what);
    const auto scores = train::evaluate_requests(*sentences, {});
    out << (options.json ? json(scores, sentences->size()) : table(scores, sentences->size()));
    return exit_ok;
}

} // namespace ctl
