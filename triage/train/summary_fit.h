// The model that picks the sentence of a summary, from messages and their own subjects: of two
// sentences the one that shares more with the subject is to rank higher. Used by `triagectl train
// summary`. Pure, deterministic.
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <vector>

#include "triage/model/linear.h"

namespace train {

struct Titled { // a message
    std::string text, subject;
    std::string sender; // who counts as one sender
};

struct SummaryOptions {
    std::size_t least_messages = 5, least_senders = 2; // that have a term
    double ridge = 1e-3;
    unsigned folds = 5; // of which one is held out for the measure
};

struct FittedSummary {
    model::Coefficients coefficients;
    std::size_t learnt_from = 0; // messages with a choice to make
    std::size_t left_out = 0; // because they share words with what is kept for measuring
    // Mean ROUGE-1 with the subjects of senders that were held out: of the model's choice, of the
    // first candidate, of the best that can be chosen.
    double chosen = 0, first = 0, best = 0;
};
// `kept`: texts that must not be learnt; a message that has twelve words in a row of one is left
// out. Answers and forwarded messages, whose subjects are of others, are left out, too.
FittedSummary fit_summary(std::span<const Titled> messages, std::span<const std::string> kept,
    const SummaryOptions& options);

} // namespace train
