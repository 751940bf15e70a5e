// About how often each key was asked for lately, in 4 bits a counter: a count-min sketch of four
// rows whose counters are halved regularly (TinyLFU, Einziger, Friedman and Manes 2017). Used by
// the verdict cache under its lock. Counts are upper bounds, 0…15.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "triage/core/digest.h"

namespace milter {

class FrequencySketch {
public:
    // Sized for about `entries` keys; everything is forgotten.
    explicit FrequencySketch(std::size_t entries);
    void add(const core::Digest& key);
    unsigned count(const core::Digest& key) const;
    std::size_t bytes() const { return counters_.size(); }

private:
    static constexpr std::size_t rows = 4;
    std::size_t slot(const core::Digest& key, std::size_t row) const;
    unsigned at(std::size_t slot) const;
    void halve();

    std::size_t width_; // counters of a row, a power of two
    std::vector<std::uint8_t> counters_; // two in each byte
    std::size_t added_ = 0; // since the last halving
};

} // namespace milter
