// Priority of a message: a pure function of the features that the worker found, called by the
// daemon (milter/transaction.cc). Until history exists there is one verdict, from content alone.
#pragma once

#include <span>

#include "triage/core/verdict.h"

namespace agents {

// Weights of agents/features.def; logistic, mapped to 0…100. `threat` suspicious or worse caps the
// band at normal. Shouting, X-Priority: 1 and flattery move it by less than 5 points together.
core::PersonalVerdict prioritise(
    std::span<const core::Feature> features, core::Category category, core::Threat threat);

} // namespace agents
