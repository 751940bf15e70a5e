#include "triage/agents/lexicon.h"

#include <algorithm>

namespace agents {

namespace {

struct Row {
    Cue cue;
    Language language;
    std::string_view phrases; // divided by '|', lower case
};

constexpr auto rows = std::to_array<Row>({
#define CUE(cue, language, phrases) { Cue::cue, Language::language, phrases },
#include "triage/agents/lexicon.def"
#undef CUE
});

bool stands_at(std::span<const Word> words, std::size_t at, const std::vector<std::string>& phrase)
{
    if (phrase.size() > words.size() - at)
        return false;
    for (std::size_t i = 1; i < phrase.size(); ++i) // the first is known to match
        if (words[at + i].text != phrase[i])
            return false;
    return true;
}

} // namespace

Lexicon::Lexicon()
{
    for (const Row& row : rows) {
        std::string_view rest = row.phrases;
        while (!rest.empty()) {
            const std::size_t bar = std::min(rest.find('|'), rest.size());
            add(row.cue, row.language, rest.substr(0, bar));
            rest.remove_prefix(std::min(bar + 1, rest.size()));
        }
    }
    for (auto& [first, list] : phrases_)
        std::stable_sort(list.begin(), list.end(),
            [](const Phrase& a, const Phrase& b) { return a.words.size() > b.words.size(); });
}

void Lexicon::add(Cue cue, Language language, std::string_view phrase)
{
    Phrase p { cue, language, {} };
    for (const Word& w : words_of(phrase, 16))
        p.words.emplace_back(w.text);
    if (p.words.empty())
        return;
    shapes_.set(shape(p.words.front()));
    phrases_[p.words.front()].push_back(std::move(p));
}

std::vector<Hit> Lexicon::find(std::span<const Word> words) const
{
    std::vector<Hit> hits;
    for (std::size_t i = 0; i < words.size(); ++i) {
        if (!shapes_.test(shape(words[i].text)))
            continue;
        const auto it = phrases_.find(words[i].text);
        if (it == phrases_.end())
            continue;
        // Cues at this place, but Common: a word is common in many languages.
        std::bitset<cue_count> seen;
        for (const Phrase& p : it->second) {
            const auto cue = static_cast<std::size_t>(p.cue);
            if (seen.test(cue) || !stands_at(words, i, p.words))
                continue;
            if (p.cue != Cue::Common)
                seen.set(cue);
            hits.push_back({ p.cue, p.language, i, p.words.size() });
        }
    }
    return hits;
}

CueCounts::CueCounts(std::span<const Hit> hits)
{
    for (const Hit& h : hits)
        ++counts_[static_cast<std::size_t>(h.cue)];
}

} // namespace agents
