#include "milter/frequency_sketch.h"

#include <algorithm>
#include <bit>

namespace milter {

namespace {
constexpr unsigned highest = 15; // of a counter
constexpr std::size_t min_width = 64;
constexpr std::size_t samples_per_counter = 8; // additions for each counter between two halvings
}

FrequencySketch::FrequencySketch(std::size_t entries)
    : width_(std::bit_ceil(std::max(entries, min_width)))
    , counters_(width_ * rows / 2)
{
}

// A digest is random already: each row takes other bytes of it.
std::size_t FrequencySketch::slot(const core::Digest& key, std::size_t row) const
{
    std::size_t h = 0;
    for (std::size_t i = 0; i < 8; ++i)
        h = (h << 8) | key[row * 8 + i];
    return row * width_ + (h & (width_ - 1));
}

unsigned FrequencySketch::at(std::size_t slot) const
{
    return slot % 2 ? counters_[slot / 2] >> 4 : counters_[slot / 2] & 15u;
}

void FrequencySketch::add(const core::Digest& key)
{
    for (std::size_t row = 0; row < rows; ++row) {
        const std::size_t s = slot(key, row);
        if (at(s) < highest)
            counters_[s / 2] = static_cast<std::uint8_t>(counters_[s / 2] + (s % 2 ? 16 : 1));
    }
    if (++added_ >= samples_per_counter * width_)
        halve();
}

unsigned FrequencySketch::count(const core::Digest& key) const
{
    unsigned least = highest;
    for (std::size_t row = 0; row < rows; ++row)
        least = std::min(least, at(slot(key, row)));
    return least;
}

void FrequencySketch::halve()
{
    for (std::uint8_t& pair : counters_)
        pair = static_cast<std::uint8_t>((pair >> 1) & 0x77);
    added_ /= 2;
}

} // namespace milter
