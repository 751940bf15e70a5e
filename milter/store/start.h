// What is believed of answers before a site has taught anything: etc/models/priority.model, made by
// `triagectl train priority`. Read once by the daemon. Pure but for read_start_file.
#pragma once

#include <string>
#include <vector>

#include "triage/core/result.h"
#include "triage/model/file.h"

namespace store {

struct Start {
    std::vector<double> weights; // by input, and the bias
    std::vector<double> means; // of the inputs
};
Start no_start();
// Error: names the first input that is missing. Inputs whose direction it contradicts start at 0.
core::Result<Start> read_start(const model::Coefficients& coefficients);
model::Coefficients write_start(const Start& start);
// Error: names the file and what is wrong with it.
core::Result<Start> read_start_file(const std::string& file);

} // namespace store
