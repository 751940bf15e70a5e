// The words of date_words.def, by language: what a word or phrase can mean in a date. Used by
// date_reader.cc and date_clock.cc. Const once built, thread-safe.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "triage/agents/lexicon.h"
#include "triage/agents/words.h"

namespace agents {

enum class DateToken : std::uint8_t {
    Month, // 1…12
    Weekday, // 1 is Monday … 7
    Day, // days from today
    Number,
    Unit, // a DateUnit
    In, // "within"
    From, // "two weeks from …"
    FromNow,
    Next,
    Coming, // "this", "the coming"
    End, // of a period that follows
    Middle,
    Start,
    EndOfDay,
    PeriodEnd, // a DateUnit whose end one word names: "EOM"
    CalendarWeek, // a number follows
    Quarter, // 1…4
    Ordinal, // written out
    DayMarker, // makes a number the day of a month: "le 25"
    Small, // may stand within a date
    Noon,
    Midnight,
    Clock, // "o'clock"
    Am,
    Pm,
    HalfTo, // "halb sechs" is 5:30
    HalfPast, // "cinq heures et demie"
    HourAt, // an hour follows
    PartOfDay,
    Zone, // minutes east of UTC
};

enum class DateUnit : std::uint8_t {
    Hour,
    Day,
    BusinessDay,
    Week,
    Fortnight,
    Month,
    Quarter,
    Year,
};

struct DateWord {
    int value = 0;
    std::size_t next = 0; // the word after it
};

class DateWords {
public:
    DateWords();
    // The longest phrase at word `at` that can be `token` in that language.
    std::optional<DateWord> match(
        std::span<const Word> words, std::size_t at, Language language, DateToken token) const;

private:
    struct Phrase {
        DateToken token;
        Language language;
        int value;
        std::vector<std::string> rest; // the words after the first
    };
    void add(DateToken token, int value, Language language, std::string_view phrase);
    std::unordered_map<std::string_view, std::vector<Phrase>>
        phrases_; // by first word, in the table
};

// The number of a word of digits alone or, if `ordinal`, with an ending ("25th", "1er", "3º").
std::optional<unsigned> number(std::string_view word, bool ordinal = false);

} // namespace agents
