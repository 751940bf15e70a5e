// The forms in which a date is written: class behind read_date (date_reader.h). A day alone comes
// out; times of day are date_clock's. Its methods are in date_exact.cc (numbers and months),
// date_weekday.cc (weekdays and distances) and date_period.cc (ends and middles of periods). Pure.
#pragma once

#include <chrono>
#include <cstddef>
#include <optional>
#include <span>
#include <utility>

#include "triage/agents/date_reader.h"

namespace agents {

class DateForms {
public:
    struct Day {
        std::chrono::sys_days day;
        std::size_t next; // the word after it
        std::optional<TimeOfDay> time {};
    };

    DateForms(const DateText& text, const Moment& sent)
        : text_(text)
        , sent_(sent)
        , today_(sent.day)
    {
    }

    // A day from today on, and not over two years ahead, in any form.
    std::optional<Day> day_at(std::size_t i) const;
    std::optional<TimeOfDay> time_near(std::size_t i) const;

private:
    using sys_days = std::chrono::sys_days;
    using Form = std::optional<Day> (DateForms::*)(std::size_t) const;
    struct Quantity {
        int n;
        DateUnit unit;
        std::size_t next;
    };
    struct DayNumber {
        unsigned day;
        std::size_t next;
    };

    // A day that needs no other day to be reckoned from: what may stand inside of another form.
    std::optional<Day> simple_day(std::size_t i) const;
    std::optional<Day> first_of(std::span<const Form> forms, std::size_t i) const;

    std::optional<DateWord> match(std::size_t i, DateToken t) const { return text_.match(i, t); }
    bool is(std::size_t i, DateToken t) const { return match(i, t).has_value(); }
    std::size_t skip(std::size_t i) const { return text_.skip_small(i); }
    std::chrono::year_month_day now() const { return std::chrono::year_month_day { today_ }; }

    // exact dates
    std::optional<Day> dated(int year, unsigned month, unsigned day, std::size_t next) const;
    std::optional<Day> nearest(unsigned month, unsigned day, std::size_t next) const;
    std::optional<int> year_at(std::size_t i) const;
    // A year may follow: "2026", "de 2026", "'26".
    std::optional<Day> with_year(unsigned month, unsigned day, std::size_t i) const;
    std::optional<Day> month_first(std::size_t i) const; // "November 25th, 2026"
    std::optional<DayNumber> day_number(std::size_t i) const; // "25", "25th", "premier"
    std::optional<Day> numeric(std::size_t i) const;
    std::optional<Day> all_digits(std::size_t i, unsigned first, unsigned second) const;
    // Day and month of two numbers. With points it is day and month everywhere; else so outside of
    // English, while American English has the month first. Nothing if it may be either.
    std::optional<std::pair<unsigned, unsigned>> day_month(
        char mark, unsigned first, unsigned second) const;

    // days of a month
    // The nearest day `n` of a month from today on, on that weekday if one is given (1…7).
    std::optional<Day> month_day(unsigned n, std::size_t next, unsigned weekday = 0) const;
    std::optional<Day> day_of_next_month(std::size_t i) const; // "1st of next month"
    std::optional<Day> bare_day(std::size_t i) const; // "the 25th", "le 25", "am 25.", "dia 25"

    // weekdays
    sys_days upcoming(unsigned weekday) const; // after today
    std::optional<Day> weekday(std::size_t i) const;
    // "Friday, 27 November", "Freitag, den 13.": the date must be that weekday. The maximum stands
    // for a contradiction.
    std::optional<Day> dated_weekday(unsigned weekday, std::size_t i) const;
    // "next week", "of next week", "la semaine prochaine", "in zwei Wochen" behind a weekday.
    std::optional<Quantity> week_after(std::size_t i) const;
    std::optional<Day> next_week_day(std::size_t i) const; // "next week Friday"
    // "next month" (1), "this month" (0), in either order of words.
    std::optional<Quantity> next_unit(std::size_t i) const;

    // distances
    std::optional<Day> relative(std::size_t i) const; // "tomorrow", "morgen früh"
    std::optional<Quantity> quantity(std::size_t i) const;
    std::optional<Day> offset(std::size_t i) const;
    std::optional<Day> moved(sys_days from, const Quantity& q) const;
    std::optional<Day> later(const Quantity& q) const;

    // periods
    std::optional<Day> end_of_day(std::size_t i) const; // "close of business on Friday"
    std::optional<Day> period(std::size_t i) const;
    std::optional<Day> end_of_named(const DateWord& named) const; // "EOM", "fin du mois prochain"
    std::optional<Day> part_of_period(DateToken part, std::size_t i) const;
    // Its first day: "November 2026", "next month".
    std::optional<Day> month_at(std::size_t i) const;
    std::optional<Day> end_of(const Quantity& q) const;
    std::optional<Day> end_of_quarter(unsigned quarter, std::size_t i) const;
    std::optional<Day> end_of_week(unsigned week, std::size_t next) const; // ISO 8601, its Friday

    const DateText& text_;
    const Moment& sent_;
    sys_days today_;
};

} // namespace agents
