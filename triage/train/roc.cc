#include "triage/train/roc.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "triage/train/random.h"

namespace train {

namespace {

constexpr double z = 1.959964; // of 95 %

// Samples of a set of one side have numbers in a row: legitimate sets at even places.
std::size_t place(const Sample& s)
{
    return 2 * std::size_t { s.set } + (s.hostile ? 1 : 0);
}

} // namespace

Interval Share::interval() const
{
    if (total == 0)
        return {};
    const double n = static_cast<double>(total), p = value();
    const double middle = (p + z * z / (2 * n)) / (1 + z * z / n);
    const double half = z / (1 + z * z / n) * std::sqrt(p * (1 - p) / n + z * z / (4 * n * n));
    return { std::max(0.0, middle - half), std::min(1.0, middle + half) };
}

Roc::Roc(std::vector<Sample> samples)
    : samples_(std::move(samples))
{
    std::stable_sort(samples_.begin(), samples_.end(),
        [](const Sample& a, const Sample& b) { return a.badness > b.badness; });
    for (const Sample& s : samples_) {
        if (place(s) >= of_set_.size())
            of_set_.resize(2 * (std::size_t { s.set } + 1));
        ++of_set_[place(s)];
        hostile_ += s.hostile;
    }
    for (std::size_t i = 0; i < of_set_.size(); i += 2)
        legit_sets_ += of_set_[i] > 0;
}

bool Roc::empty() const
{
    return hostile_ == 0 || legit_sets_ == 0;
}

double Roc::area() const
{
    return area_of(std::vector<std::uint32_t>(samples_.size(), 1));
}

// Walks from the worst message to the best: a legitimate one gains the hostile ones before it and
// half of those that tie with it.
double Roc::area_of(std::span<const std::uint32_t> times) const
{
    if (empty())
        return 0.5;
    std::vector<double> gained(of_set_.size()), messages(of_set_.size());
    double before = 0;
    for (std::size_t i = 0; i < samples_.size();) {
        std::size_t end = i;
        double tied = 0;
        for (; end < samples_.size() && samples_[end].badness == samples_[i].badness; ++end)
            if (samples_[end].hostile)
                tied += times[end];
        for (; i < end; ++i)
            if (!samples_[i].hostile) {
                gained[place(samples_[i])] += times[i] * (before + tied / 2);
                messages[place(samples_[i])] += times[i];
            }
        before += tied;
    }
    double sum = 0;
    for (std::size_t set = 0; set < gained.size(); set += 2)
        if (messages[set] > 0 && before > 0)
            sum += gained[set] / messages[set] / before;
    return sum / static_cast<double>(legit_sets_);
}

Interval Roc::area_interval(unsigned rounds, std::uint64_t seed) const
{
    if (empty() || rounds == 0)
        return {};
    std::vector<std::vector<std::size_t>> members(of_set_.size());
    for (std::size_t i = 0; i < samples_.size(); ++i)
        members[place(samples_[i])].push_back(i);
    Random random(seed);
    std::vector<double> areas;
    for (unsigned round = 0; round < rounds; ++round) {
        std::vector<std::uint32_t> times(samples_.size());
        for (const auto& of_set : members)
            for (std::size_t n = 0; n < of_set.size(); ++n)
                ++times[of_set[random.below(of_set.size())]];
        areas.push_back(area_of(times));
    }
    std::sort(areas.begin(), areas.end());
    const auto at = [&](double share) {
        return areas[static_cast<std::size_t>(share * static_cast<double>(areas.size() - 1))];
    };
    return { at(0.025), at(0.975) };
}

std::vector<Operation> Roc::curve() const
{
    Operation now;
    now.limit = std::numeric_limits<double>::infinity();
    now.found.total = hostile_;
    now.alarms.total = samples_.size() - hostile_;
    std::vector<Operation> all { now };
    for (std::size_t i = 0; i < samples_.size();) {
        now.limit = samples_[i].badness;
        for (; i < samples_.size() && samples_[i].badness == now.limit; ++i) {
            const Sample& s = samples_[i];
            now.found.count += s.hostile;
            now.alarms.count += !s.hostile;
            if (!s.hostile)
                now.alarm_rate += 1
                    / (static_cast<double>(of_set_[place(s)]) * static_cast<double>(legit_sets_));
        }
        all.push_back(now);
    }
    return all;
}

Operation Roc::at_rate(double rate) const
{
    constexpr double rounding = 1e-9;
    Operation best;
    for (const Operation& o : curve()) {
        if (o.alarm_rate > rate + rounding)
            break;
        best = o;
    }
    return best;
}

} // namespace train
