#include "triage/train/summary_fit.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <unordered_map>
#include <unordered_set>

#include "triage/agents/summary.h"
#include "triage/agents/words.h"
#include "triage/train/logistic.h"
#include "triage/train/rouge.h"

namespace train {

namespace {

constexpr std::size_t shingle_words = 12;
constexpr std::size_t read_bytes = 1u << 16;
constexpr double smallest_weight = 0.02; // of one that is kept
constexpr double least_difference = 0.02; // of two sentences' ROUGE, to prefer one

using Terms = std::vector<model::Term>;

struct Choice { // a message's candidates
    std::vector<Terms> terms;
    std::vector<double> worth; // ROUGE-1 and L with the subject, mean
    std::vector<double> first_words; // ROUGE-1
    std::string sender;
};

std::vector<std::uint64_t> shingles(std::string_view text)
{
    const agents::WordList list(text, read_bytes);
    const auto& words = list.words();
    std::vector<std::uint64_t> out;
    for (std::size_t i = 0; i + shingle_words <= words.size(); ++i) {
        std::uint64_t h = 14695981039346656037u;
        for (std::size_t k = i; k < i + shingle_words; ++k) {
            for (const char c : words[k].text)
                h = (h ^ static_cast<unsigned char>(c)) * 1099511628211u;
            h = (h ^ ' ') * 1099511628211u;
        }
        out.push_back(h);
    }
    return out;
}

// "Re: …", "FW: …", "[list] …": somebody else's subject, or more than a subject.
bool is_own(std::string_view subject)
{
    const std::size_t colon = subject.find(':');
    return !subject.empty() && subject[0] != '[' && (colon == subject.npos || colon > 4);
}

Choice choice_of(const Titled& m, const agents::Lexicon& lexicon)
{
    const auto candidates = agents::summary_candidates(m.text, lexicon);
    Choice c { agents::summary_terms(candidates, lexicon, true), {}, {}, m.sender };
    for (const auto& candidate : candidates) {
        const Rouge r = rouge(candidate.line, m.subject);
        c.worth.push_back((r.one + r.longest) / 2);
        c.first_words.push_back(r.one);
    }
    return c;
}

std::size_t best_of(std::span<const double> values)
{
    return static_cast<std::size_t>(
        std::max_element(values.begin(), values.end()) - values.begin());
}

using Columns = std::unordered_map<std::string, std::uint32_t>;

Columns columns_of(std::span<const Choice* const> choices, const SummaryOptions& options)
{
    struct Seen {
        std::size_t messages = 0;
        std::unordered_set<std::string> senders;
    };
    std::map<std::string, Seen> counts;
    for (const Choice* c : choices) {
        std::unordered_set<std::string> names;
        for (const Terms& terms : c->terms)
            for (const model::Term& t : terms)
                names.insert(t.name);
        for (const std::string& name : names) {
            Seen& s = counts[name];
            ++s.messages;
            if (s.senders.size() < options.least_senders)
                s.senders.insert(c->sender);
        }
    }
    Columns columns;
    for (const auto& [name, s] : counts)
        if (s.messages >= options.least_messages && s.senders.size() >= options.least_senders)
            columns.emplace(name, static_cast<std::uint32_t>(columns.size()));
    return columns;
}

// What the better sentence has and the other has not. Every second pair stands the other way round,
// so that there is something to tell apart.
Row pair_row(
    const Terms& better, const Terms& worse, const Columns& columns, double weight, bool turned)
{
    std::map<std::uint32_t, double> difference;
    const auto add = [&](const Terms& terms, double sign) {
        for (const model::Term& t : terms)
            if (const auto it = columns.find(t.name); it != columns.end())
                difference[it->second] += sign * t.value;
    };
    add(better, turned ? -1 : 1);
    add(worse, turned ? 1 : -1);
    Row row { {}, weight, !turned };
    for (const auto& [column, value] : difference)
        if (value != 0)
            row.entries.push_back({ column, static_cast<float>(value) });
    return row;
}

model::Coefficients fit_choices(
    std::span<const Choice* const> choices, const SummaryOptions& options)
{
    const Columns columns = columns_of(choices, options);
    std::vector<Row> rows;
    for (const Choice* c : choices) {
        const auto n = static_cast<double>(c->terms.size());
        for (std::size_t i = 0; i < c->terms.size(); ++i)
            for (std::size_t j = 0; j < c->terms.size(); ++j)
                if (const double d = c->worth[i] - c->worth[j]; d >= least_difference)
                    rows.push_back(
                        pair_row(c->terms[i], c->terms[j], columns, d / n, rows.size() % 2 == 1));
    }
    const Solution s
        = solve(rows, std::vector<Column>(columns.size(), { Sign::Either, options.ridge }));
    model::Coefficients out;
    out.name = "summary";
    std::map<std::uint32_t, double> by_hash; // names with one hash share their weight
    for (const auto& [name, column] : columns)
        if (std::abs(s.weights[column]) >= smallest_weight)
            by_hash[model::term_hash(name)] += s.weights[column];
    for (const auto& [hash, weight] : by_hash)
        out.weights.push_back({ hash, static_cast<float>(weight) });
    return out;
}

void measure(std::span<const Choice* const> choices, const model::Linear& m, FittedSummary& into)
{
    for (const Choice* c : choices) {
        std::vector<double> margins;
        for (const Terms& t : c->terms)
            margins.push_back(m.margin(t));
        into.chosen += c->first_words[best_of(margins)];
        into.first += c->first_words.front();
        into.best += *std::max_element(c->first_words.begin(), c->first_words.end());
    }
}

} // namespace

FittedSummary fit_summary(std::span<const Titled> messages, std::span<const std::string> kept,
    const SummaryOptions& options)
{
    const agents::Lexicon lexicon;
    std::unordered_set<std::uint64_t> forbidden;
    for (const std::string& text : kept)
        for (const std::uint64_t h : shingles(text))
            forbidden.insert(h);
    FittedSummary fitted;
    std::vector<Choice> choices;
    for (const Titled& m : messages) {
        if (!is_own(m.subject))
            continue;
        const auto own = shingles(m.text);
        if (std::any_of(
                own.begin(), own.end(), [&](std::uint64_t h) { return forbidden.contains(h); })) {
            ++fitted.left_out;
            continue;
        }
        Choice c = choice_of(m, lexicon);
        if (c.terms.size() > 1)
            choices.push_back(std::move(c));
    }
    fitted.learnt_from = choices.size();
    for (unsigned fold = 0; fold < options.folds; ++fold) {
        std::vector<const Choice*> others, held_out;
        for (const Choice& c : choices)
            (model::term_hash(c.sender) % options.folds == fold ? held_out : others).push_back(&c);
        if (const auto m = model::Linear::open(model::serialise(fit_choices(others, options))))
            measure(held_out, *m, fitted);
    }
    const auto n = static_cast<double>(std::max<std::size_t>(choices.size(), 1));
    for (double* mean : { &fitted.chosen, &fitted.first, &fitted.best })
        *mean /= n;
    std::vector<const Choice*> all;
    for (const Choice& c : choices)
        all.push_back(&c);
    fitted.coefficients = fit_choices(all, options);
    return fitted;
}

} // namespace train
