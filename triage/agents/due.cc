#include "triage/agents/due.h"

#include <algorithm>
#include <chrono>
#include <cstdlib>

#include "triage/agents/date_words.h"

namespace agents {

namespace {

using std::chrono::days;
using std::chrono::sys_days;
using std::chrono::year_month_day;

constexpr days yearless_horizon { 300 }; // further ahead, a date without a year means the past one
constexpr days horizon { 730 };

struct Today {
    sys_days day; // in the sender's zone
    std::int32_t zone_minutes;
};

struct Found {
    sys_days day;
    std::size_t next; // the word after the date
};

class Reader { // reads dates out of the words of one text
public:
    Reader(const WordList& text, const Today& today)
        : text_(text)
        , words_(text.words())
        , today_(today)
    {
    }

    // A date at or shortly after word `at`, with a time of day beside it.
    std::optional<Due> due(std::size_t at) const
    {
        std::size_t i = skip_small(at);
        auto time = time_at(i);
        if (time)
            i = skip_small(time->next);
        const auto found = day_at(i);
        if (!found)
            return std::nullopt;
        if (!time)
            time = time_at(skip_small(found->next));
        return Due { iso(found->day, time), i };
    }

private:
    struct Clock {
        unsigned hour, minute;
        std::size_t next;
    };

    std::string_view word(std::size_t i) const
    {
        return i < words_.size() ? words_[i].text : std::string_view {};
    }
    // What stands between word i and the next one.
    std::string_view gap(std::size_t i) const
    {
        const std::size_t end = words_[i].offset + words_[i].text.size();
        const std::size_t next
            = i + 1 < words_.size() ? words_[i + 1].offset : text_.folded().size();
        return std::string_view(text_.folded()).substr(end, next - end);
    }
    std::size_t skip_small(std::size_t i) const
    {
        for (int n = 0; n < 3 && !word(i).empty() && may_precede_date(word(i)); ++n)
            ++i;
        return i;
    }

    std::optional<Found> day_at(std::size_t i) const
    {
        if (word(i).empty())
            return std::nullopt;
        if (const auto offset = relative_day(word(i)))
            return Found { today_.day + days { *offset }, i + 1 };
        if (const auto weekday = weekday_of(word(i)))
            return weekday_at(*weekday, i);
        if (const auto month = month_of(word(i)))
            return month_first(*month, i);
        return numeric(i);
    }

    // The next such day after today, unless a date follows: "Friday, 27 November".
    std::optional<Found> weekday_at(unsigned weekday, std::size_t i) const
    {
        const std::size_t after = skip_small(i + 1);
        const bool weekday_again = weekday_of(word(after)).has_value();
        if (!weekday_again && gap(i).size() <= 3)
            if (const auto dated = day_at(after))
                return dated;
        const unsigned now = std::chrono::weekday(today_.day).c_encoding();
        const unsigned ahead = (weekday + 7 - now) % 7;
        return Found { today_.day + days { ahead ? ahead : 7 }, i + 1 };
    }

    std::optional<Found> month_first(unsigned month, std::size_t i) const // "November 25th, 2026"
    {
        const auto day = number(word(i + 1), true);
        if (!day)
            return std::nullopt;
        return with_year(month, *day, i + 2);
    }

    std::optional<Found> numeric(std::size_t i) const
    {
        const auto first = number(word(i), true);
        if (!first)
            return std::nullopt;
        const std::size_t after = listed("of|de", word(i + 1)) ? i + 2 : i + 1;
        if (const auto month = month_of(word(after))) // "25 November", "25 de noviembre"
            return with_year(*month, *first, after + 1);
        const auto second = number(word(i + 1));
        if (!second || gap(i).size() != 1)
            return std::nullopt;
        return all_digits(i, *first, *second);
    }

    std::optional<Found> all_digits(std::size_t i, unsigned first, unsigned second) const
    {
        const char mark = gap(i)[0];
        const auto third = number(word(i + 2));
        const bool three = third && gap(i + 1) == gap(i);
        if (mark == '-' && three && first > 1900) // ISO 8601
            return dated(static_cast<int>(first), second, *third, i + 3);
        if (mark == '.' && three)
            return dated(full_year(*third), second, first, i + 3);
        if (mark == '.' && gap(i + 1).starts_with('.')) // "25.11."
            return nearest(second, first, i + 2);
        if (mark != '/' || !three || *third < 1900)
            return std::nullopt;
        if (first <= 12 && second <= 12 && first != second)
            return std::nullopt; // day and month may be either
        return first > 12 ? dated(full_year(*third), second, first, i + 3)
                          : dated(full_year(*third), first, second, i + 3);
    }

