// Which sentence of a text says what it is about: candidates are the first sentences that are
// neither greeting nor filler nor boilerplate nor what programs leave behind; of these a model
// picks one, or without a model the first. Called by summarise and by training. Pure, linear,
// bounded.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "triage/agents/explanation.h"
#include "triage/agents/lexicon.h"
#include "triage/model/linear.h"

namespace agents {

struct SummaryCandidate {
    std::string line; // clean, at most 160 code points
    std::size_t place = 0; // among all sentences of the text
};
// Those that are full sentences; if there is none, the first that is not: "Thanks!"
std::vector<SummaryCandidate> summary_candidates(std::string_view new_text, const Lexicon& lexicon);

// What the model sees of each candidate. `words`: its words too, which it knows in English only.
std::vector<std::vector<model::Term>> summary_terms(
    const std::vector<SummaryCandidate>& candidates, const Lexicon& lexicon, bool words);

// How a term of summary_terms that begins with '=' reads.
std::string summary_fact(std::string_view term);

// The summary: verbatim, clean, at most 160 code points; empty if the text says nothing.
std::string summary_of(std::string_view new_text, const Lexicon& lexicon,
    const model::Linear& ranker = {}, bool english = false);

// Why that one; nothing if there is none.
std::optional<SummaryReasons> explain_summary(
    std::string_view new_text, const Lexicon& lexicon, const model::Linear& ranker, bool english);

} // namespace agents
