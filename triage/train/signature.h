// The model that knows where a signature begins, from letters whose signatures people have marked:
// fitting, and what it is worth on letters of senders that it has not seen, beside the marks that
// mail programs set. Used by `triagectl train signature` and `eval signature`. Pure, deterministic.
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "triage/model/linear.h"
#include "triage/train/roc.h"

namespace train {

struct MarkedLetter {
    std::vector<std::string> lines;
    std::vector<bool> signature; // by line
    std::string name, address; // of who wrote it
};

// `text`: lines, those of the signature with "#sig#" before them. `sender`: of a From field.
MarkedLetter read_letter(std::string_view text, std::string_view sender);

struct SignatureOptions {
    double ridge = 0.5; // penalty: half of this times a weight's square, against one letter's loss
    std::size_t least_letters = 3; // that a term must be told of
};

model::Coefficients fit_signature(
    std::span<const MarkedLetter> letters, const SignatureOptions& options);

struct SignatureScore {
    std::string name; // "rules", "model": with both
    Share precision, recall; // of lines that are not empty
    Share letters; // in which every line is right
};
// In `folds`; all letters of a sender lie in one.
std::vector<SignatureScore> evaluate_signature(
    std::span<const MarkedLetter> letters, const SignatureOptions& options, unsigned folds = 5);

} // namespace train
