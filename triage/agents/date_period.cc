#include "triage/agents/date_forms.h"

#include "triage/agents/date_calendar.h"

namespace agents {

using std::chrono::days;
using std::chrono::sys_days;
using std::chrono::year_month_day;
using Day = DateForms::Day;

namespace {

constexpr days week_horizon { 300 }; // as of dates without a year

std::optional<Day> part_of_month(DateToken part, sys_days first, std::size_t next)
{
    if (part == DateToken::Start)
        return Day { first, next };
    return Day { part == DateToken::Middle ? first + days { 14 }
                                           : last_of_month(year_month_day { first }),
        next };
}

} // namespace

std::optional<Day> DateForms::end_of_day(std::size_t i) const
{
    const auto end = match(i, DateToken::EndOfDay);
    if (!end)
        return std::nullopt;
    if (text_.joined(end->next))
        if (const auto day = simple_day(skip(end->next)))
            return day;
    return Day { today_, end->next };
}

std::optional<Day> DateForms::period(std::size_t i) const
{
    if (const auto named = match(i, DateToken::PeriodEnd))
        return end_of_named(*named);
    for (const DateToken part : { DateToken::End, DateToken::Middle, DateToken::Start })
        if (const auto word = match(i, part))
            if (const auto day = part_of_period(part, skip(word->next)))
                return day;
    return std::nullopt;
}

std::optional<Day> DateForms::end_of_named(const DateWord& named) const
{
    const auto next = match(named.next, DateToken::Next);
    return end_of(
        { next ? 1 : 0, static_cast<DateUnit>(named.value), next ? next->next : named.next });
}

std::optional<Day> DateForms::part_of_period(DateToken part, std::size_t i) const
{
    if (const auto month = month_at(i))
        return part_of_month(part, month->day, month->next);
    if (part != DateToken::End)
        return std::nullopt;
    if (const auto quarter = match(i, DateToken::Quarter))
        return end_of_quarter(static_cast<unsigned>(quarter->value), quarter->next);
    if (const auto week = match(i, DateToken::CalendarWeek))
        if (const auto n = number(text_.word(week->next)))
            return end_of_week(*n, week->next + 1);
    if (const auto unit = next_unit(i))
        return end_of(*unit);
    if (const auto unit = match(i, DateToken::Unit))
        return end_of({ 0, static_cast<DateUnit>(unit->value), unit->next });
    if (const auto year = year_at(i))
        return dated(*year, 12, 31, i + 1);
    return weekday(i);
}

std::optional<Day> DateForms::month_at(std::size_t i) const
{
    if (const auto unit = next_unit(i); unit && unit->unit == DateUnit::Month)
        return Day { sys_days {
                         now().year() / now().month() / 1 + std::chrono::months { unit->n } },
            unit->next };
    const auto month = match(i, DateToken::Month);
    if (!month)
        return std::nullopt;
    const auto m = static_cast<unsigned>(month->value);
    const std::size_t at = text_.skip(month->next, DateToken::Small, 1);
    if (text_.joined(month->next))
        if (const auto year = year_at(at))
            return dated(*year, m, 1, at + 1);
    const int year = static_cast<int>(now().year());
    return dated(m < static_cast<unsigned>(now().month()) ? year + 1 : year, m, 1, month->next);
}

std::optional<Day> DateForms::end_of(const Quantity& q) const
{
    const int year = static_cast<int>(now().year());
    const auto month = static_cast<unsigned>(now().month());
    switch (q.unit) {
    case DateUnit::Day:
        return Day { today_ + days { q.n }, q.next };
    case DateUnit::Week: { // its Friday
        const sys_days friday = monday_of(today_) + days { 7 * q.n + 4 };
        return friday >= today_ ? std::optional(Day { friday, q.next }) : std::nullopt;
    }
    case DateUnit::Month:
        return Day { last_of_month(now() + std::chrono::months { q.n }), q.next };
    case DateUnit::Quarter:
        return Day { last_of_month(
                         std::chrono::year { year } / std::chrono::month { (month + 2) / 3 * 3 } / 1
                         + std::chrono::months { 3 * q.n }),
            q.next };
    case DateUnit::Year:
        return dated(year + q.n, 12, 31, q.next);
    default:
        return std::nullopt;
    }
}

std::optional<Day> DateForms::end_of_quarter(unsigned quarter, std::size_t i) const
{
    const std::size_t at = text_.skip(i, DateToken::Small, 1);
    const auto given = year_at(at);
    const int year = given.value_or(static_cast<int>(now().year()));
    auto first = dated(year, quarter * 3, 1, given ? at + 1 : i);
    first->day = last_of_month(year_month_day { first->day });
    if (!given && first->day < today_)
        first->day = last_of_month(year_month_day { first->day } + std::chrono::months { 12 });
    return first;
}

std::optional<Day> DateForms::end_of_week(unsigned week, std::size_t next) const
{
    if (week < 1 || week > 53)
        return std::nullopt;
    for (int year = static_cast<int>(now().year());; ++year) {
        const sys_days jan_4 = std::chrono::year { year } / 1 / 4;
        const sys_days friday = monday_of(jan_4) + days { 7 * (static_cast<int>(week) - 1) + 4 };
        if (friday >= today_)
            return friday <= today_ + week_horizon ? std::optional(Day { friday, next })
                                                   : std::nullopt;
    }
}

} // namespace agents
