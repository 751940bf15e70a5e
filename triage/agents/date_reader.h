// Dates as people write them, in seven languages, reckoned from the day a message was sent: "25
// November", "25.11.", "next Thursday", "in drei Tagen", "fin de mois". Conservative: what can be
// read in two ways (03/04/2026 from an unknown place, "next Friday" on a Monday), contradicts
// itself or lies in the past is no date. Called by due.cc. Pure.
#pragma once

#include <chrono>
#include <cstddef>
#include <optional>

#include "triage/agents/date_clock.h"
#include "triage/agents/date_text.h"

namespace agents {

struct Moment { // when and where a message was sent
    std::chrono::sys_days day; // in the sender's zone
    unsigned minute = 0; // of that day
    std::int32_t zone_minutes = 0; // east of UTC
};

struct DateFound {
    std::chrono::sys_days day;
    std::optional<TimeOfDay> time;
    std::size_t first = 0; // word where it begins
    std::size_t next = 0; // the word after it
};

// The date that begins at word `i` or a few small words after it, with a time of day beside it.
std::optional<DateFound> read_date(const DateText& text, const Moment& sent, std::size_t i);

} // namespace agents
