// The file in which a model is kept: text, so that versions can be compared line by line.
//
//     triage-model 1                 format and its version
//     name threats                   what it is for
//     bias -0.52000                  log odds of a message with no term
//     margins -2.1 0.4 3.0           at which the finding weighs 0, 21 and 50 hundredths
//     weights 20315                  how many lines follow
//     00012f3a 0.1250                hash of a term's name, weight; ascending
//     …
//     sha256 5f1c…                   of all bytes before this line
//
// Lines that begin with '#' before "weights" are remarks. Read when a generation is built, written
// by training. Pure.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "triage/core/result.h"
#include "triage/model/linear.h"

namespace model {

struct ReadResult {
    Coefficients coefficients; // valid only if there are no errors
    std::vector<core::Error> errors; // "file:line: what is wrong"; the first twenty
};
ReadResult read(const std::string& file, std::string_view text);

std::string write(const Coefficients& c, const std::vector<std::string>& remarks);

} // namespace model
