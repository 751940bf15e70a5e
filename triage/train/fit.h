// From labelled messages to a content model: which terms may have a weight, how much each message
// counts, the regression, and a scale from messages that the weights have not seen. Used by
// `triagectl train`. Pure, deterministic.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "triage/core/result.h"
#include "triage/model/linear.h"
#include "triage/train/roc.h"

namespace train {

struct Example { // one message
    std::vector<model::Term> terms; // scan/terms.h
    std::uint16_t set = 0;
    bool hostile = false;
    std::string sender; // who counts as one sender
    std::string language; // BCP 47; empty: unknown
};

struct FitOptions {
    std::size_t least_messages = 5, least_senders = 2; // that have a term
    double ridge = 1e-4, word_ridge = 2.5e-5; // of facts and findings; of words
    // What a fact or finding weighs before any message has spoken, the way that its name says. A
    // source of mail that training lacks has facts that no other has.
    double fact_prior = 0.5, finding_prior = 0.3;
    // Terms that weigh their prior where too few messages have them, or none: findings so slight
    // that the score, which counts what a model does not know, would make too much of them.
    std::vector<std::string> hints;
    // The language's own weight is learnt and thrown away: where all messages of a language are
    // hostile, the language would be the crime.
    double language_ridge = 1e-3;
    double set_power = 0.25; // a set counts as its size to this power
    unsigned folds = 5;
};

struct NamedWeight {
    std::string name;
    double weight = 0;
    std::size_t hostile = 0, legit = 0; // messages that have it
};

struct Fitted {
    model::Coefficients coefficients;
    std::vector<NamedWeight> named; // those of coefficients, highest first
    double held_out_area = 0; // of messages that the weights had not seen
    std::vector<double> held_out; // margins, by example
};

// Fails if there are not messages of both kinds in every fold.
core::Result<Fitted> fit(std::span<const Example> examples, const FitOptions& options);

} // namespace train
