// The words that dates are written with in seven languages, lower case. Used by due.cc only. Pure.
#pragma once

#include <optional>
#include <string_view>

namespace agents {

// Whether `word` is one of those in `list`, which '|' divides.
bool listed(std::string_view list, std::string_view word);

std::optional<unsigned> month_of(std::string_view word); // 1…12
std::optional<unsigned> weekday_of(std::string_view word); // 0 is Sunday
std::optional<unsigned> relative_day(std::string_view word); // days from today: "tomorrow" is 1
bool may_precede_date(std::string_view word); // between "by" and the date: "the", "on"

// The number of a word of digits alone or, if `ordinal`, with an ending ("25th", "1er", "3º").
std::optional<unsigned> number(std::string_view word, bool ordinal = false);

} // namespace agents
