#include "triage/scan/overlap.h"

#include <bitset>
#include <cstdint>
#include <memory>

namespace scan {

namespace {

constexpr std::size_t slots = 1u << 15;
using Words = std::bitset<slots>;

bool is_word_byte(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9')
        || static_cast<unsigned char>(c) >= 0x80;
}

// Calls `use` with a slot for each word, case ignored (FNV-1a).
template <typename Use>
void for_each_word(std::string_view text, Use use)
{
    constexpr std::uint32_t start = 2166136261u;
    std::uint32_t hash = start;
    for (const char c : text) {
        if (is_word_byte(c))
            hash = (hash ^ (static_cast<unsigned char>(c) | 0x20u)) * 16777619u;
        else if (hash != start) {
            use((hash ^ hash >> 15) % slots);
            hash = start;
        }
    }
    if (hash != start)
        use((hash ^ hash >> 15) % slots);
}

} // namespace

bool mostly_new(std::string_view text, std::string_view known)
{
    const auto known_words = std::make_unique<Words>();
    const auto counted = std::make_unique<Words>();
    for_each_word(known, [&](std::size_t slot) { known_words->set(slot); });
    std::size_t all = 0, unknown = 0;
    for_each_word(text, [&](std::size_t slot) {
        if (counted->test(slot))
            return;
        counted->set(slot);
        ++all;
        if (!known_words->test(slot))
            ++unknown;
    });
    return unknown * 2 > all;
}

} // namespace scan
