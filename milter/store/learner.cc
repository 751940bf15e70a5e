#include "milter/store/learner.h"

#include <algorithm>
#include <cmath>

namespace store {

namespace {

constexpr std::size_t term_count = core::Feature::terms;
constexpr unsigned solve_every = 20; // labels: each is weighed by what the weights then say
constexpr double input_belief = 10; // precision of a weight to begin with
constexpr double bias_belief = 1;
constexpr double term_belief = 5;
constexpr double means_belief = 50; // messages that the means to begin with count as

constexpr double full_trust = 1000; // labels at which what was learnt weighs as rules do
constexpr double start_worth = 200; // labels that a model to begin with is worth
constexpr double own_scale_half = 30; // messages at which a recipient's own scale counts half
constexpr double common_spread = 1.5; // of the odds, deviation

static_assert(agents::input_count + 2 <= Record::max_values);

// Where the sums stand in the store.
struct Place {
    unsigned first_part;
    std::vector<double> model::Information::*dense;
    std::vector<double> model::Places::*sparse;
};
constexpr unsigned counts_part = 0;
constexpr Place places[] = {
    { 1, &model::Information::precision, nullptr },
    { 50, &model::Information::information, nullptr },
    { 100, nullptr, &model::Places::precision },
    { 200, nullptr, &model::Places::information },
};

std::vector<model::Places::Place> term_places(std::span<const std::uint16_t> terms)
{
    std::vector<model::Places::Place> all;
    for (const std::uint16_t t : terms)
        all.push_back({ t % term_count, per_term(terms.size()) });
    return all;
}

// What `now` has more than `before`, a record a part.
void add_difference(const std::vector<double>& now, const std::vector<double>& before,
    unsigned first_part, std::int64_t at, std::vector<Change>& changes)
{
    for (std::size_t begin = 0; begin < now.size(); begin += Record::max_values) {
        Change c { Keys::weights(first_part + static_cast<unsigned>(begin / Record::max_values)),
            at, 0, {} };
        const std::size_t end = std::min(now.size(), begin + Record::max_values);
        for (std::size_t i = begin; i < end; ++i)
            if (now[i] != before[i])
                c.add.emplace_back(static_cast<std::uint16_t>(i - begin), now[i] - before[i]);
        if (!c.add.empty())
            changes.push_back(std::move(c));
    }
}

core::Result<void> read_parts(
    Store& store, unsigned first_part, std::vector<double>& into, core::Deadline deadline)
{
    std::vector<Key> keys;
    for (std::size_t begin = 0; begin < into.size(); begin += Record::max_values)
        keys.push_back(
            Keys::weights(first_part + static_cast<unsigned>(begin / Record::max_values)));
    const auto records = store.lookup(keys, deadline);
    if (!records)
        return records.error();
    for (std::size_t i = 0; i < into.size(); ++i)
        into[i] = (*records)[i / Record::max_values].at(i % Record::max_values);
    return {};
}

} // namespace

double Weights::of_terms(std::span<const std::uint16_t> of) const
{
    double sum = 0;
    for (const std::uint16_t t : of)
        sum += static_cast<double>(terms[t % term_count]);
    return sum * per_term(of.size());
}

double Weights::margin(const Example& e) const
{
    double sum = inputs.back() + of_terms(e.terms);
    for (std::size_t i = 0; i < e.inputs.size(); ++i)
        sum += inputs[i] * static_cast<double>(e.inputs[i]);
    return sum;
}

double Weights::trust() const
{
    return (labels + (started ? start_worth : 0)) / (labels + full_trust);
}

Outlook look_out(const Weights& w, const Example& e, double residual, const core::HistoryFacts& h)
{
    Outlook o;
    o.learnt.trust = w.trust();
    const auto add = [&](std::string_view word, double odds) {
        if (odds != 0)
            o.learnt.terms.push_back({ word, odds });
        o.odds += odds;
    };
    for (std::size_t i = 0; i < agents::input_count; ++i)
        if (const agents::InputRow& row = agents::input_rows()[i]; !row.of_recipient)
            add(row.word, w.inputs[i] * (static_cast<double>(e.inputs[i]) - w.means[i]));
    add("words", w.of_terms(e.terms));
    add("your-words", residual);
    // Threshold and scale of the recipient's own, as far as there is mail to tell them from.
    const double known = h.received / (h.received + own_scale_half);
    const double usual = known * h.usual_odds;
    const double spread = known * h.odds_spread + (1 - known) * common_spread;
    const double scale = std::clamp(common_spread / std::max(spread, 1e-3), 0.5, 2.0);
    o.learnt.terms.push_back({ "your-usual", -usual });
    for (core::WhyTerm& t : o.learnt.terms)
        t.weight *= scale;
    return o;
}

Learner::Sums Learner::nothing(const Start& start)
{
    std::vector<double> belief(agents::input_count + 1, input_belief);
    belief.back() = bias_belief;
    return { model::Information(start.weights, std::move(belief)),
        model::Places(term_count, term_belief), std::vector<double>(2 + agents::input_count) };
}

Learner::Learner(const Start& start)
    : start_(start)
    , started_(std::any_of(
          start.weights.begin(), start.weights.end() - 1, [](double v) { return v != 0; }))
    , known_(nothing(start))
    , stored_(nothing(start))
{
    publish();
}

bool Learner::has_share(const Id& recipient, std::int64_t at)
{
    if (const std::int64_t day = at / 86400; day != day_) {
        day_ = day;
        today_.clear();
    }
    return ++today_[recipient] <= most_labels;
}

bool Learner::learn(const Id& recipient, const Example& e, bool positive, std::int64_t at)
{
    if (!has_share(recipient, at))
        return false;
    known_.terms.learn(term_places(e.terms), known_.inputs.margin(e.inputs), positive);
    known_.inputs.learn(e.inputs, positive);
    known_.counts[0] += 1;
    known_.counts[1] += positive ? 1 : 0;
    for (std::size_t i = 0; i < agents::input_count; ++i)
        known_.counts[2 + i] += static_cast<double>(e.inputs[i]);
    if (++unsolved_ >= solve_every)
        solve();
    return true;
}

core::Result<void> Learner::sync(Store& store, std::int64_t at, core::Deadline deadline)
{
    std::vector<Change> changes;
    add_difference(known_.counts, stored_.counts, counts_part, at, changes);
    for (const Place& p : places)
        if (p.dense)
            add_difference(
                known_.inputs.*p.dense, stored_.inputs.*p.dense, p.first_part, at, changes);
        else
            add_difference(
                known_.terms.*p.sparse, stored_.terms.*p.sparse, p.first_part, at, changes);
    if (!changes.empty())
        if (const auto done = store.apply(changes); !done)
            return done;
    stored_ = known_;
    Sums found = nothing(start_);
    if (const auto done = read_parts(store, counts_part, found.counts, deadline); !done)
        return done;
    stale_ = stale_ || std::abs(found.counts[0] - known_.counts[0]) > 0.5;
    if (stale_) {
        for (const Place& p : places) {
            auto& into = p.dense ? found.inputs.*p.dense : found.terms.*p.sparse;
            if (const auto done = read_parts(store, p.first_part, into, deadline); !done)
                return done;
        }
        known_ = stored_ = std::move(found);
        stale_ = false;
    } else if (changes.empty()) {
        return {};
    }
    publish();
    return {};
}

void Learner::solve()
{
    known_.inputs.solve(); // if it fails, the weights of before stay
    unsolved_ = 0;
}

void Learner::publish()
{
    solve();
    auto w = std::make_shared<Weights>();
    w->inputs = known_.inputs.weights();
    w->labels = known_.counts[0];
    w->started = started_;
    for (std::size_t i = 0; i < agents::input_count; ++i)
        w->means.push_back((start_.means[i] * means_belief + known_.counts[2 + i])
            / (means_belief + known_.counts[0]));
    for (std::size_t i = 0; i < term_count; ++i)
        w->terms.push_back(static_cast<float>(known_.terms.mean(i)));
    *weights_.lock() = std::move(w);
}

} // namespace store
