// What the model of categories sees of a message: its facts, and the words of subject, sender's
// name and the top of what the sender wrote, alone and in pairs. Training (train/category) and
// agent use the same. Pure; reads bounded prefixes.
#pragma once

#include <array>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "triage/agents/facts.h"
#include "triage/core/sum.h"
#include "triage/core/verdict.h"
#include "triage/model/linear.h"

namespace agents {

struct CategoryWords { // views that outlive the call
    std::string_view subject, sender_name;
    std::string_view sender; // address
    std::string_view text; // what the sender wrote
    std::string_view foot; // the end of all that a reader reads
};

// No terms where `language` is known and not English: the model has learnt from little else, what
// it has seen of other languages was mostly unwanted, and its facts lean on its words. No words
// with a digit; all of them together weigh what a few facts do, however many they are.
std::vector<model::Term> category_terms(
    const Facts& facts, const CategoryWords& words, std::string_view language);

// People write about work and about everything else in much the same words: what is learnt of the
// one is learnt of both, and what is set by hand tells them apart.
constexpr core::Category learnt_as(core::Category c)
{
    return c == core::Category::Personal ? core::Category::Work : c;
}

using CategoryMargins = std::array<double, core::category_names.size()>;

// What the weights of categories.def say; the model adds to it.
CategoryMargins set_by_hand(const Facts& facts);

// The model's term whose weight of class 0 says how much what is set by hand counts; 1 without it.
inline constexpr std::string_view by_hand_term = "by-hand";
double by_hand_scale(const model::Linear& model, std::span<const model::Term> terms);
CategoryMargins category_margins(
    const model::Linear& model, const Facts& facts, std::span<const model::Term> terms);

// One category's margin, term by term: for `triagectl explain`.
core::Sum category_sum(const model::Linear& model, const Facts& facts,
    std::span<const model::Term> terms, core::Category category);

} // namespace agents
