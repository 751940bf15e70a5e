// The model that knows requests, from sentences that people have judged: fitting, and what it is
// worth on sentences that it has not seen, beside fixed phrases. Used by `triagectl train requests`
// and `eval requests`. Pure, deterministic.
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "triage/core/result.h"
#include "triage/model/linear.h"
#include "triage/train/roc.h"

namespace train {

struct JudgedSentence {
    std::string text;
    bool request = false;
};

// Lines of "Yes", a tab and a sentence, or "No"; the same sentence counts once. Fails with file and
// line.
core::Result<std::vector<JudgedSentence>> read_sentences(
    const std::string& file, std::string_view text);

struct RequestOptions {
    std::size_t least_sentences = 5; // that have a term
    double ridge = 1e-3;
};
model::Coefficients fit_requests(
    std::span<const JudgedSentence> sentences, const RequestOptions& options);

// What one way to tell requests does on sentences of folds that it was not fitted on.
struct RequestScore {
    std::string name;
    Share precision, recall;
    double area = 0.5; // under the ROC curve
    double calibration = 0; // expected error of the probability, ten equal bins; 0 if it gives none
    double f1() const;
};
// Fixed phrases, a question mark, both, the model. The order of the sentences does not matter: they
// are shuffled with a fixed seed.
std::vector<RequestScore> evaluate_requests(
    std::span<const JudgedSentence> sentences, const RequestOptions& options, unsigned folds = 5);

} // namespace train
