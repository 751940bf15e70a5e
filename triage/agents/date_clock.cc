#include "triage/agents/date_clock.h"

#include <algorithm>
#include <string_view>

namespace agents {

namespace {

struct Digits { // as written, before its unit is known
    unsigned hour = 0;
    unsigned minute = 0;
    bool minutes_given = false; // with a colon: a time by itself
    bool point = false; // "17.30": a time only with a unit
    std::size_t next = 0;
    std::string_view unit; // what stands in the same word: "pm" of "5pm"
};

unsigned to_24(unsigned hour, bool pm)
{
    return hour % 12 + (pm ? 12 : 0);
}

// "30" of "17:30", "17.30", "17 Uhr 30".
std::optional<unsigned> minutes_at(const DateText& text, std::size_t i)
{
    const auto minute = text.word(i).size() == 2 ? number(text.word(i)) : std::nullopt;
    return minute && *minute < 60 ? minute : std::nullopt;
}

std::optional<Digits> digits_at(const DateText& text, std::size_t i)
{
    const std::string_view w = text.word(i);
    const std::size_t length = std::min(w.find_first_not_of("0123456789"), w.size());
    const auto hour = number(w.substr(0, length));
    if (!hour || length > 2 || *hour > 24)
        return std::nullopt;
    Digits d { *hour, 0, false, false, i + 1, w.substr(length) };
    const std::string_view gap = text.gap(i);
    if (!d.unit.empty() || (gap != ":" && gap != "."))
        return d;
    std::string_view minutes = text.word(i + 1);
    const std::size_t two = std::min(minutes.find_first_not_of("0123456789"), minutes.size());
    const auto minute = number(minutes.substr(0, two));
    if (!minute || two != 2 || *minute > 59)
        return d;
    return Digits { *hour, *minute, gap == ":", gap == ".", i + 2, minutes.substr(two) };
}

// "h30", "u", "pm" behind the digits in one word.
std::optional<TimeOfDay> with_suffix(const Digits& d)
{
    if (d.unit == "am" || d.unit == "pm")
        return d.hour > 0 && d.hour <= 12
            ? std::optional(TimeOfDay { to_24(d.hour, d.unit == "pm"), d.minute, {}, d.next })
            : std::nullopt;
    if (d.unit[0] != 'h' && d.unit[0] != 'u')
        return std::nullopt;
    const std::string_view rest = d.unit.substr(1);
    if (rest.empty() || rest == "rs" || rest == "s")
        return TimeOfDay { d.hour, d.minute, {}, d.next };
    const auto minute = rest.size() == 2 ? number(rest) : std::nullopt;
    if (!minute || *minute > 59)
        return std::nullopt;
    return TimeOfDay { d.hour, *minute, {}, d.next };
}

// "in the afternoon", "de la tarde", "pm" as words behind a time.
void read_half_of_day(const DateText& text, TimeOfDay& t)
{
    if (t.hour == 0 || t.hour > 12 || !text.joined(t.next))
        return;
    if (const auto pm = text.match(t.next, DateToken::Pm)) {
        t.hour = to_24(t.hour, true);
        t.next = pm->next;
    } else if (const auto am = text.match(t.next, DateToken::Am)) {
        t.hour = to_24(t.hour, false);
        t.next = am->next;
    }
}

// "17 Uhr", "5 o'clock in the afternoon", "17 heures 30", "cinco y media de la tarde".
std::optional<TimeOfDay> with_words(const DateText& text, Digits d, bool after_at)
{
    TimeOfDay t { d.hour, d.minute, {}, d.next };
    bool certain = d.minutes_given;
    if (const auto unit = text.match(t.next, DateToken::Clock); unit && text.joined(t.next)) {
        t.next = unit->next;
        certain = true;
        if (!d.minutes_given && !d.point)
            if (const auto minute = minutes_at(text, t.next); minute && text.gap(t.next - 1) == " ")
                t.minute = *minute, ++t.next;
    }
    if (const auto half = text.match(t.next, DateToken::HalfPast)) {
        t.minute = 30;
        t.next = half->next;
        certain = certain || after_at;
    }
    const std::size_t before = t.next;
    read_half_of_day(text, t);
    certain = certain || t.next != before;
    // "at 17", "alle 9": six o'clock and earlier may be the evening.
    const bool hour_of_24 = d.hour > 12 || (d.hour > 6 && text.language() != Language::En);
    if (!certain && !(after_at && hour_of_24))
        return std::nullopt;
    return t;
}

std::optional<TimeOfDay> named_hour(const DateText& text, std::size_t i, bool after_at)
{
    if (const auto noon = text.match(i, DateToken::Noon))
        return TimeOfDay { 12, 0, {}, noon->next };
    const auto half = text.match(i, DateToken::HalfTo);
    const std::size_t at = half ? half->next : i;
    auto hour = text.match(at, DateToken::Number);
    if (!hour && half)
        if (const auto n = number(text.word(at)))
            hour = DateWord { static_cast<int>(*n), at + 1 };
    if (!hour || hour->value < 1 || hour->value > 12)
        return std::nullopt;
    const auto h = static_cast<unsigned>(hour->value);
    if (!half)
        return with_words(text, { h, 0, false, false, hour->next, {} }, after_at);
    TimeOfDay t { h - 1, 30, {}, hour->next };
    const std::size_t before = t.next;
    read_half_of_day(text, t);
    return t.next != before || h > 6 ? std::optional(t) : std::nullopt;
}

std::optional<TimeOfDay> hour_at(const DateText& text, std::size_t i, bool after_at)
{
    auto d = digits_at(text, i);
    if (!d)
        return named_hour(text, i, after_at);
    if (const auto noon = text.match(i, DateToken::Noon); noon && noon->next > d->next)
        return TimeOfDay { 12, 0, {}, noon->next };
    auto t = d->unit.empty() ? with_words(text, *d, after_at) : with_suffix(*d);
    if (t && d->unit.empty() && d->minutes_given && text.match(t->next, DateToken::Noon))
        t->next = text.match(t->next, DateToken::Noon)->next; // "12:00 noon"
    return t;
}

} // namespace

std::optional<TimeOfDay> read_time(const DateText& text, std::size_t i)
{
    const auto at = text.match(i, DateToken::HourAt);
    auto t = hour_at(text, at ? at->next : i, at.has_value());
    if (!t || t->hour > 23)
        return std::nullopt;
    if (const auto zone = text.match(t->next, DateToken::Zone); zone && text.joined(t->next)) {
        t->zone_minutes = zone->value;
        t->next = zone->next;
    }
    return t;
}

} // namespace agents
