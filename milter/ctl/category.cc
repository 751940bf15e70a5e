#include "milter/ctl/category.h"

#include <algorithm>
#include <cstdio>
#include <ostream>

#include <nlohmann/json.hpp>

#include "milter/ctl/judgements.h"
#include "milter/ctl/study_files.h"
#include "milter/ctl/survey.h"
#include "triage/agents/category_terms.h"
#include "triage/core/digest.h"
#include "triage/core/text.h"
#include "triage/train/category.h"

namespace ctl {

namespace {

using core::Category;

// Of the files that nobody judged, one in so many is looked at: what it is may show.
constexpr std::uint8_t one_in = 12;

struct Mail {
    std::vector<train::JudgedMail> learnt, kept;
};

core::Result<Mail> read_mail(const milter::Config& config, const StudyOptions& options)
{
    const auto judged = read_judgements(options.gold);
    if (!judged)
        return judged.error();
    auto sets = list_mail({ {}, options.files });
    if (!sets)
        return sets.error();
    for (const auto& [digest, judgement] : *judged)
        if (!core::named<Category>(core::category_names, judgement.settled))
            return core::Error { options.gold + ": '" + judgement.settled
                + "' is no category; see X-Triage-Category in triage-milter(8)" };
    const auto by_file = keep_judged(
        *sets, *judged, [](const core::Digest& digest) { return digest[0] % one_in == 0; });
    if (!by_file)
        return by_file.error();
    if (by_file->empty())
        return core::Error { "no file below these folders is in " + options.gold };
    auto surveyed = survey(config, *std::move(sets));
    if (!surveyed)
        return surveyed.error();
    const std::vector<bool> repeats = repeated(*surveyed);
    Mail all;
    for (std::size_t i = 0; i < surveyed->messages.size(); ++i) {
        Surveyed& s = surveyed->messages[i];
        const auto judgement = by_file->find(surveyed->sets[s.set].files[s.file]);
        const bool is_judged = judgement != by_file->end();
        if (!s.failure.empty() || (!is_judged && repeats[i]))
            continue;
        train::JudgedMail m;
        m.facts = agents::Facts::of(s.features);
        const agents::CategoryWords words { s.study.subject, s.study.sender_name, s.study.sender,
            s.study.new_text, s.study.foot };
        m.terms = agents::category_terms(m.facts, words, s.language);
        if (m.terms.empty())
            m.foreign_terms = agents::category_terms(m.facts, words, {});
        m.text = s.study.subject + '\n' + s.study.new_text;
        m.sender = s.study.sender;
        m.source = surveyed->sets[s.set].name;
        m.judged = is_judged;
        if (const auto category = is_judged
                ? *core::named<Category>(core::category_names, judgement->second.settled)
                : train::shows(m.facts);
            category != Category::Unknown) {
            m.category = category;
            (is_judged && judgement->second.kept ? all.kept : all.learnt).push_back(std::move(m));
        }
    }
    return all;
}

std::string table(const std::string& title, std::span<const train::CategoryScore> scores)
{
    std::string out = title
        + "\nway              macro F1  right               not English      off by (by chance)  "
          "coverage at 95 %\n";
    char line[200];
    for (const train::CategoryScore& s : scores) {
        std::snprintf(line, sizeof line, "%-16s %.3f     %.3f (%4zu/%4zu)  %.3f (%3zu/%3zu)",
            s.name.c_str(), s.macro_f1, s.right.value(), s.right.count, s.right.total,
            s.foreign.value(), s.foreign.count, s.foreign.total);
        out += line;
        if (s.calibration > 0) {
            std::snprintf(line, sizeof line, "   %.3f (%.3f)        %.3f", s.calibration,
                s.by_chance, s.coverage);
            out += line;
        }
        out += '\n';
    }
    for (const train::CategoryClass& c : scores.back().classes) {
        std::snprintf(line, sizeof line,
            "  %-12s F1 %.3f  precision %.3f (%3zu/%3zu)  recall %.3f (%3zu/%3zu)%s\n",
            std::string(core::name(c.category)).c_str(), c.f1(), c.precision.value(),
            c.precision.count, c.precision.total, c.recall.value(), c.recall.count, c.recall.total,
            c.recall.total < train::least_of_class ? "  too few to count" : "");
        out += line;
    }
    return out;
}

nlohmann::ordered_json json(std::span<const train::CategoryScore> scores)
{
    nlohmann::ordered_json all = nlohmann::ordered_json::array();
    for (const train::CategoryScore& s : scores) {
        nlohmann::ordered_json j { { "name", s.name }, { "macro_f1", s.macro_f1 },
            { "right", s.right.value() }, { "right_not_english", s.foreign.value() },
            { "messages", s.right.total }, { "calibration_error", s.calibration },
            { "calibration_by_chance", s.by_chance }, { "coverage", s.coverage } };
        for (const train::CategoryClass& c : s.classes)
            j["classes"].push_back({ { "category", core::name(c.category) }, { "f1", c.f1() },
                { "precision", c.precision.value() }, { "recall", c.recall.value() },
                { "messages", c.recall.total } });
        all.push_back(std::move(j));
    }
    return all;
}

} // namespace

int train_category(
    const milter::Config& config, const StudyOptions& options, std::ostream& out, std::ostream& err)
{
    const auto mail = read_mail(config, options);
    if (!mail)
        return fail(err, mail.error().what);
    std::vector<const train::JudgedMail*> all;
    std::size_t judged = 0;
    for (const train::JudgedMail& m : mail->learnt) {
        all.push_back(&m);
        judged += m.judged;
    }
    const model::Coefficients c = train::fit_category(all, {});
    if (const auto saved = save_model(options.output, c); !saved)
        return fail(err, saved.error().what);
    out << judged << " messages judged, " << all.size() - judged << " that show what they are, "
        << c.weights.size() << " weights\n";
    return exit_ok;
}

int eval_category(
    const milter::Config& config, const StudyOptions& options, std::ostream& out, std::ostream& err)
{
    const auto mail = read_mail(config, options);
    if (!mail)
        return fail(err, mail.error().what);
    struct Part {
        const char *key, *title;
        std::vector<train::CategoryScore> scores;
    };
    std::vector<Part> parts;
    if (options.final)
        parts.push_back({ "kept", "messages that were kept for one final measurement",
            train::measure_category(mail->learnt, mail->kept, {}) });
    else {
        parts.push_back({ "folds", "five folds by sender",
            train::evaluate_category(mail->learnt, train::HeldOut::Folds, {}) });
        parts.push_back({ "source", "each source by what the others taught",
            train::evaluate_category(mail->learnt, train::HeldOut::Source, {}) });
    }
    nlohmann::ordered_json j;
    for (const Part& p : parts) {
        if (options.json)
            j[p.key] = json(p.scores);
        else
            out << table(p.title, p.scores);
    }
    if (options.json)
        out << j.dump() << '\n';
    return exit_ok;
}

} // namespace ctl
