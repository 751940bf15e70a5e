// The words of a message as the priority's learner sees them: hashes of which several words share
// one, so that none can be read back. Called by classify.cc in the worker. Pure, bounded.
#pragma once

#include <cstddef>
#include <vector>

#include "triage/agents/facts.h"

namespace agents {

inline constexpr std::size_t most_terms = 96; // of one message

// Appends the different words of the subject and of the new text's beginning, each once, in the
// order of their ids.
void add_priority_terms(const Reading& reading, std::vector<core::Feature>& features);

} // namespace agents
