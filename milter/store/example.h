// What the learner keeps of a message at a recipient until it is known whether it was answered:
// numbers and the places of words, no text. Pure.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "milter/store/keys.h"
#include "triage/agents/priority_inputs.h"

namespace store {

struct Example {
    agents::Inputs inputs {};
    std::vector<std::uint16_t> terms; // Keys::term, at most agents::most_terms
};
Example make_example(
    const Keys& keys, std::span<const core::Feature> features, const core::HistoryFacts& history);
std::string pack(const Example& example); // below 1 kB; inputs to 1/2048
std::optional<Example> unpack_example(std::string_view bytes); // nullopt: damaged

// What one of so many terms counts: together they are of length 1, however long the text.
double per_term(std::size_t terms);

} // namespace store
