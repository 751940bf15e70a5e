#include "triage/agents/date_forms.h"

#include "triage/agents/date_calendar.h"

namespace agents {

using std::chrono::days;
using std::chrono::sys_days;
using std::chrono::year_month_day;
using Day = DateForms::Day;

namespace {

constexpr days yearless_horizon { 300 }; // further ahead, a date without a year means the past one
constexpr int american_zone = -240; // minutes: English west of it writes the month first

int full_year(unsigned year)
{
    return static_cast<int>(year < 100 ? year + 2000 : year);
}

} // namespace

std::optional<Day> DateForms::dated(int year, unsigned month, unsigned day, std::size_t next) const
{
    const year_month_day date { std::chrono::year { year }, std::chrono::month { month },
        std::chrono::day { day } };
    if (!date.ok())
        return std::nullopt;
    return Day { sys_days { date }, next };
}

std::optional<Day> DateForms::nearest(unsigned month, unsigned day, std::size_t next) const
{
    const int year = static_cast<int>(now().year());
    for (const int y : { year, year + 1 })
        if (const auto found = dated(y, month, day, next); found && found->day >= today_)
            return found->day <= today_ + yearless_horizon ? found : std::nullopt;
    return std::nullopt;
}

std::optional<int> DateForms::year_at(std::size_t i) const
{
    const auto year = text_.word(i).size() == 4 ? number(text_.word(i)) : std::nullopt;
    if (!year || *year < 1900 || *year > 2200)
        return std::nullopt;
    return static_cast<int>(*year);
}

std::optional<Day> DateForms::with_year(unsigned month, unsigned day, std::size_t i) const
{
    const std::size_t at = text_.skip(i, DateToken::Small, 1);
    if (text_.joined(i))
        if (const auto year = year_at(at))
            return dated(*year, month, day, at + 1);
    const std::string_view between = i == 0 ? std::string_view {} : text_.gap(i - 1);
    if ((between.ends_with('\'') || between.ends_with("’") || between == "-")
        && text_.word(i).size() == 2)
        if (const auto year = number(text_.word(i)))
            return dated(full_year(*year), month, day, i + 1);
    return nearest(month, day, i);
}

std::optional<Day> DateForms::month_first(std::size_t i) const
{
    const auto month = match(i, DateToken::Month);
    if (!month || !text_.joined(month->next))
        return std::nullopt;
    const std::size_t at = text_.skip(month->next, DateToken::Small, 1);
    const auto day = number(text_.word(at), true);
    if (!day || text_.gap(at) == ":")
        return std::nullopt;
    return with_year(static_cast<unsigned>(month->value), *day, at + 1);
}

std::optional<DateForms::DayNumber> DateForms::day_number(std::size_t i) const
{
    if (const auto n = number(text_.word(i), true))
        return DayNumber { *n, i + 1 };
    if (const auto first = match(i, DateToken::Ordinal))
        return DayNumber { static_cast<unsigned>(first->value), first->next };
    return std::nullopt;
}

std::optional<Day> DateForms::numeric(std::size_t i) const
{
    const auto first = day_number(i);
    if (!first)
        return std::nullopt;
    const std::size_t at = text_.skip(first->next, DateToken::Small, 2);
    if (const auto month = match(at, DateToken::Month)) // "25 de noviembre"
        return with_year(static_cast<unsigned>(month->value), first->day, month->next);
    const auto second = number(text_.word(i + 1));
    if (!second || text_.gap(i).size() != 1 || !number(text_.word(i)))
        return std::nullopt;
    return all_digits(i, first->day, *second);
}

std::optional<Day> DateForms::all_digits(std::size_t i, unsigned first, unsigned second) const
{
    const char mark = text_.gap(i)[0];
    const auto third = number(text_.word(i + 2).substr(0, text_.word(i + 2).find('t')));
    const bool three = third && text_.gap(i + 1) == text_.gap(i);
    if (mark != '-' && mark != '.' && mark != '/')
        return std::nullopt;
    if (three && first > 1900) // ISO 8601 and its kin: the year first
        return dated(static_cast<int>(first), second, *third, i + 3);
    if (three && *third > 99 && *third < 1900)
        return std::nullopt;
    const bool day_only = mark == '.' && text_.gap(i + 1).starts_with('.'); // "25.11."
    if (!three && !day_only && (mark != '/' || text_.word(i + 1).size() > 2))
        return std::nullopt;
    const auto order = day_month(mark, first, second);
    if (!order)
        return std::nullopt;
    return three ? dated(full_year(*third), order->second, order->first, i + 3)
                 : nearest(order->second, order->first, i + 2);
}

std::optional<std::pair<unsigned, unsigned>> DateForms::day_month(
    char mark, unsigned first, unsigned second) const
{
    if (mark == '.' || text_.language() != Language::En || first > 12 || first == second)
        return std::pair { first, second };
    if (second > 12 || sent_.zone_minutes <= american_zone)
        return std::pair { second, first };
    return std::nullopt;
}

std::optional<Day> DateForms::month_day(unsigned n, std::size_t next, unsigned weekday) const
{
    year_month_day d = now();
    for (int tries = 0; tries < 3;
         ++tries, d = d.year() / d.month() / 1 + std::chrono::months { 1 }) {
        const auto day
            = dated(static_cast<int>(d.year()), static_cast<unsigned>(d.month()), n, next);
        if (day && day->day >= today_ && (!weekday || weekday_number(day->day) == weekday))
            return day;
    }
    return std::nullopt;
}

std::optional<Day> DateForms::day_of_next_month(std::size_t i) const
{
    const auto day = day_number(i);
    if (!day)
        return std::nullopt;
    const std::size_t at = skip(day->next);
    const auto month = next_unit(at);
    if (month && month->unit == DateUnit::Month) {
        const year_month_day m
            = now().year() / now().month() / 1 + std::chrono::months { month->n };
        return dated(
            static_cast<int>(m.year()), static_cast<unsigned>(m.month()), day->day, month->next);
    }
    const auto unit = match(at, DateToken::Unit);
    if (at > day->next && unit && static_cast<DateUnit>(unit->value) == DateUnit::Month)
        return month_day(day->day, unit->next); // "the 15th of the month"
    return std::nullopt;
}

std::optional<Day> DateForms::bare_day(std::size_t i) const
{
    const std::string_view w = text_.word(i);
    const auto n = number(w, true);
    if (!n || *n < 1 || *n > 31 || is(i + 1, DateToken::Unit) || is(i + 1, DateToken::Clock)
        || is(i + 1, DateToken::Month))
        return std::nullopt;
    const bool ordinal = !number(w) // "25th", "25e"
        || (text_.language() == Language::De && text_.gap(i).starts_with('.')
            && (text_.gap(i) != "." || text_.word(i + 1).empty())) // not "17.30"
        || text_.gap(i).starts_with("º");
    const bool marked = i > 0 && is(i - 1, DateToken::DayMarker);
    // A word that follows counts something: "le 25 personnes"; a sign makes it a sum.
    const std::string_view behind = text_.gap(i);
    const bool ends = text_.word(i + 1).empty() || behind.find_first_of(".,;!?)\n") == 0;
    if (behind.starts_with("%") || behind.starts_with(":") || behind.starts_with("€"))
        return std::nullopt;
    if (!ordinal && !(marked && (ends || time_near(i + 1))))
        return std::nullopt;
    return month_day(*n, i + 1);
}

std::optional<TimeOfDay> DateForms::time_near(std::size_t i) const
{
    if (!text_.joined(i))
        return std::nullopt;
    if (auto time = read_time(text_, i))
        return time;
    return read_time(text_, skip(i));
}

} // namespace agents
