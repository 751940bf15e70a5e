// The numbers from which the priority's learner predicts whether a recipient will answer: places of
// priority_inputs.def, then the facts of features.def. Called by the daemon
// (milter/store/learner.h) and by training. Pure.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "triage/agents/facts.h"
#include "triage/core/history.h"
#include "triage/core/verdict.h"

namespace agents {

// What is known of an input before anything is learnt: more of it makes an answer likelier, or
// less likely, or nobody knows.
enum class Direction : std::uint8_t { Open, Up, Down };

struct InputRow {
    std::string_view word; // in X-Triage-Why
    Direction direction;
    bool of_recipient = false; // the same for all mail of that recipient just now
};

inline constexpr std::size_t history_input_count = 0
#define INPUT(word, way, value) +1
#define FACT(fact, way)
#include "triage/agents/priority_inputs.def"
#undef INPUT
#undef FACT
    ;
inline constexpr std::size_t input_count = history_input_count + fact_count;

using InputRows = std::array<InputRow, input_count>;
const InputRows& input_rows();

using Inputs = std::array<float, input_count>; // finite, -16…16
Inputs priority_inputs(std::span<const core::Feature> features, const core::HistoryFacts& history);

} // namespace agents
