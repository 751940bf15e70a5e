#include "triage/agents/date_reader.h"

#include <algorithm>
#include <array>

#include "triage/agents/date_forms.h"

namespace agents {

namespace {

constexpr std::chrono::days horizon { 730 };

} // namespace

std::optional<DateForms::Day> DateForms::day_at(std::size_t i) const
{
    static constexpr std::array forms { &DateForms::end_of_day, &DateForms::period,
        &DateForms::offset, &DateForms::simple_day, &DateForms::day_of_next_month,
        &DateForms::bare_day };
    return first_of(forms, i);
}

std::optional<DateForms::Day> DateForms::simple_day(std::size_t i) const
{
    static constexpr std::array forms { &DateForms::relative, &DateForms::weekday,
        &DateForms::next_week_day, &DateForms::month_first, &DateForms::numeric };
    return first_of(forms, i);
}

std::optional<DateForms::Day> DateForms::first_of(std::span<const Form> forms, std::size_t i) const
{
    if (text_.word(i).empty())
        return std::nullopt;
    for (const Form form : forms)
        if (auto found = (this->*form)(i);
            found && found->day >= today_ && found->day <= today_ + horizon)
            return found;
    return std::nullopt;
}

std::optional<DateFound> read_date(const DateText& text, const Moment& sent, std::size_t i)
{
    const DateForms reader(text, sent);
    std::size_t first = i;
    std::optional<TimeOfDay> time;
    std::optional<DateForms::Day> day = reader.day_at(first);
    for (int n = 0; n < 3 && !day; ++n) { // "by 5 pm on Friday", "bis spätestens zum 25."
        if (!time && (time = read_time(text, first)))
            first = time->next;
        else if (const auto midnight = text.match(first, DateToken::Midnight))
            first = midnight->next; // the day's end: no time is clearer
        else if (const auto small = text.match(first, DateToken::Small))
            first = small->next;
        else
            break;
        day = reader.day_at(first);
    }
    if (!day)
        return std::nullopt;
    if (!time)
        time = day->time ? day->time : reader.time_near(day->next);
    return DateFound { day->day, time, first, std::max(day->next, time ? time->next : 0) };
}

} // namespace agents
