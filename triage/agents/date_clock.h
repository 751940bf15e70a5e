// Times of day in seven languages: "17:00", "17.30 Uhr", "5 p.m.", "17h30", "halb sechs", "noon",
// with a zone if one is named. What may be morning or evening ("at 5") is no time. Pure.
#pragma once

#include <cstddef>
#include <optional>

#include "triage/agents/date_text.h"

namespace agents {

struct TimeOfDay {
    unsigned hour = 0; // 0…23
    unsigned minute = 0;
    std::optional<int> zone_minutes; // east of UTC, if named
    std::size_t next = 0; // the word after it
};

// The time that begins at word `i`; a word like "at" or "um" may stand before it.
std::optional<TimeOfDay> read_time(const DateText& text, std::size_t i);

} // namespace agents
