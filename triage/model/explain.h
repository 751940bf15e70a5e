// What each term gave to a margin, for a sum that people can read. Whoever makes the terms says
// which of them are words. Pure.
#pragma once

#include <span>
#include <string_view>

#include "triage/core/sum.h"
#include "triage/model/linear.h"

namespace model {

using SourceOf = core::Source (*)(std::string_view name); // of a term

void explain(std::span<const Linear::Part> parts, SourceOf source_of, core::Summands& summands);

// A margin as the sum of its bias and its terms.
core::Sum explain(const Linear& model, std::span<const Term> terms, SourceOf source_of);

} // namespace model
