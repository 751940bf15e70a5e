#include "milter/ctl/signature.h"

#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <ostream>

#include <nlohmann/json.hpp>

#include "milter/ctl/study_files.h"
#include "triage/train/signature.h"

namespace ctl {

namespace {

namespace fs = std::filesystem;

constexpr std::string_view body_suffix = "_body", sender_suffix = "_sender";

// Files NUMBER_body, each with a NUMBER_sender beside it, anywhere below the folders.
core::Result<std::vector<train::MarkedLetter>> read_letters(const std::vector<std::string>& folders)
{
    std::vector<fs::path> bodies;
    for (const std::string& folder : folders) {
        std::error_code error;
        const std::size_t before = bodies.size();
        for (fs::recursive_directory_iterator at(folder, error), end; !error && at != end;
             at.increment(error))
            if (at->path().filename().string().ends_with(body_suffix))
                bodies.push_back(at->path());
        if (error)
            return core::Error { folder + ": " + error.message() };
        if (bodies.size() == before)
            return core::Error { folder
                + ": there is no letter in it; its files are NAME_body and NAME_sender" };
    }
    std::sort(bodies.begin(), bodies.end());
    std::vector<train::MarkedLetter> all;
    for (const fs::path& body : bodies) {
        const std::string name = body.string();
        const auto text = read_file(name);
        const auto sender = read_file(
            name.substr(0, name.size() - body_suffix.size()) + std::string(sender_suffix));
        if (!text || !sender)
            return !text ? text.error() : sender.error();
        all.push_back(train::read_letter(*text, *sender));
    }
    return all;
}

std::string table(std::span<const train::SignatureScore> scores)
{
    std::string out = std::to_string(scores.front().letters.total)
        + " letters, five folds by sender, lines\n"
          "way      precision            recall               whole letters right\n";
    for (const train::SignatureScore& s : scores) {
        char line[200];
        std::snprintf(line, sizeof line,
            "%-8s %.3f (%3zu/%3zu)      %.3f (%3zu/%3zu)      %.3f (%3zu/%3zu)\n", s.name.c_str(),
            s.precision.value(), s.precision.count, s.precision.total, s.recall.value(),
            s.recall.count, s.recall.total, s.letters.value(), s.letters.count, s.letters.total);
        out += line;
    }
    return out;
}

std::string json(std::span<const train::SignatureScore> scores)
{
    nlohmann::ordered_json j { { "letters", scores.front().letters.total } };
    for (const train::SignatureScore& s : scores)
        j["ways"].push_back({ { "name", s.name }, { "precision", s.precision.value() },
            { "recall", s.recall.value() }, { "whole_letters", s.letters.value() } });
    return j.dump() + '\n';
}

} // namespace

int train_signature(const milter::Config& /*config*/, const StudyOptions& options,
    std::ostream& out, std::ostream& err)
{
    const auto letters = read_letters(options.files);
    if (!letters)
        return fail(err, letters.error().what);
    const model::Coefficients c = train::fit_signature(*letters, {});
    if (const auto saved = save_model(options.output, c); !saved)
        return fail(err, saved.error().what);
    out << letters->size() << " letters, " << c.weights.size() << " terms\n";
    return exit_ok;
}

int eval_signature(const milter::Config& /*config*/, const StudyOptions& options, std::ostream& out,
    std::ostream& err)
{
    const auto letters = read_letters(options.files);
    if (!letters)
        return fail(err, letters.error().what);
    const auto scores = train::evaluate_signature(*letters, {});
    out << (options.json ? json(scores) : table(scores));
    return exit_ok;
}

} // namespace ctl
