// The model of categories, from messages whose category people have judged, or that show by what
// they are what they must be: fitting, and what it is worth on messages that it has not seen,
// beside simpler ways. Used by `triagectl train category` and `eval category`. Pure, deterministic.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "triage/agents/category_terms.h"
#include "triage/agents/facts.h"
#include "triage/core/verdict.h"
#include "triage/model/linear.h"
#include "triage/train/roc.h"

namespace train {

struct JudgedMail {
    agents::Facts facts;
    std::vector<model::Term> terms; // agents::category_terms
    // What they would be if it were in English, of mail that is not; else empty.
    std::vector<model::Term> foreign_terms;
    std::string text; // subject and text, for ways that go by words
    std::string sender, source; // who counts as one sender, as one source
    core::Category category = core::Category::Unknown;
    bool judged = true; // by people, else by what it is: learnt from, never measured on
};

// What a message is beyond doubt by its header or form; Unknown: that does not show.
core::Category shows(const agents::Facts& facts);

struct CategoryOptions {
    std::size_t least_messages = 5, least_senders = 2; // that have a term
    double by_rule = 0.3; // weight of a message that nobody judged
    double ridge = 2e-3, lasso = 2e-4; // penalties, against one message's loss
    unsigned rounds = 12;
    bool with_facts = true; // false: words alone are learnt, by hand nothing
};

model::Coefficients fit_category(
    std::span<const JudgedMail* const> mail, const CategoryOptions& options);

struct CategoryClass {
    core::Category category = core::Category::Unknown;
    Share precision, recall;
    double f1() const;
};
struct CategoryScore {
    std::string name;
    std::vector<CategoryClass> classes; // those that were judged to occur
    double macro_f1 = 0; // of classes with least_of_class messages
    Share right;
    Share foreign; // right, of the mail that is known not to be in English
    double calibration = 0; // expected error of the confidence, ten equal bins; 0: it gives none
    double by_chance = 0; // what so many exactly true confidences would show on average
    double coverage = 0; // largest share of the surest messages of which 95 % are right
};
inline constexpr std::size_t least_of_class = 30;

// What is held out of what is learnt: folds by sender, or one source after the other.
enum class HeldOut : std::uint8_t { Folds, Source };
std::vector<CategoryScore> evaluate_category(
    std::span<const JudgedMail> mail, HeldOut held_out, const CategoryOptions& options);
// Learnt from `learnt`, measured on `measured`, which share no sender's messages if they can.
std::vector<CategoryScore> measure_category(std::span<const JudgedMail> learnt,
    std::span<const JudgedMail> measured, const CategoryOptions& options);

} // namespace train
