// Why one message was judged as it was: of every judgement the rule that decided, or the sum, term
// by term. Made after the judgement, only in workers that `triagectl explain` starts, by the code
// that judged. Texts and names are the message's own: cleaned where they are shown.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "triage/core/sum.h"
#include "triage/core/verdict.h"
#include "triage/scan/content_model.h"

namespace agents {

enum class ModelUse : std::uint8_t { Asked, Absent, OtherLanguage };
inline constexpr std::size_t model_use_count = 3;

// Rules of classify.cc that stand above the sums.
enum class CategoryRule : std::uint8_t { None, NeedsEvidence, GuardsAccount, Unsure };
inline constexpr std::size_t category_rule_count = 4;

struct CategoryReasons {
    struct Ranked {
        core::Category category = core::Category::Unknown;
        double logit = 0;
        double share = 0; // the softmax of those that no rule excludes
        CategoryRule excluded = CategoryRule::None;
        bool operator==(const Ranked&) const = default;
    };
    struct Weighed {
        core::Category category = core::Category::Unknown;
        core::Sum sum; // adds up to its logit
        bool operator==(const Weighed&) const = default;
    };
    core::Category decided = core::Category::Unknown;
    CategoryRule rule = CategoryRule::None; // that decided otherwise than the logits
    ModelUse model = ModelUse::Absent;
    double by_hand = 1; // times what is set by hand counts
    std::vector<Ranked> ranked; // all but Unknown, the highest logit first
    std::vector<Weighed> weighed; // the two highest that no rule excludes
    bool operator==(const CategoryReasons&) const = default;
};

// What decided whether a message asks for something.
enum class ActionRule : std::uint8_t {
    Dangerous,
    Invitation,
    CategoryAsksNothing,
    Phrase,
    Question,
    CategoryAsksNoReply,
    Model,
};
inline constexpr std::size_t action_rule_count = 7;

struct ActionReasons {
    ActionRule rule = ActionRule::Model;
    std::string quote; // the phrase, or the sentence that the model finds likeliest to ask
    bool dated = false; // a day to act by makes it surer
    ModelUse model = ModelUse::Absent;
    core::Sum sum; // of that sentence; empty if the model was not asked or there is none
    bool operator==(const ActionReasons&) const = default;
};

// Why this sentence and not another: what the model gives it more, or less, term by term.
struct SummaryReasons {
    ModelUse model = ModelUse::Absent; // Other language: asked, but not about words
    bool only = false; // there was nothing to choose from
    bool first = false; // it is the first; `other` is then the next best, else the first
    std::string other;
    core::Sum ahead;
    bool operator==(const SummaryReasons&) const = default;
};

struct Explanation {
    std::optional<CategoryReasons> category;
    std::optional<ActionReasons> action;
    std::optional<SummaryReasons> summary;
    std::optional<scan::ContentReasons> content;
    bool operator==(const Explanation&) const = default;
};

} // namespace agents
