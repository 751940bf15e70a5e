// Why a message is of its category and not of the next one: called by classify for `triagectl
// explain`. Pure.
#pragma once

#include <span>

#include "triage/agents/explanation.h"
#include "triage/agents/facts.h"
#include "triage/model/linear.h"

namespace agents {

// `terms`: those of category_terms.h, none where the model is not asked.
CategoryReasons explain_category(
    const model::Linear& model, const Facts& facts, std::span<const model::Term> terms);

} // namespace agents
