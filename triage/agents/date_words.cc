#include "triage/agents/date_words.h"

#include <array>
#include <charconv>

namespace agents {

namespace {

struct Named {
    std::string_view words; // divided by '|'
    unsigned number;
};

constexpr auto months = std::to_array<Named>({
    { "january|jan|januar|jänner|janvier|enero|gennaio|januari|janeiro", 1 },
    { "february|feb|februar|février|febrero|febbraio|februari|fevereiro", 2 },
    { "march|mar|märz|mars|marzo|maart|março", 3 },
    { "april|apr|avril|abril|aprile", 4 },
    { "may|mai|mayo|maggio|mei|maio", 5 },
    { "june|jun|juni|juin|junio|giugno|junho", 6 },
    { "july|jul|juli|juillet|julio|luglio|julho", 7 },
    { "august|aug|août|agosto|augustus", 8 },
    { "september|sep|sept|septembre|septiembre|settembre|setembro", 9 },
    { "october|oct|oktober|okt|octobre|octubre|ottobre|outubro", 10 },
    { "november|nov|novembre|noviembre|novembro", 11 },
    { "december|dec|dezember|dez|décembre|diciembre|dicembre|dezembro", 12 },
});

constexpr auto weekdays = std::to_array<Named>({
    { "monday|mon|montag|lundi|lunes|lunedì|maandag|segunda", 1 },
    { "tuesday|tue|tues|dienstag|mardi|martes|martedì|dinsdag|terça", 2 },
    { "wednesday|wed|mittwoch|mercredi|miércoles|mercoledì|woensdag|quarta", 3 },
    { "thursday|thu|thurs|donnerstag|jeudi|jueves|giovedì|donderdag|quinta", 4 },
    { "friday|fri|freitag|vendredi|viernes|venerdì|vrijdag|sexta", 5 },
    { "saturday|sat|samstag|sonnabend|samedi|sábado|sabato|zaterdag", 6 },
    { "sunday|sun|sonntag|dimanche|domingo|domenica|zondag", 0 },
});

constexpr auto relative_days = std::to_array<Named>({
    { "today|tonight|eod|cob|heute|aujourd|hoy|oggi|vandaag|hoje", 0 },
    { "tomorrow|morgen|demain|mañana|domani|amanhã", 1 },
});

// May stand between the deadline word and the date.
constexpr std::string_view small_words
    = "the|on|am|den|dem|zum|der|le|la|el|il|lo|de|del|dia|día|o|op|at|um|à|a|alle|las|às|close|"
      "end|of|this|diesen|feira|ao|os|noon";

template <std::size_t N>
std::optional<unsigned> look_up(const std::array<Named, N>& table, std::string_view word)
{
    for (const Named& row : table)
        if (listed(row.words, word))
            return row.number;
    return std::nullopt;
}

} // namespace

bool listed(std::string_view list, std::string_view word)
{
    for (std::size_t i = list.find(word); i != list.npos; i = list.find(word, i + 1)) {
        const std::size_t end = i + word.size();
        if ((i == 0 || list[i - 1] == '|') && (end == list.size() || list[end] == '|'))
            return true;
    }
    return false;
}

std::optional<unsigned> number(std::string_view word, bool ordinal)
{
    unsigned n = 0;
    const auto [end, error] = std::from_chars(word.data(), word.data() + word.size(), n);
    const std::string_view rest = word.substr(static_cast<std::size_t>(end - word.data()));
    if (error != std::errc {}
        || (!rest.empty() && !(ordinal && listed("st|nd|rd|th|er|º|o|ª", rest))))
        return std::nullopt;
    return n;
}

std::optional<unsigned> month_of(std::string_view word)
{
    return look_up(months, word);
}

std::optional<unsigned> weekday_of(std::string_view word)
{
    return look_up(weekdays, word);
}

std::optional<unsigned> relative_day(std::string_view word)
{
    return look_up(relative_days, word);
}

bool may_precede_date(std::string_view word)
{
    return listed(small_words, word);
}

} // namespace agents
