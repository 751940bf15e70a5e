// What a model sees of one sentence: its words alone, in pairs and in threes, how it begins and
// ends, and the cues of the lexicon, which are the same in every language. Pure, linear, bounded.
#pragma once

#include <span>
#include <string_view>
#include <vector>

#include "triage/agents/lexicon.h"
#include "triage/agents/words.h"
#include "triage/core/sum.h"
#include "triage/model/linear.h"

namespace agents {

// `hits`: the lexicon's in `words`, which are those of `sentence`.
std::vector<model::Term> request_terms(
    std::string_view sentence, const WordList& words, std::span<const Hit> hits);

// Words are what depends on the language.
core::Source sentence_source(std::string_view term);

// How likely it is that a sentence with that margin asks for something, 0…1.
double request_probability(double margin);

// From here on a sentence counts as a request: about half of the best F1, where that is highest
// (Lipton, Elkan, Naryanaswamy: Optimal Thresholding of Classifiers to Maximize F1, 2014).
inline constexpr double least_request = 0.4;

} // namespace agents
