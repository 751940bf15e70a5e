// Priority of a message: a pure function of the features that the worker found, called by the
// daemon (milter/transaction.cc): from content alone, or for one recipient with what is known of
// the past between the two.
#pragma once

#include <span>

#include "triage/core/history.h"
#include "triage/core/sum.h"
#include "triage/core/verdict.h"

namespace agents {

// What a site's answers have taught of a message and a recipient: contributions to the log odds of
// an answer, against the mean of that recipient's mail.
struct Learnt {
    std::vector<core::WhyTerm> terms; // they add up
    double trust = 0; // 0: nothing has been learnt, 1: more than rules set by hand could know
};

// Weights of agents/features.def; logistic, mapped to 0…100. `threat` suspicious or worse caps the
// band at normal. Shouting, X-Priority: 1 and flattery move it by less than 5 points together.
core::PersonalVerdict prioritise(
    std::span<const core::Feature> features, core::Category category, core::Threat threat);
// The same for the recipient that `history` is of: the verdict is personal, the caps stay. A first
// contact, of which nothing is known, ranks as by content.
core::PersonalVerdict prioritise(std::span<const core::Feature> features, core::Category category,
    core::Threat threat, const core::HistoryFacts& history, const Learnt& learnt = {});

// Why it ranks so by content: a logit of named terms, and the rank that it gives, which a category
// or a threat may cap. For `triagectl explain`.
struct PriorityReasons {
    core::Sum sum;
    int by_sum = 0; // 0…100
    int highest = 100; // what category and threat allow
    bool by_threat = false; // the threat allows less than the category
};
PriorityReasons explain_priority(
    std::span<const core::Feature> features, core::Category category, core::Threat threat);

} // namespace agents
