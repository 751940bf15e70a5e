#include "triage/scan/overlap.h"

#include <algorithm>
#include <array>
#include <bit>
#include <bitset>
#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

namespace scan {

namespace {

constexpr std::size_t slots = 1u << 15;
using Words = std::bitset<slots>;
constexpr std::size_t in_row = 3; // words that make a sequence

bool is_word_byte(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9')
        || static_cast<unsigned char>(c) >= 0x80;
}

// Calls use(hash, end) for each word, case ignored (FNV-1a); it ends before offset `end`.
template <typename Use>
void for_each_word(std::string_view text, Use use)
{
    constexpr std::uint32_t start = 2166136261u;
    std::uint32_t hash = start;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (is_word_byte(text[i]))
            hash = (hash ^ (static_cast<unsigned char>(text[i]) | 0x20u)) * 16777619u;
        else if (hash != start) {
            use(hash, i);
            hash = start;
        }
    }
    if (hash != start)
        use(hash, text.size());
}

std::size_t word_slot(std::uint32_t hash)
{
    return (hash ^ hash >> 15) % slots;
}

// A hash of the last words taken, once there are enough of them.
class Row {
public:
    std::optional<std::uint64_t> take(std::uint32_t word)
    {
        std::rotate(words_.begin(), words_.begin() + 1, words_.end());
        words_.back() = word;
        if (++taken_ < in_row)
            return std::nullopt;
        std::uint64_t hash = 0;
        for (const std::uint32_t w : words_)
            hash = (hash ^ w) * 0x9E3779B97F4A7C15u; // Fibonacci hashing: the upper bits are good
        return hash;
    }

private:
    std::array<std::uint32_t, in_row> words_ {};
    std::size_t taken_ = 0;
};

// The sequences of a text, in a set that stays sparse however long the text is.
class Sequences {
public:
    explicit Sequences(std::string_view text)
        : shift_(
            64U - static_cast<unsigned>(std::bit_width(text.size() * bits_per_byte + smallest)))
        , set_(std::size_t { 1 } << (64U - shift_))
    {
        Row row;
        for_each_word(text, [&](std::uint32_t word, std::size_t) {
            if (const auto hash = row.take(word))
                set_[*hash >> shift_] = true;
        });
    }
    bool has(std::uint64_t hash) const { return set_[hash >> shift_]; }

private:
    static constexpr std::size_t bits_per_byte = 4, smallest = 1024;
    unsigned shift_;
    std::vector<bool> set_;
};

} // namespace

bool mostly_new(std::string_view text, std::string_view known)
{
    const auto known_words = std::make_unique<Words>();
    const auto counted = std::make_unique<Words>();
    for_each_word(
        known, [&](std::uint32_t hash, std::size_t) { known_words->set(word_slot(hash)); });
    std::size_t all = 0, unknown = 0;
    for_each_word(text, [&](std::uint32_t hash, std::size_t) {
        const std::size_t slot = word_slot(hash);
        if (counted->test(slot))
            return;
        counted->set(slot);
        ++all;
        if (!known_words->test(slot))
            ++unknown;
    });
    return unknown * 2 > all;
}

std::string new_stretches(std::string_view text, std::string_view known)
{
    const Sequences sequences(known);
    std::string out;
    std::size_t from = 0, last = 0, words = 0; // the stretch's offset, its end so far, its words
    const auto flush = [&] {
        if (words >= in_row || (from == 0 && last == text.size()))
            out.append(text.substr(from, last - from)).push_back('\n');
        words = 0;
    };
    Row row;
    for_each_word(text, [&](std::uint32_t word, std::size_t end) {
        const auto hash = row.take(word);
        if (hash && sequences.has(*hash)) {
            flush();
            from = end;
        } else {
            ++words;
        }
        last = end;
    });
    last = text.size();
    flush();
    return out;
}

} // namespace scan
