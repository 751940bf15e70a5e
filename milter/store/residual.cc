#include "milter/store/residual.h"

#include <algorithm>
#include <cmath>

namespace store {

namespace {

constexpr double own_belief = 2;
constexpr double own_bias_drift = 0.1; // variance a label: how much one answers changes with time
constexpr double own_half = 20; // answers at which the residual counts half
constexpr std::size_t own_places = Residual::size - 2;
constexpr std::size_t positives_at = Residual::size - 2, bias_at = Residual::size - 1;

} // namespace

Residual::Residual(std::span<const Record> records)
    : sums_(size, own_belief)
{
    if (records.size() != parts)
        return;
    for (std::size_t i = 0; i < size; ++i) {
        sums_.precision[i] = std::max(0.0, records[0].at(i));
        sums_.information[i] = records[1].at(i);
    }
    positives_ = sums_.precision[positives_at];
    sums_.precision[positives_at] = 0;
}

// Terms that share a place pull in different directions, so that what they have in common (every
// message has words) cancels out.
std::vector<model::Places::Place> Residual::places(const Example& e) const
{
    std::vector<model::Places::Place> all;
    for (const std::uint16_t t : e.terms) {
        const std::uint32_t hash = (t + 1u) * 2654435761u;
        all.push_back({ (hash >> 8) % own_places,
            (hash & 32) != 0 ? per_term(e.terms.size()) : -per_term(e.terms.size()) });
    }
    return all;
}

double Residual::margin(const Example& e) const
{
    return sums_.margin(places(e)) * positives_ / (positives_ + own_half);
}

std::vector<Change> Residual::learn(const Keys& keys, const Id& recipient, const Example& e,
    double offset, bool positive, std::int64_t at)
{
    const model::Places before = sums_;
    auto all = places(e);
    all.push_back({ bias_at, std::sqrt(own_belief) }); // of variance 1 to begin with
    sums_.learn(all, offset, positive);
    sums_.loosen(bias_at, own_bias_drift / own_belief);
    constexpr std::int64_t keep = 540 * std::int64_t { 86400 };
    std::vector<Change> changes;
    for (unsigned part = 0; part < parts; ++part) {
        Change c { keys.residual(recipient, part), at, at + keep, {} };
        const auto& now = part == 0 ? sums_.precision : sums_.information;
        const auto& then = part == 0 ? before.precision : before.information;
        for (std::size_t i = 0; i < size; ++i)
            if (now[i] != then[i])
                c.add.emplace_back(static_cast<std::uint16_t>(i), now[i] - then[i]);
        if (part == 0 && positive)
            c.add.emplace_back(static_cast<std::uint16_t>(positives_at), 1.0);
        changes.push_back(std::move(c));
    }
    positives_ += positive ? 1 : 0;
    return changes;
}

} // namespace store
