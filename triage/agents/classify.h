// Category, language and the facts that prioritise weighs: facts (facts.h) times weights
// (categories.def), softmax, argmax. Two rules stand above the weights: "unwanted" needs evidence
// from the scan, and what guards an account (codes, resets, alerts) is never filed as bulk.
#pragma once

#include "triage/agents/agent.h"
#include "triage/agents/facts.h"
#include "triage/agents/lexicon.h"

namespace agents {

struct Classified {
    core::Category category = core::Category::Unknown;
    double confidence = 0; // 0…1
};
Classified categorise(const Facts& facts);

// What one fact said for a category: for `triagectl explain`.
struct CategoryTerm {
    Fact fact;
    double weight; // logit
};
std::vector<CategoryTerm> explain(const Facts& facts, core::Category category); // strongest first

class Classify final : public Agent {
public:
    core::Result<core::Notes> assess(const Case& c, core::Deadline deadline) const override;

private:
    Lexicon lexicon_;
    DateWords dates_;
};

} // namespace agents
