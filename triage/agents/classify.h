// Category, language and the facts that prioritise weighs: facts (facts.h) times weights
// (categories.def) and what the model adds (category_terms.h), softmax, argmax. Two rules stand
// above the weights: "unwanted" needs evidence from the scan, and what guards an account (codes,
// resets, alerts) is never filed as bulk.
#pragma once

#include <memory>

#include "triage/agents/agent.h"
#include "triage/agents/category_terms.h"
#include "triage/agents/facts.h"
#include "triage/agents/lexicon.h"
#include "triage/agents/models.h"

namespace agents {

inline constexpr double least_confidence = 0.3; // below it the honest answer is "unknown"

struct Classified {
    core::Category category = core::Category::Unknown;
    double confidence = 0; // 0…1
};
Classified categorise(const Facts& facts); // by hand alone
// None: it may be chosen.
CategoryRule excluded_by(core::Category category, const Facts& facts);
// Of the margins, by the rules that stand above them.
Classified decide(const CategoryMargins& margins, const Facts& facts);

class Classify final : public Agent {
public:
    explicit Classify(std::shared_ptr<const Models> models = std::make_shared<Models>())
        : models_(std::move(models))
    {
    }
    core::Result<core::Notes> assess(const Case& c, core::Deadline deadline) const override;
    void explain(const Case& c, Explanation& explanation) const override;

private:
    struct Seen; // of a message
    Seen look(const Case& c, const Reading& reading) const;

    std::shared_ptr<const Models> models_;
    Lexicon lexicon_;
    DateWords dates_;
};

} // namespace agents
