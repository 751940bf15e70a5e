#include "triage/train/requests.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <functional>
#include <map>
#include <unordered_map>
#include <unordered_set>

#include "triage/agents/sentence_terms.h"
#include "triage/core/text.h"
#include "triage/train/logistic.h"
#include "triage/train/random.h"

namespace train {

namespace {

constexpr std::uint64_t seed = 20261127;
constexpr std::size_t read_bytes = 1000; // of a sentence
constexpr std::size_t bins = 10;

struct Seen { // a sentence as models see it
    std::vector<model::Term> terms;
    bool request = false, asks = false, questions = false;
};

bool is_ask(agents::Cue c)
{
    return c >= agents::Cue::AskReply && c <= agents::Cue::AskConfirm;
}

std::vector<Seen> seen(std::span<const JudgedSentence> sentences)
{
    const agents::Lexicon lexicon;
    std::vector<Seen> all;
    for (const JudgedSentence& s : sentences) {
        const agents::WordList words(s.text, read_bytes);
        const auto hits = lexicon.find(words.words());
        all.push_back({ agents::request_terms(s.text, words, hits), s.request,
            std::any_of(hits.begin(), hits.end(), [](const auto& h) { return is_ask(h.cue); }),
            s.text.find('?') != s.text.npos });
    }
    return all;
}

model::Coefficients fit_seen(std::span<const Seen* const> all, const RequestOptions& options)
{
    std::map<std::string, std::size_t> counts;
    for (const Seen* s : all)
        for (const model::Term& t : s->terms)
            ++counts[t.name];
    std::unordered_map<std::string, std::uint32_t> columns;
    std::vector<std::string> names;
    for (const auto& [name, n] : counts)
        if (n >= options.least_sentences) {
            columns[name] = static_cast<std::uint32_t>(names.size());
            names.push_back(name);
        }
    std::vector<Row> rows;
    for (const Seen* s : all) {
        Row row { {}, 1, s->request };
        for (const model::Term& t : s->terms)
            if (const auto it = columns.find(t.name); it != columns.end())
                row.entries.push_back({ it->second, static_cast<float>(t.value) });
        rows.push_back(std::move(row));
    }
    const Solution s
        = solve(rows, std::vector<Column>(names.size(), { Sign::Either, options.ridge }));
    model::Coefficients c;
    c.name = "requests";
    c.bias = s.bias;
    std::map<std::uint32_t, double> by_hash; // names with one hash share their weight
    for (std::size_t i = 0; i < names.size(); ++i)
        by_hash[model::term_hash(names[i])] += s.weights[i];
    for (const auto& [hash, weight] : by_hash)
        c.weights.push_back({ hash, static_cast<float>(weight) });
    return c;
}

std::vector<double> held_out(
    std::span<const Seen> all, const RequestOptions& options, unsigned folds)
{
    std::vector<double> probabilities(all.size());
    for (unsigned fold = 0; fold < folds; ++fold) {
        std::vector<const Seen*> others;
        for (std::size_t i = 0; i < all.size(); ++i)
            if (i % folds != fold)
                others.push_back(&all[i]);
        // What the model does is what the agent does: it goes through the same form.
        const auto m = model::Linear::open(model::serialise(fit_seen(others, options)));
        for (std::size_t i = fold; m && i < all.size(); i += folds)
            probabilities[i] = agents::request_probability(m->margin(all[i].terms));
    }
    return probabilities;
}

double calibration_error(std::span<const Seen> all, std::span<const double> probabilities)
{
    std::array<double, bins> sum {}, positive {};
    for (std::size_t i = 0; i < all.size(); ++i) {
        const auto bin = std::min(static_cast<std::size_t>(probabilities[i] * bins), bins - 1);
        sum[bin] += probabilities[i];
        positive[bin] += all[i].request;
    }
    double error = 0;
    for (std::size_t b = 0; b < bins; ++b)
        error += std::abs(sum[b] - positive[b]);
    return error / static_cast<double>(std::max<std::size_t>(all.size(), 1));
}

RequestScore scored(
    std::string name, std::span<const Seen> all, std::span<const double> says, double least)
{
    RequestScore score;
    score.name = std::move(name);
    std::vector<Sample> samples;
    for (std::size_t i = 0; i < all.size(); ++i) {
        const bool flagged = says[i] >= least;
        score.precision.total += flagged;
        score.precision.count += flagged && all[i].request;
        score.recall.total += all[i].request;
        score.recall.count += flagged && all[i].request;
        samples.push_back({ says[i], 0, all[i].request });
    }
    score.area = Roc(std::move(samples)).area();
    return score;
}

} // namespace

core::Result<std::vector<JudgedSentence>> read_sentences(
    const std::string& file, std::string_view text)
{
    std::vector<JudgedSentence> out;
    std::unordered_set<std::string> known;
    for (std::size_t number = 1; !text.empty(); ++number) {
        const std::size_t end = std::min(text.find('\n'), text.size());
        const std::string_view line = core::trim(text.substr(0, end));
        text.remove_prefix(std::min(end + 1, text.size()));
        if (line.empty())
            continue;
        const std::size_t tab = line.find('\t');
        const std::string label = core::to_lower_ascii(line.substr(0, std::min(tab, line.size())));
        if (tab == line.npos || (label != "yes" && label != "no"))
            return core::Error { file + ":" + std::to_string(number)
                + ": write Yes or No, a tab and the sentence" };
        JudgedSentence s { core::valid_utf8(core::trim(line.substr(tab + 1))), label == "yes" };
        if (known.insert(s.text).second)
            out.push_back(std::move(s));
    }
    return out;
}

model::Coefficients fit_requests(
    std::span<const JudgedSentence> sentences, const RequestOptions& options)
{
    const std::vector<Seen> all = seen(sentences);
    std::vector<const Seen*> each;
    for (const Seen& s : all)
        each.push_back(&s);
    return fit_seen(each, options);
}

double RequestScore::f1() const
{
    const double p = precision.value(), r = recall.value();
    return p + r > 0 ? 2 * p * r / (p + r) : 0;
}

std::vector<RequestScore> evaluate_requests(
    std::span<const JudgedSentence> sentences, const RequestOptions& options, unsigned folds)
{
    std::vector<JudgedSentence> shuffled(sentences.begin(), sentences.end());
    std::sort(shuffled.begin(), shuffled.end(),
        [](const auto& a, const auto& b) { return a.text < b.text; });
    Random(seed).shuffle(shuffled);
    const std::vector<Seen> all = seen(shuffled);
    const auto rule = [&](std::string name, const std::function<bool(const Seen&)>& says) {
        std::vector<double> values;
        for (const Seen& s : all)
            values.push_back(says(s) ? 1 : 0);
        return scored(std::move(name), all, values, 1);
    };
    std::vector<RequestScore> table {
        rule("phrases", [](const Seen& s) { return s.asks; }),
        rule("question mark", [](const Seen& s) { return s.questions; }),
        rule("either", [](const Seen& s) { return s.asks || s.questions; }),
    };
    const std::vector<double> probabilities = held_out(all, options, folds);
    table.push_back(scored("model", all, probabilities, agents::least_request));
    table.back().calibration = calibration_error(all, probabilities);
    return table;
}

} // namespace train
