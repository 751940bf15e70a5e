#include "triage/agents/priority_terms.h"

#include <algorithm>
#include <bit>

namespace agents {

namespace {

constexpr std::size_t subject_words = 20, text_words = 120; // of these the different ones
constexpr int bits = std::countr_zero(unsigned { core::Feature::terms });

// FNV-1a, then its high bits folded into the low ones: cheap, and nobody gains by a collision.
std::uint16_t term_of(char place, std::string_view word)
{
    std::uint64_t h = 14695981039346656037ull;
    const auto add = [&](char c) {
        h ^= static_cast<unsigned char>(c);
        h *= 1099511628211ull;
    };
    add(place);
    for (const char c : word)
        add(c);
    h ^= h >> 32;
    h ^= h >> 16;
    return static_cast<std::uint16_t>(core::Feature::first_term + (h & ((1u << bits) - 1)));
}

bool is_number(std::string_view word)
{
    return word.find_first_not_of("0123456789") == word.npos;
}

void add_words(const WordList& list, char place, std::size_t most, std::vector<std::uint16_t>& ids)
{
    for (std::size_t i = 0; i < std::min(list.words().size(), most); ++i)
        if (!is_number(list.words()[i].text))
            ids.push_back(term_of(place, list.words()[i].text));
}

} // namespace

void add_priority_terms(const Reading& reading, std::vector<core::Feature>& features)
{
    std::vector<std::uint16_t> ids;
    add_words(reading.subject, 's', subject_words, ids);
    add_words(reading.text, 't', text_words, ids);
    // The first ones are the subject's: if there are too many, the text's last go.
    std::vector<std::uint16_t> kept;
    for (const std::uint16_t id : ids)
        if (kept.size() < most_terms && std::find(kept.begin(), kept.end(), id) == kept.end())
            kept.push_back(id);
    std::sort(kept.begin(), kept.end());
    for (const std::uint16_t id : kept)
        features.push_back({ id, 1 });
}

} // namespace agents
