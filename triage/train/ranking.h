// How well scores rank what was answered above what was not: over everybody, and within each
// person's own mail, which is what a person sees. Used by `triagectl eval reply`. Pure,
// deterministic.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <span>
#include <vector>

#include "triage/train/roc.h"

namespace train {

struct Ranked {
    double score = 0;
    bool positive = false;
    std::uint32_t person = 0;
};

double rank_area(
    std::span<const Ranked> all); // AUC, ties count half; 0.5 if there is one kind only
double average_precision(std::span<const Ranked> all); // 0 without positives
// Mean distance of predicted and observed share in ten bins of equal size; scores are log odds.
double calibration_error(std::span<const Ranked> all);

// AUC of each person with at least `least` of both kinds.
std::map<std::uint32_t, double> areas_within(std::span<const Ranked> all, std::size_t least = 10);
double mean_of(const std::map<std::uint32_t, double>& areas);
double median_of(const std::map<std::uint32_t, double>& areas);

struct Gain {
    double mean = 0;
    Interval interval; // bootstrap by person
    std::size_t better = 0, people = 0;
};
Gain gain(const std::map<std::uint32_t, double>& before,
    const std::map<std::uint32_t, double>& after, unsigned rounds, std::uint64_t seed);

} // namespace train
