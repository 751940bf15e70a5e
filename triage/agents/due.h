// The day by which something is asked for: a date that follows a word like "by", "spätestens" or
// "d'ici", in seven languages, reckoned from the Date field in its own zone. Conservative: what can
// be read in two ways (03/04/2026), lies in the past or more than two years ahead is no due date.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>

#include "triage/agents/date_text.h"
#include "triage/agents/lexicon.h"
#include "triage/agents/words.h"

namespace agents {

struct Due {
    std::string iso; // "2026-11-25" or, with a time of day, "2026-11-25T17:00+01:00"
    std::size_t word = 0; // where the date begins
};

// The date that stands at word `at`, in ISO 8601.
std::optional<std::string> due_at(const DateText& text, std::size_t at,
    std::optional<std::int64_t> date, std::int32_t zone_minutes);

// The first one. `date` is the Date field (seconds since 1970 UTC), nothing is found without it;
// `zone_minutes` its offset.
std::optional<Due> find_due(const WordList& text, std::span<const Hit> hits, const DateWords& words,
    std::optional<std::int64_t> date, std::int32_t zone_minutes);

// The first one behind a phrase that asks the reader to come or to find a date: when the meeting
// is.
std::optional<Due> find_meeting(const WordList& text, std::span<const Hit> hits,
    const DateWords& words, std::optional<std::int64_t> date, std::int32_t zone_minutes);

} // namespace agents