    std::optional<Found> with_year(unsigned month, unsigned day, std::size_t i) const
    {
        const std::size_t at = listed("de|del", word(i)) ? i + 1 : i;
        const auto year = number(word(at));
        if (year && *year > 1900 && *year < 2200)
            return dated(static_cast<int>(*year), month, day, at + 1);
        return nearest(month, day, i);
    }

    static int full_year(unsigned year)
    {
        return static_cast<int>(year < 100 ? year + 2000 : year);
    }

    std::optional<Found> dated(int year, unsigned month, unsigned day, std::size_t next) const
    {
        const year_month_day date { std::chrono::year { year }, std::chrono::month { month },
            std::chrono::day { day } };
        if (!date.ok())
            return std::nullopt;
        const sys_days at { date };
        if (at < today_.day || at > today_.day + horizon)
            return std::nullopt;
        return Found { at, next };
    }

    std::optional<Found> nearest(unsigned month, unsigned day, std::size_t next) const
    {
        const int year = static_cast<int>(year_month_day { today_.day }.year());
        for (const int y : { year, year + 1 })
            if (const auto found = dated(y, month, day, next))
                return found->day <= today_.day + yearless_horizon ? found : std::nullopt;
        return std::nullopt;
    }

    // "17:00", "17.30 Uhr", "5pm", "5:30 pm", "17h", "17h30", "17 Uhr"
    std::optional<Clock> time_at(std::size_t i) const
    {
        const std::string_view w = word(i);
        const std::size_t digits = std::min(w.find_first_not_of("0123456789"), w.size());
        const auto hour = number(w.substr(0, digits));
        if (!hour || digits > 2)
            return std::nullopt;
        if (digits < w.size())
            return clock(*hour, 0, w.substr(digits), i + 1);
        const auto minute = number(word(i + 1));
        const bool colon = minute && gap(i) == ":" && word(i + 1).size() == 2;
        const std::size_t next = colon ? i + 2 : i + 1;
        const std::string_view unit = word(next);
        if (listed("am|pm|uhr|h|uur|heures|horas", unit) && !unit.empty())
            return clock(*hour, colon ? *minute : 0, unit, next + 1);
        return colon ? clock(*hour, *minute, "", next) : std::nullopt;
    }

    static std::optional<Clock> clock(
        unsigned hour, unsigned minute, std::string_view unit, std::size_t next)
    {
        const bool half = unit == "am" || unit == "pm";
        if (unit.starts_with('h') && unit.size() == 3)
            minute = number(unit.substr(1)).value_or(60);
        else if (!half && !unit.empty() && !listed("uhr|h|uur|heures|horas", unit))
            return std::nullopt;
        if (minute > 59 || hour > 23 || (half && (hour == 0 || hour > 12)))
            return std::nullopt;
        if (half)
            hour = hour % 12 + (unit == "pm" ? 12 : 0);
        return Clock { hour, minute, next };
    }

    std::string iso(sys_days day, const std::optional<Clock>& time) const;

    const WordList& text_;
    const std::vector<Word>& words_;
    Today today_;
};

std::string padded(unsigned n, std::size_t width)
{
    const std::string s = std::to_string(n);
    return std::string(width > s.size() ? width - s.size() : 0, '0') + s;
}

std::string Reader::iso(sys_days day, const std::optional<Clock>& time) const
{
    const year_month_day date { day };
    std::string out = padded(static_cast<unsigned>(static_cast<int>(date.year())), 4) + "-"
        + padded(static_cast<unsigned>(date.month()), 2) + "-"
        + padded(static_cast<unsigned>(date.day()), 2);
    if (!time)
        return out;
    const unsigned zone = static_cast<unsigned>(std::abs(today_.zone_minutes));
    out += "T" + padded(time->hour, 2) + ":" + padded(time->minute, 2);
    out += today_.zone_minutes < 0 ? "-" : "+";
    return out + padded(zone / 60, 2) + ":" + padded(zone % 60, 2);
}

} // namespace

std::optional<Due> find_due(const WordList& text, std::span<const Hit> hits,
    std::optional<std::int64_t> date, std::int32_t zone_minutes)
{
    constexpr std::int64_t latest = 4102444800; // 2100-01-01: a Date beyond it is a lie
    if (!date || *date < 0 || *date > latest || std::abs(zone_minutes) > 14 * 60)
        return std::nullopt;
    const std::chrono::sys_seconds local { std::chrono::seconds { *date + zone_minutes * 60 } };
    const Reader reader(text, { std::chrono::floor<days>(local), zone_minutes });
    for (const Hit& h : hits)
        if (h.cue == Cue::Deadline)
            if (auto due = reader.due(h.first + h.words))
                return due;
    return std::nullopt;
}

} // namespace agents
