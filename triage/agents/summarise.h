// One sentence that says what the message is about, lifted from its new text (summary.h), and what
// its sender asks for. Nothing for encrypted mail.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <utility>

#include "triage/agents/agent.h"
#include "triage/agents/date_words.h"
#include "triage/agents/lexicon.h"
#include "triage/agents/models.h"

namespace agents {

class Summarise final : public Agent {
public:
    explicit Summarise(std::shared_ptr<const Models> models = std::make_shared<Models>())
        : models_(std::move(models))
    {
    }
    core::Result<core::Notes> assess(const Case& c, core::Deadline deadline) const override;
    void explain(const Case& c, Explanation& explanation) const override;

private:
    Lexicon lexicon_;
    DateWords dates_;
    std::shared_ptr<const Models> models_;
};

// What is asked for in `text`, judged with the category and calendar parts of its message: by fixed
// phrases, which say what; else by the model, which says that. The model has learnt English.
struct Asked {
    core::Action action;
    ActionRule rule = ActionRule::Model;
    std::size_t at = 0; // which phrase of the lexicon's, or which sentence if the model decided
};
Asked asked_of(const Case& c, const WordList& text, const Lexicon& lexicon, const DateWords& dates,
    const model::Linear& requests);

} // namespace agents
