// Where a signature without a mark begins ("Best regards, Ann" and what follows): the last lines of
// what the sender wrote, judged as a block, because what tells a signature is where it begins and
// that nothing but names, numbers and places follows. Called by the engine behind zone::split;
// triage/train makes the model. Pure; reads a bounded number of lines; thread-safe.
#pragma once

#include <cstddef>
#include <span>
#include <string_view>
#include <vector>

#include "triage/core/message.h"
#include "triage/model/linear.h"

namespace zone {

struct Writer { // of a message, as From says
    std::string_view name, address; // either may be empty
};

struct SignatureCandidate { // the signature begins with this line
    std::size_t line = 0;
    std::vector<model::Term> terms;
};

// One for each of the last lines that are not empty, first to last; never the first such line of
// all, for what is nothing but a signature is the message. `lines`: without quotes.
std::vector<SignatureCandidate> signature_candidates(
    std::span<const std::string_view> lines, const Writer& writer);

// The first line that with some certainty belongs to the signature; lines.size() if none does.
// The model's margins are log odds of each candidate against there being no signature. An empty
// model finds none.
std::size_t signature_line(
    const model::Linear& model, std::span<const std::string_view> lines, const Writer& writer);

// Sets m.signature_at.
void find_signature(core::Message& m, const model::Linear& model);

} // namespace zone
