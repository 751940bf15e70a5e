#include "triage/agents/sentence_terms.h"

#include <cmath>
#include <string>

#include "triage/model/term_list.h"

namespace agents {

namespace {

constexpr std::size_t most_words = 60; // of a sentence; a longer one is a list
constexpr std::size_t longest = 24; // bytes of a word
constexpr std::size_t few = 4, many = 25; // words

struct CueTerm {
    Cue cue;
    std::string_view term;
};
constexpr auto cue_terms = std::to_array<CueTerm>({
    { Cue::Greeting, "c:greeting" },
    { Cue::Filler, "c:filler" },
    { Cue::Boilerplate, "c:boilerplate" },
    { Cue::AskReply, "c:reply" },
    { Cue::AskReview, "c:review" },
    { Cue::AskPay, "c:pay" },
    { Cue::AskSchedule, "c:schedule" },
    { Cue::AskAttend, "c:attend" },
    { Cue::AskSend, "c:send" },
    { Cue::AskConfirm, "c:confirm" },
    { Cue::Thanks, "c:thanks" },
    { Cue::Deadline, "c:deadline" },
    { Cue::Offer, "c:offer" },
    { Cue::Newsletter, "c:newsletter" },
});

// Numbers are alike, and so are words that are none.
std::string_view plain(std::string_view word)
{
    if (word.find_first_of("0123456789") != word.npos)
        return "#";
    return word.substr(0, longest);
}

void add_words(const WordList& list, model::TermList& terms)
{
    std::string_view two, one; // the words before: the last but one, the last
    const std::size_t n = std::min(list.words().size(), most_words);
    for (std::size_t i = 0; i < n; ++i) {
        const std::string_view word = plain(list.words()[i].text);
        terms.add({ "w:", word });
        if (i == 0)
            terms.add({ "^:", word });
        if (i > 0)
            terms.add({ "w:", one, " ", word });
        if (i == 1)
            terms.add({ "^:", one, " ", word });
        if (i > 1)
            terms.add({ "w:", two, " ", one, " ", word });
        two = one;
        one = word;
    }
}

} // namespace

std::vector<model::Term> request_terms(
    std::string_view sentence, const WordList& words, std::span<const Hit> hits)
{
    std::vector<model::Term> all;
    model::TermList terms(all);
    add_words(words, terms);
    for (const Hit& h : hits)
        for (const CueTerm& row : cue_terms)
            if (row.cue == h.cue)
                terms.add({ row.term });
    const std::size_t end = sentence.find_last_not_of(" \t\r\n\"')");
    if (end != sentence.npos
        && std::string_view("?!.:,").find(sentence[end]) != std::string_view::npos)
        terms.add({ "$:", sentence.substr(end, 1) });
    if (words.words().size() < few)
        terms.add({ "few" });
    if (words.words().size() > many)
        terms.add({ "many" });
    return all;
}

core::Source sentence_source(std::string_view term)
{
    const bool word = term.starts_with("w:") || term.starts_with("^:");
    return word ? core::Source::Words : core::Source::Facts;
}

double request_probability(double margin)
{
    return 1 / (1 + std::exp(-margin));
}

} // namespace agents
