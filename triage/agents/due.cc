#include "triage/agents/due.h"

#include <cstdlib>

#include "triage/agents/date_reader.h"
#include "triage/agents/language.h"

namespace agents {

namespace {

using std::chrono::days;

std::string padded(unsigned n, std::size_t width)
{
    const std::string s = std::to_string(n);
    return std::string(width > s.size() ? width - s.size() : 0, '0') + s;
}

std::string iso(const DateFound& found, std::int32_t zone_minutes)
{
    const std::chrono::year_month_day date { found.day };
    std::string out = padded(static_cast<unsigned>(static_cast<int>(date.year())), 4) + "-"
        + padded(static_cast<unsigned>(date.month()), 2) + "-"
        + padded(static_cast<unsigned>(date.day()), 2);
    if (!found.time)
        return out;
    const int named = found.time->zone_minutes.value_or(zone_minutes);
    const unsigned zone = static_cast<unsigned>(std::abs(named));
    out += "T" + padded(found.time->hour, 2) + ":" + padded(found.time->minute, 2);
    out += named < 0 ? "-" : "+";
    return out + padded(zone / 60, 2) + ":" + padded(zone % 60, 2);
}

std::optional<Moment> moment(std::optional<std::int64_t> date, std::int32_t zone_minutes)
{
    constexpr std::int64_t latest = 4102444800; // 2100-01-01: a Date beyond it is a lie
    if (!date || *date < 0 || *date > latest || std::abs(zone_minutes) > 14 * 60)
        return std::nullopt;
    const std::chrono::sys_seconds local { std::chrono::seconds { *date + zone_minutes * 60 } };
    const auto day = std::chrono::floor<days>(local);
    return Moment { day, static_cast<unsigned>((local - day) / std::chrono::minutes { 1 }),
        zone_minutes };
}

} // namespace

std::optional<std::string> due_at(const DateText& text, std::size_t at,
    std::optional<std::int64_t> date, std::int32_t zone_minutes)
{
    const auto sent = moment(date, zone_minutes);
    const auto found = sent ? read_date(text, *sent, at) : std::nullopt;
    return found ? std::optional(iso(*found, zone_minutes)) : std::nullopt;
}

std::optional<Due> find_due(const WordList& text, std::span<const Hit> hits, const DateWords& words,
    std::optional<std::int64_t> date, std::int32_t zone_minutes)
{
    const auto sent = moment(date, zone_minutes);
    if (!sent)
        return std::nullopt;
    const auto of_text = lexicon_language(hits, text.words().size());
    for (const Hit& h : hits) {
        if (h.cue != Cue::Deadline)
            continue;
        // The text's own language reads first: "antes de" is Spanish and Portuguese.
        for (const Language language : { of_text.value_or(h.language), h.language }) {
            const DateText in(text, words, language);
            // From the cue itself for those that are part of the date: "within 3 days".
            for (const std::size_t at : { h.first + h.words, h.first })
                if (const auto found = read_date(in, *sent, at))
                    return Due { iso(*found, zone_minutes), found->first };
        }
    }
    return std::nullopt;
}

} // namespace agents
