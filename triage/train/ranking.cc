#include "triage/train/ranking.h"

#include <algorithm>
#include <cmath>

#include "triage/model/information.h"
#include "triage/train/random.h"

namespace train {

namespace {

std::vector<Ranked> sorted(std::span<const Ranked> all, bool best_first)
{
    std::vector<Ranked> v(all.begin(), all.end());
    std::stable_sort(v.begin(), v.end(), [&](const Ranked& a, const Ranked& b) {
        return best_first ? a.score > b.score : a.score < b.score;
    });
    return v;
}

} // namespace

double rank_area(std::span<const Ranked> all)
{
    const auto v = sorted(all, false);
    double ranks = 0, positives = 0;
    for (std::size_t i = 0; i < v.size();) {
        std::size_t end = i, here = 0;
        for (; end < v.size() && v[end].score == v[i].score; ++end)
            here += v[end].positive ? 1 : 0;
        ranks += static_cast<double>(here) * (static_cast<double>(i + end) + 1) / 2;
        positives += static_cast<double>(here);
        i = end;
    }
    const double negatives = static_cast<double>(v.size()) - positives;
    if (positives == 0 || negatives == 0)
        return 0.5;
    return (ranks - positives * (positives + 1) / 2) / (positives * negatives);
}

double average_precision(std::span<const Ranked> all)
{
    const auto v = sorted(all, true);
    double sum = 0, found = 0;
    for (std::size_t i = 0; i < v.size(); ++i)
        if (v[i].positive)
            sum += ++found / static_cast<double>(i + 1);
    return found == 0 ? 0 : sum / found;
}

double calibration_error(std::span<const Ranked> all)
{
    constexpr std::size_t bins = 10;
    const auto v = sorted(all, false);
    double error = 0;
    for (std::size_t b = 0; b < bins; ++b) {
        const std::size_t begin = b * v.size() / bins, end = (b + 1) * v.size() / bins;
        double said = 0, seen = 0;
        for (std::size_t i = begin; i < end; ++i) {
            said += model::logistic(v[i].score);
            seen += v[i].positive ? 1 : 0;
        }
        error += std::abs(said - seen);
    }
    return v.empty() ? 0 : error / static_cast<double>(v.size());
}

std::map<std::uint32_t, double> areas_within(std::span<const Ranked> all, std::size_t least)
{
    std::map<std::uint32_t, std::vector<Ranked>> of;
    for (const Ranked& r : all)
        of[r.person].push_back(r);
    std::map<std::uint32_t, double> areas;
    for (const auto& [person, own] : of) {
        const auto positives = static_cast<std::size_t>(
            std::count_if(own.begin(), own.end(), [](const Ranked& r) { return r.positive; }));
        if (positives >= least && own.size() - positives >= least)
            areas[person] = rank_area(own);
    }
    return areas;
}

double mean_of(const std::map<std::uint32_t, double>& areas)
{
    double sum = 0;
    for (const auto& [person, area] : areas)
        sum += area;
    return areas.empty() ? 0 : sum / static_cast<double>(areas.size());
}

double median_of(const std::map<std::uint32_t, double>& areas)
{
    std::vector<double> v;
    for (const auto& [person, area] : areas)
        v.push_back(area);
    std::sort(v.begin(), v.end());
    if (v.empty())
        return 0;
    return (v[v.size() / 2] + v[(v.size() - 1) / 2]) / 2;
}

Gain gain(const std::map<std::uint32_t, double>& before,
    const std::map<std::uint32_t, double>& after, unsigned rounds, std::uint64_t seed)
{
    std::vector<double> differences;
    Gain g;
    for (const auto& [person, area] : before)
        if (const auto it = after.find(person); it != after.end()) {
            differences.push_back(it->second - area);
            g.better += differences.back() > 0 ? 1 : 0;
        }
    g.people = differences.size();
    if (differences.empty())
        return g;
    const auto n = static_cast<double>(differences.size());
    for (const double d : differences)
        g.mean += d / n;
    Random random(seed);
    std::vector<double> means(rounds);
    for (double& mean : means)
        for (std::size_t i = 0; i < differences.size(); ++i)
            mean += differences[random.below(differences.size())] / n;
    std::sort(means.begin(), means.end());
    g.interval = { means[rounds / 40], means[rounds - 1 - rounds / 40] };
    return g;
}

} // namespace train
