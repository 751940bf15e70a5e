#include "triage/agents/date_words.h"

#include <algorithm>
#include <array>
#include <charconv>

namespace agents {

namespace {

struct Row {
    DateToken token;
    int value;
    std::array<std::string_view, 7> phrases; // by Language, divided by '|'
};

constexpr auto rows = std::to_array<Row>({
#define DATE(token, value, ...) { DateToken::token, value, { __VA_ARGS__ } },
#include "triage/agents/date_words.def"
#undef DATE
});

constexpr auto ordinal_endings = std::to_array<std::string_view>(
    { "st", "nd", "rd", "th", "er", "e", "º", "o", "ª", "ste", "de" });

} // namespace

DateWords::DateWords()
{
    for (const Row& row : rows)
        for (std::size_t l = 0; l < row.phrases.size(); ++l) {
            std::string_view rest = row.phrases[l];
            while (!rest.empty()) {
                const std::size_t bar = std::min(rest.find('|'), rest.size());
                add(row.token, row.value, static_cast<Language>(l), rest.substr(0, bar));
                rest.remove_prefix(std::min(bar + 1, rest.size()));
            }
        }
    for (auto& [first, list] : phrases_)
        std::stable_sort(list.begin(), list.end(),
            [](const Phrase& a, const Phrase& b) { return a.rest.size() > b.rest.size(); });
}

void DateWords::add(DateToken token, int value, Language language, std::string_view phrase)
{
    const std::vector<Word> words = words_of(phrase, 16);
    Phrase p { token, language, value, {} };
    for (std::size_t i = 1; i < words.size(); ++i)
        p.rest.emplace_back(words[i].text);
    phrases_[words.front().text].push_back(std::move(p));
}

std::optional<DateWord> DateWords::match(
    std::span<const Word> words, std::size_t at, Language language, DateToken token) const
{
    if (at >= words.size())
        return std::nullopt;
    const auto it = phrases_.find(words[at].text);
    if (it == phrases_.end())
        return std::nullopt;
    const auto stands = [&](const Phrase& p) {
        return p.token == token && p.language == language && p.rest.size() < words.size() - at
            && std::equal(p.rest.begin(), p.rest.end(), words.begin() + static_cast<long>(at) + 1,
                [](const std::string& a, const Word& b) { return a == b.text; });
    };
    const auto found = std::find_if(it->second.begin(), it->second.end(), stands);
    if (found == it->second.end())
        return std::nullopt;
    return DateWord { found->value, at + 1 + found->rest.size() };
}

std::optional<unsigned> number(std::string_view word, bool ordinal)
{
    unsigned n = 0;
    const auto [end, error] = std::from_chars(word.data(), word.data() + word.size(), n);
    const std::string_view rest = word.substr(static_cast<std::size_t>(end - word.data()));
    const bool ends_well = rest.empty()
        || (ordinal
            && std::find(ordinal_endings.begin(), ordinal_endings.end(), rest)
                != ordinal_endings.end());
    if (error != std::errc {} || !ends_well)
        return std::nullopt;
    return n;
}

} // namespace agents
