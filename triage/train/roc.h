// How well a number tells hostile from legitimate messages: shares with their intervals, the area
// under the ROC curve, and what is found at a given rate of false alarms. Every legitimate set
// weighs the same, however many messages it has; hostile messages weigh one each. Used by
// `triagectl eval` and by training. Pure, deterministic.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace train {

struct Interval { // of 95 %
    double low = 0, high = 1;
};

struct Share { // so many of so many
    std::size_t count = 0, total = 0;
    double value() const
    {
        return total == 0 ? 0 : static_cast<double>(count) / static_cast<double>(total);
    }
    Interval interval() const; // Wilson's score interval
};

struct Sample {
    double badness = 0; // higher is more hostile
    std::uint16_t set = 0;
    bool hostile = false;
};

// What a limit does: messages with at least that badness are flagged.
struct Operation {
    double limit = 0;
    Share found; // of the hostile
    Share alarms; // of the legitimate, by message
    double alarm_rate = 0; // mean of the legitimate sets' rates
};

class Roc {
public:
    explicit Roc(std::vector<Sample> samples);

    bool empty() const; // no hostile message, or no legitimate one
    double area() const; // ties count half; 0.5 when empty
    Interval area_interval(unsigned rounds, std::uint64_t seed) const; // bootstrap within sets
    // The lowest limit whose alarm rate is at most `rate` (0…1); flags nothing if there is none.
    Operation at_rate(double rate) const;
    // One for each different badness, from flagging nothing to flagging all.
    std::vector<Operation> curve() const;

private:
    double area_of(std::span<const std::uint32_t> times) const; // each sample so many times
    std::vector<Sample> samples_; // worst first
    std::vector<std::size_t> of_set_; // messages of each set, hostile ones apart
    std::size_t hostile_ = 0;
    std::size_t legit_sets_ = 0;
};

} // namespace train
