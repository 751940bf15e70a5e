// What the configuration says of the agents; travels in the generation (section "agents").
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "triage/core/result.h"
#include "triage/core/stage.h"

namespace agents {

// Deliberate failures for tests and drills (`agents.fault`).
enum class Fault : std::uint8_t { None, Hang, Crash, Throw, Memory, Garbage, Spin };
inline constexpr std::array<std::string_view, 7> fault_names { "", "hang", "crash", "throw",
    "memory", "garbage", "spin" };

struct Settings {
    core::StageSet disabled; // agents switched off: they do not run and are not missing
    Fault fault = Fault::None;
    core::Stage fault_stage = core::Stage::Fault; // where the fault happens; default: last, its own
    std::string fault_field; // only for messages with this header field; empty: all

    std::string serialise() const;
    static core::Result<Settings> parse(std::string_view section);
};

} // namespace agents
