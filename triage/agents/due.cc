#include "triage/agents/due.h"

#include <algorithm>
#include <array>
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

// "Until" and its like end a deadline, or a state that lasts: who is away, what is not.
constexpr auto until_words
    = std::to_array<std::string_view>({ "until", "bis", "jusqu", "hasta", "fino", "tot", "até" });
constexpr auto lasting_words = std::to_array<std::string_view>(
    { "not", "out", "away", "off", "closed", "remain", "remains", "unavailable", "leave",
        "vacation", "nicht", "abwesend", "geschlossen", "urlaub", "pas", "absent", "absente",
        "fermé", "congé", "no", "ausente", "cerrado", "vacaciones", "non", "assente", "chiuso",
        "ferie", "niet", "afwezig", "gesloten", "vakantie", "não", "fechado", "férias" });

bool contains(std::span<const std::string_view> table, std::string_view word)
{
    return std::find(table.begin(), table.end(), word) != table.end();
}

// Whether a sentence ends between the two words.
bool parted(const WordList& text, std::size_t before, std::size_t after)
{
    const Word& b = text.words()[before];
    const std::size_t from = b.offset + b.text.size();
    const std::string_view gap
        = std::string_view(text.folded()).substr(from, text.words()[after].offset - from);
    return gap.find_first_of(".!?;") != gap.npos || gap.find("\n\n") != gap.npos;
}

// "Late next week" is no day.
bool is_vague(const DateText& text, std::size_t first)
{
    static constexpr auto words = std::to_array<std::string_view>({ "late", "later", "early", "mid",
        "sometime", "around", "anfang", "mitte", "début", "milieu", "principios", "mediados",
        "inizio", "metà", "begin", "medio", "início", "meados" });
    return contains(words, text.word(first))
        || (first > 0 && contains(words, text.word(first - 1)));
}

// "5" may be the fifth where a date is announced, and anything elsewhere.
bool is_number_alone(const DateText& text, const DateFound& found)
{
    const std::string_view word = text.word(found.first);
    return !found.time && found.next == found.first + 1
        && word.find_first_not_of("0123456789") == word.npos;
}

bool tells_how_long(const WordList& text, const Hit& h)
{
    constexpr std::size_t most_words = 8; // before the cue
    if (!contains(until_words, text.words()[h.first].text))
        return false;
    for (std::size_t i = h.first; i > 0 && h.first - i < most_words; --i) {
        if (parted(text, i - 1, i))
            return false;
        if (contains(lasting_words, text.words()[i - 1].text))
            return true;
    }
    return false;
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
        if (h.cue != Cue::Deadline || tells_how_long(text, h))
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

std::optional<Due> find_meeting(const WordList& text, std::span<const Hit> hits,
    const DateWords& words, std::optional<std::int64_t> date, std::int32_t zone_minutes)
{
    constexpr std::size_t most_words = 40; // behind what asks to come
    const auto sent = moment(date, zone_minutes);
    if (!sent)
        return std::nullopt;
    const auto of_text = lexicon_language(hits, text.words().size());
    for (const Hit& h : hits) {
        if (h.cue != Cue::AskAttend && h.cue != Cue::AskSchedule)
            continue;
        const DateText in(text, words, of_text.value_or(h.language));
        const std::size_t first = h.first + h.words;
        for (std::size_t i = first; i < std::min(first + most_words, text.words().size()); ++i)
            if (const auto found = read_date(in, *sent, i);
                found && !is_number_alone(in, *found) && !is_vague(in, found->first))
                return Due { iso(*found, zone_minutes), found->first };
    }
    return std::nullopt;
}

} // namespace agents
