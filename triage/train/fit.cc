#include "triage/train/fit.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <unordered_map>
#include <unordered_set>

#include "triage/train/logistic.h"

namespace train {

namespace {

// Of one that is kept. Findings are all kept: the score asks which of them the model has learnt.
constexpr double smallest_weight = 0.02;
// The scale: hundredths begin where this share of legitimate mail is left above, are suspicious at
// the second, and end where this share of hostile mail is reached. The second is less than the 0.3
// % that are wanted of mail of strangers, which does worse than mail of sources that were learnt
// from.
constexpr double begin_rate = 0.8, suspicious_rate = 0.002, top_share = 0.25;

struct TermCount {
    std::size_t hostile = 0, legit = 0;
    std::unordered_set<std::string> senders; // no more than are asked for
};
using TermCounts = std::unordered_map<std::string, TermCount>;

TermCounts count_terms(std::span<const Example> examples, std::size_t least_senders)
{
    TermCounts counts;
    for (const Example& e : examples)
        for (const model::Term& t : e.terms) {
            TermCount& c = counts[t.name];
            ++(e.hostile ? c.hostile : c.legit);
            if (c.senders.size() < least_senders)
                c.senders.insert(e.sender);
        }
    return counts;
}

Sign sign_of(std::string_view name)
{
    if (name.starts_with('+') || name.starts_with('!'))
        return Sign::NotNegative;
    return name.starts_with('-') ? Sign::NotPositive : Sign::Either;
}

bool is_fact(std::string_view name)
{
    return name.starts_with('+') || name.starts_with('-');
}

bool is_common(const TermCount& c, const FitOptions& options)
{
    return c.hostile + c.legit >= options.least_messages
        && c.senders.size() >= options.least_senders;
}

// Of one that is not common the messages say nothing: it stays at its prior.
Column column_of(std::string_view name, bool common, const FitOptions& options)
{
    constexpr double immovable = 1e3;
    const bool word = name.size() > 2 && name[1] == ':';
    Column c { sign_of(name), word ? options.word_ridge : options.ridge };
    if (is_fact(name))
        c.prior = name[0] == '+' ? options.fact_prior : -options.fact_prior;
    else if (name.starts_with('!'))
        c.prior = options.finding_prior;
    if (!common)
        c.ridge = immovable;
    return c;
}

// Columns: kept terms in order of name, then one for each language.
struct Design {
    std::vector<std::string> names;
    std::vector<Column> columns;
    std::unordered_map<std::string, std::uint32_t> by_name;
    std::vector<Row> rows; // by example
};

void add_columns(const TermCounts& counts, std::span<const Example> examples,
    const FitOptions& options, Design& d)
{
    std::map<std::string, bool> kept; // and whether it is common
    for (const std::string& name : options.hints)
        kept[name] = false;
    for (const auto& [name, c] : counts)
        if (is_common(c, options))
            kept[name] = true;
        else if (is_fact(name))
            kept[name] = false;
    for (const auto& [name, common] : kept) {
        d.names.push_back(name);
        d.columns.push_back(column_of(name, common, options));
    }
    std::map<std::string, int> languages;
    for (const Example& e : examples)
        ++languages[e.language];
    for (const auto& [language, n] : languages) {
        d.by_name["@" + language] = static_cast<std::uint32_t>(d.columns.size());
        d.columns.push_back({ Sign::Either, options.language_ridge });
    }
    for (std::size_t i = 0; i < d.names.size(); ++i)
        d.by_name[d.names[i]] = static_cast<std::uint32_t>(i);
}

// Both labels count the same; within one a set counts as a power of its size.
std::vector<double> set_weights(std::span<const Example> examples, double power)
{
    std::map<std::pair<bool, std::uint16_t>, double> sizes;
    for (const Example& e : examples)
        ++sizes[{ e.hostile, e.set }];
    double label[2] = { 0, 0 };
    for (const auto& [key, n] : sizes)
        label[key.first ? 1 : 0] += std::pow(n, power);
    std::vector<double> weights;
    for (const Example& e : examples) {
        const double n = sizes[{ e.hostile, e.set }];
        weights.push_back(std::pow(n, power) / n / label[e.hostile ? 1 : 0]);
    }
    return weights;
}

Design design(std::span<const Example> examples, const FitOptions& options)
{
    Design d;
    add_columns(count_terms(examples, options.least_senders), examples, options, d);
    const std::vector<double> weights = set_weights(examples, options.set_power);
    for (std::size_t i = 0; i < examples.size(); ++i) {
        const Example& e = examples[i];
        Row row { {}, weights[i], e.hostile };
        for (const model::Term& t : e.terms)
            if (const auto it = d.by_name.find(t.name); it != d.by_name.end())
                row.entries.push_back({ it->second, static_cast<float>(t.value) });
        row.entries.push_back({ d.by_name["@" + e.language], 1 });
        d.rows.push_back(std::move(row));
    }
    return d;
}

// What the language adds is not kept: to the model all are alike.
void forget_languages(const Design& d, Solution& s)
{
    std::fill(s.weights.begin() + static_cast<std::ptrdiff_t>(d.names.size()), s.weights.end(), 0);
}

// Messages of one sender are in one fold.
std::size_t fold_of(const Example& e, unsigned folds)
{
    return model::term_hash(e.sender) % folds;
}

std::vector<double> held_out_margins(
    const Design& d, std::span<const Example> examples, unsigned folds)
{
    std::vector<double> margins(examples.size());
    for (unsigned fold = 0; fold < folds; ++fold) {
        std::vector<Row> rows;
        for (std::size_t i = 0; i < examples.size(); ++i)
            if (fold_of(examples[i], folds) != fold)
                rows.push_back(d.rows[i]);
        Solution s = solve(rows, d.columns);
        forget_languages(d, s);
        for (std::size_t i = 0; i < examples.size(); ++i)
            if (fold_of(examples[i], folds) == fold)
                margins[i] = margin(s, d.rows[i]);
    }
    return margins;
}

model::Scale scale_of(
    const Roc& roc, std::span<const Example> examples, std::span<const double> margins)
{
    std::vector<double> hostile;
    for (std::size_t i = 0; i < examples.size(); ++i)
        if (examples[i].hostile)
            hostile.push_back(margins[i]);
    const auto top = hostile.begin()
        + static_cast<std::ptrdiff_t>((1 - top_share) * static_cast<double>(hostile.size() - 1));
    std::nth_element(hostile.begin(), top, hostile.end());
    constexpr double apart = 0.1; // margins must ascend, whatever the messages say
    model::Scale s;
    s.margins[1] = roc.at_rate(suspicious_rate).limit;
    if (!std::isfinite(s.margins[1]))
        s.margins[1] = *top;
    s.margins[0] = std::min(roc.at_rate(begin_rate).limit, s.margins[1] - apart);
    s.margins[2] = std::max(*top, s.margins[1] + apart);
    return s;
}

void name_weights(const Design& d, const Solution& s, const TermCounts& counts, Fitted& fitted)
{
    std::map<std::uint32_t, double> by_hash; // names with one hash share their weight
    for (std::size_t i = 0; i < d.names.size(); ++i) {
        if (std::abs(s.weights[i]) < smallest_weight && !d.names[i].starts_with('!'))
            continue;
        by_hash[model::term_hash(d.names[i])] += s.weights[i];
        const auto c = counts.find(d.names[i]);
        const bool seen = c != counts.end();
        fitted.named.push_back(
            { d.names[i], s.weights[i], seen ? c->second.hostile : 0, seen ? c->second.legit : 0 });
    }
    for (const auto& [hash, weight] : by_hash)
        fitted.coefficients.weights.push_back({ hash, static_cast<float>(weight) });
    std::stable_sort(fitted.named.begin(), fitted.named.end(),
        [](const NamedWeight& a, const NamedWeight& b) { return a.weight > b.weight; });
}

} // namespace

core::Result<Fitted> fit(std::span<const Example> examples, const FitOptions& options)
{
    const Design d = design(examples, options);
    Fitted fitted;
    fitted.held_out = held_out_margins(d, examples, options.folds);
    std::vector<Sample> samples;
    for (std::size_t i = 0; i < examples.size(); ++i)
        samples.push_back({ fitted.held_out[i], examples[i].set, examples[i].hostile });
    const Roc roc(std::move(samples));
    if (roc.empty())
        return core::Error { "training wants hostile and legitimate messages" };
    fitted.held_out_area = roc.area();
    fitted.coefficients.scale = scale_of(roc, examples, fitted.held_out);
    Solution s = solve(d.rows, d.columns);
    forget_languages(d, s);
    fitted.coefficients.bias = s.bias;
    name_weights(d, s, count_terms(examples, options.least_senders), fitted);
    return fitted;
}

} // namespace train
