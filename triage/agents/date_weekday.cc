#include "triage/agents/date_forms.h"

#include "triage/agents/date_calendar.h"

namespace agents {

using std::chrono::days;
using std::chrono::sys_days;
using std::chrono::year_month_day;
using Day = DateForms::Day;

namespace {

sys_days business_days(sys_days from, int n)
{
    while (n > 0) {
        from += days { 1 };
        n -= weekday_number(from) <= 5;
    }
    return from;
}

Day months_later(sys_days from, int n, std::size_t next)
{
    const year_month_day d { from };
    const year_month_day moved = d + std::chrono::months { n };
    return { moved.ok() ? sys_days { moved } : last_of_month(moved), next };
}

} // namespace

sys_days DateForms::upcoming(unsigned weekday) const
{
    const unsigned ahead = (weekday + 7 - weekday_number(today_)) % 7;
    return today_ + days { ahead ? ahead : 7 };
}

std::optional<Day> DateForms::weekday(std::size_t i) const
{
    bool next = is(i, DateToken::Next);
    const auto before = next ? match(i, DateToken::Next) : match(i, DateToken::Coming);
    const auto name = match(before ? before->next : i, DateToken::Weekday);
    if (!name)
        return std::nullopt;
    const auto number_of_day = static_cast<unsigned>(name->value);
    std::size_t after = text_.skip(name->next, DateToken::PartOfDay, 1);
    if (const auto behind = match(after, DateToken::Next);
        behind && text_.joined(after) && !is(behind->next, DateToken::Unit)) {
        next = true;
        after = behind->next;
    } else if (const auto coming = match(after, DateToken::Coming);
               coming && !is(coming->next, DateToken::Unit))
        after = coming->next;
    if (const auto exact = dated_weekday(number_of_day, after))
        return exact->day == sys_days::max() ? std::nullopt : exact;
    if (const auto week = week_after(after))
        return Day { monday_of(today_) + days { week->n * 7 + name->value - 1 }, week->next };
    const sys_days day = upcoming(number_of_day);
    // "Next Friday" said on a Monday: this week's or the one after it.
    if (next && monday_of(day) == monday_of(today_))
        return std::nullopt;
    return Day { day, after };
}

std::optional<Day> DateForms::dated_weekday(unsigned weekday, std::size_t i) const
{
    if (!text_.joined(i))
        return std::nullopt;
    const std::size_t at = skip(i);
    auto exact = month_first(at);
    if (!exact)
        exact = numeric(at);
    if (exact) {
        if (weekday_number(exact->day) != weekday)
            exact->day = sys_days::max();
        return exact;
    }
    // The date that is named is none that can be meant, so the weekday alone is not either.
    if (const auto month = match(at, DateToken::Month);
        month && number(text_.word(month->next), true))
        return Day { sys_days::max(), at };
    const auto n = number(text_.word(at), true);
    const std::string_view behind = text_.gap(at);
    if (!n || *n > 31 || text_.word(at).size() > 4 || behind == ":" || time_near(i))
        return std::nullopt;
    return month_day(*n, at + 1, weekday);
}

std::optional<DateForms::Quantity> DateForms::week_after(std::size_t i) const
{
    if (!text_.joined(i))
        return std::nullopt;
    if (const auto week = next_unit(skip(i)); week && week->unit == DateUnit::Week)
        return week;
    if (const auto in = match(i, DateToken::In))
        if (const auto q = quantity(in->next); q && q->unit == DateUnit::Week)
            return q;
    return std::nullopt;
}

std::optional<Day> DateForms::next_week_day(std::size_t i) const
{
    const auto week = next_unit(i);
    if (!week || week->unit != DateUnit::Week || !text_.joined(week->next))
        return std::nullopt;
    const auto name = match(skip(week->next), DateToken::Weekday);
    if (!name)
        return std::nullopt;
    return Day { monday_of(today_) + days { week->n * 7 + name->value - 1 }, name->next };
}

std::optional<DateForms::Quantity> DateForms::next_unit(std::size_t i) const
{
    const auto before_next = match(i, DateToken::Next);
    const auto before = before_next ? before_next : match(i, DateToken::Coming);
    const auto unit = match(before ? before->next : i, DateToken::Unit);
    if (!unit)
        return std::nullopt;
    const auto of = static_cast<DateUnit>(unit->value);
    if (before)
        return Quantity { before_next ? 1 : 0, of, unit->next };
    if (const auto behind = match(unit->next, DateToken::Next))
        return Quantity { 1, of, behind->next };
    if (const auto behind = match(unit->next, DateToken::Coming))
        return Quantity { 0, of, behind->next };
    return std::nullopt;
}

std::optional<Day> DateForms::relative(std::size_t i) const
{
    const auto day = match(i, DateToken::Day);
    if (!day)
        return std::nullopt;
    const std::size_t after = text_.skip(day->next, DateToken::PartOfDay, 1);
    if (const auto in = match(after, DateToken::In)) // "heute in einer Woche"
        if (const auto q = quantity(in->next))
            return moved(today_ + days { day->value }, *q);
    return Day { today_ + days { day->value }, after };
}

std::optional<DateForms::Quantity> DateForms::quantity(std::size_t i) const
{
    std::size_t at = text_.skip(i, DateToken::Small, 2);
    if (const auto next = match(at, DateToken::Next))
        at = next->next;
    int n = 0;
    if (const auto digits = number(text_.word(at))) {
        n = static_cast<int>(*digits);
        ++at;
    } else if (const auto word = match(at, DateToken::Number)) {
        n = word->value;
        at = word->next;
    } else
        return std::nullopt;
    if (const auto next = match(at, DateToken::Next)) // "los dos próximos días"
        at = next->next;
    const auto unit = match(at, DateToken::Unit);
    if (!unit || n < 1 || n > 400)
        return std::nullopt;
    return Quantity { n, static_cast<DateUnit>(unit->value), unit->next };
}

std::optional<Day> DateForms::offset(std::size_t i) const
{
    if (const auto in = match(i, DateToken::In)) {
        const auto q = quantity(in->next);
        return q ? moved(today_, *q) : std::nullopt;
    }
    const auto q = quantity(i);
    if (!q)
        return std::nullopt;
    if (const auto from_now = match(q->next, DateToken::FromNow))
        return moved(today_, { q->n, q->unit, from_now->next });
    const auto from = match(q->next, DateToken::From);
    if (!from)
        return std::nullopt;
    const auto base = simple_day(skip(from->next));
    return base ? moved(base->day, { q->n, q->unit, base->next }) : std::nullopt;
}

std::optional<Day> DateForms::moved(sys_days from, const Quantity& q) const
{
    switch (q.unit) {
    case DateUnit::Hour:
        return later(q);
    case DateUnit::Day:
        return Day { from + days { q.n }, q.next };
    case DateUnit::BusinessDay:
        return Day { business_days(from, q.n), q.next };
    case DateUnit::Week:
        return Day { from + days { 7 * q.n }, q.next };
    case DateUnit::Fortnight:
        return Day { from + days { 14 * q.n }, q.next };
    case DateUnit::Month:
        return months_later(from, q.n, q.next);
    case DateUnit::Quarter:
        return months_later(from, 3 * q.n, q.next);
    case DateUnit::Year:
        return months_later(from, 12 * q.n, q.next);
    }
    return std::nullopt;
}

std::optional<Day> DateForms::later(const Quantity& q) const
{
    const unsigned minute = sent_.minute + static_cast<unsigned>(q.n) * 60;
    const unsigned of_day = minute % (24 * 60);
    return Day { today_ + days { minute / (24 * 60) }, q.next,
        TimeOfDay { of_day / 60, of_day % 60, std::nullopt, q.next } };
}

} // namespace agents
