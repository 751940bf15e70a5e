#include "triage/agents/summary.h"

#include <algorithm>
#include <array>
#include <deque>
#include <map>
#include <span>
#include <unordered_map>

#include "triage/agents/paragraphs.h"
#include "triage/agents/sentence_terms.h"
#include "triage/core/text.h"

namespace agents {

namespace {

constexpr std::size_t read_bytes = 4096; // of the new text
constexpr std::size_t summary_length = 160; // code points
constexpr std::size_t max_sentences = 16; // looked at
constexpr std::size_t greeting_words = 5; // "Good morning Mr. Van Dyke,"
constexpr std::size_t filler_words = 16;
constexpr std::size_t boilerplate_words = 25;
constexpr std::size_t full_sentence_words = 3;
constexpr std::size_t telling = 4; // letters of a word that may carry the subject

bool has(std::span<const Hit> hits, Cue cue)
{
    return std::any_of(hits.begin(), hits.end(), [&](const Hit& h) { return h.cue == cue; });
}

bool starts_with_greeting(std::span<const Hit> hits)
{
    return std::any_of(hits.begin(), hits.end(),
        [](const Hit& h) { return h.cue == Cue::Greeting && h.first == 0; });
}

// "Hi Anna, could you …" without "Hi Anna,".
std::string_view without_greeting(std::string_view sentence)
{
    const std::size_t comma = sentence.substr(0, 48).find(',');
    return comma == sentence.npos ? sentence : core::trim(sentence.substr(comma + 1));
}

// "Anna," or "Mr. Weber -": a salutation without a greeting.
bool is_salutation(std::string_view sentence, std::size_t words)
{
    return words <= full_sentence_words
        && (sentence.ends_with(',') || sentence.ends_with('-') || sentence.ends_with(':'));
}

// What mail programs and page builders leave in a text: pieces of URLs, style sheets, entities,
// table rules, the header of a forwarded message.
bool is_debris(std::string_view sentence)
{
    constexpr auto signs = std::to_array<std::string_view>(
        { "](", "&#", "&zwnj;", "&nbsp;", "rsquo;", "utm_", "{", "|" });
    constexpr auto openings = std::to_array<std::string_view>({ "From:", "Sent:", "To:", "Von:",
        "De:", "De :", "Da:", "Van:", "----", "====", "____", "****" });
    const auto holds = [&](std::string_view s) { return sentence.find(s) != sentence.npos; };
    const auto opens = [&](std::string_view s) { return sentence.starts_with(s); };
    const bool query = holds("=") && (holds("&") || holds("?") || !holds(" = "));
    return query || std::any_of(signs.begin(), signs.end(), holds)
        || std::any_of(openings.begin(), openings.end(), opens);
}

// What of a sentence can stand as a summary; empty if nothing.
std::string_view meaning(std::string_view sentence, const Lexicon& lexicon)
{
    const WordList list(sentence, sentence.size());
    const std::size_t words = list.words().size();
    const std::vector<Hit> hits = lexicon.find(list.words());
    if (starts_with_greeting(hits)) {
        const std::string_view rest = without_greeting(sentence);
        if (words <= greeting_words || rest.size() == sentence.size())
            return words <= greeting_words ? std::string_view {} : sentence;
        return meaning(rest, lexicon);
    }
    if (is_salutation(sentence, words) || is_debris(sentence))
        return {};
    if (has(hits, Cue::Filler) && words <= filler_words)
        return {};
    return has(hits, Cue::Boilerplate) && words <= boilerplate_words ? std::string_view {}
                                                                     : sentence;
}

// Where ranges begin; the first is below all of them.
constexpr auto places = std::to_array<std::size_t>({ 1, 2, 3, 4, 6, 10 });
constexpr auto lengths = std::to_array<std::size_t>({ 5, 8, 13, 20, 28 }); // words

// A value among limits, as the name of the range it falls into.
template <std::size_t N>
std::string range(char kind, std::size_t value, const std::array<std::size_t, N>& limits)
{
    const auto at = std::upper_bound(limits.begin(), limits.end(), value) - limits.begin();
    return std::string("=") + kind + std::to_string(at);
}

struct Tokens { // of a candidate's line
    explicit Tokens(std::string_view line)
        : list(line, line.size())
    {
        for (const Word& w : list.words())
            if (w.text.size() >= telling)
                telling_words.push_back(w.text);
        std::sort(telling_words.begin(), telling_words.end());
        telling_words.erase(
            std::unique(telling_words.begin(), telling_words.end()), telling_words.end());
    }
    const WordList list;
    std::vector<std::string_view> telling_words; // each once
};

// Words that stand in several sentences: what a text is about is said more than once.
class Repeated {
public:
    explicit Repeated(const std::deque<Tokens>& candidates)
    {
        for (const Tokens& c : candidates)
            for (const std::string_view w : c.telling_words)
                ++sentences_[w];
    }
    // Share of a sentence's telling words that stand in another, too.
    double share(const Tokens& candidate) const
    {
        const auto& words = candidate.telling_words;
        const auto again = std::count_if(
            words.begin(), words.end(), [&](std::string_view w) { return sentences_.at(w) > 1; });
        return words.empty() ? 0 : static_cast<double>(again) / static_cast<double>(words.size());
    }

private:
    std::unordered_map<std::string_view, std::size_t> sentences_;
};

} // namespace

std::vector<SummaryCandidate> summary_candidates(std::string_view new_text, const Lexicon& lexicon)
{
    const std::string text = unwrap(new_text, read_bytes);
    std::vector<SummaryCandidate> full, fragments;
    std::size_t place = 0;
    for (const std::string_view sentence : core::sentences(text, read_bytes)) {
        if (place == max_sentences)
            break;
        SummaryCandidate c { core::clean_line(meaning(sentence, lexicon), summary_length),
            place++ };
        const WordList words(c.line, c.line.size());
        if (words.words().size() >= full_sentence_words)
            full.push_back(std::move(c));
        else if (!c.line.empty() && fragments.empty())
            fragments.push_back(std::move(c));
    }
    return full.empty() ? fragments : full;
}

std::vector<std::vector<model::Term>> summary_terms(
    const std::vector<SummaryCandidate>& candidates, const Lexicon& lexicon, bool words)
{
    std::deque<Tokens> tokens;
    for (const SummaryCandidate& c : candidates)
        tokens.emplace_back(c.line);
    const Repeated repeated(tokens);
    std::vector<std::vector<model::Term>> all;
    for (std::size_t i = 0; i < candidates.size(); ++i) {
        const std::string& line = candidates[i].line;
        const WordList& list = tokens[i].list;
        std::vector<model::Term> terms = request_terms(line, list, lexicon.find(list.words()));
        if (!words)
            std::erase_if(terms, [](const model::Term& t) {
                return sentence_source(t.name) == core::Source::Words;
            });
        const std::string place = range('p', i, places);
        const std::string length = range('l', list.words().size(), lengths);
        terms.push_back({ place, 1 });
        terms.push_back({ length, 1 });
        terms.push_back({ place + length, 1 });
        terms.push_back({ "=repeated", repeated.share(tokens[i]) });
        terms.push_back({ "=digits", line.find_first_of("0123456789") != line.npos ? 1.0 : 0.0 });
        if (i + 1 == candidates.size())
            terms.push_back({ "=last", 1 });
        all.push_back(std::move(terms));
    }
    return all;
}

namespace {

struct Choice {
    std::size_t best = 0; // candidate
    std::vector<std::vector<model::Term>> terms; // of each; none if there was no choice
    std::vector<double> margins;
};

Choice choose(const std::vector<SummaryCandidate>& candidates, const Lexicon& lexicon,
    const model::Linear& ranker, bool english)
{
    Choice c;
    if (ranker.empty() || candidates.size() < 2)
        return c;
    c.terms = summary_terms(candidates, lexicon, english);
    for (const auto& t : c.terms)
        c.margins.push_back(ranker.margin(t));
    c.best = static_cast<std::size_t>(
        std::max_element(c.margins.begin(), c.margins.end()) - c.margins.begin());
    return c;
}

// What the margin of one has beyond that of another.
core::Sum difference(const model::Linear& ranker, std::span<const model::Term> one,
    std::span<const model::Term> other)
{
    std::map<std::string_view, double> by_name;
    for (const model::Linear::Part& p : ranker.parts(one))
        by_name[p.term->name] += p.contribution;
    for (const model::Linear::Part& p : ranker.parts(other))
        by_name[p.term->name] -= p.contribution;
    core::Summands all;
    for (const auto& [name, weight] : by_name)
        all.add(sentence_source(name), std::string(name), weight);
    return all.take();
}

} // namespace

namespace {

// The range that a term's digit names: "3", "5 to 6", "11 or more".
std::string range_text(std::span<const std::size_t> limits, std::size_t at, std::size_t from)
{
    const std::size_t low = (at == 0 ? 0 : limits[at - 1]) + from;
    if (at >= limits.size())
        return std::to_string(low) + " or more";
    const std::size_t high = limits[at] - 1 + from;
    return std::to_string(low) + (low == high ? "" : " to " + std::to_string(high));
}

} // namespace

std::string summary_fact(std::string_view term)
{
    std::string text;
    for (std::size_t i = 0; i + 2 < term.size() && term[i] == '='; i += 3) {
        const bool place = term[i + 1] == 'p';
        const auto limits
            = place ? std::span<const std::size_t>(places) : std::span<const std::size_t>(lengths);
        const auto at = static_cast<std::size_t>(term[i + 2] - '0');
        if ((!place && term[i + 1] != 'l') || at > limits.size())
            break;
        text += (text.empty() ? "" : ", ") + std::string(place ? "sentence " : "words ")
            + range_text(limits, at, place ? 1 : 0);
    }
    return text.empty() ? std::string(term.substr(1)) : text;
}

std::string summary_of(
    std::string_view new_text, const Lexicon& lexicon, const model::Linear& ranker, bool english)
{
    auto candidates = summary_candidates(new_text, lexicon);
    if (candidates.empty())
        return {};
    return std::move(candidates[choose(candidates, lexicon, ranker, english).best].line);
}

std::optional<SummaryReasons> explain_summary(
    std::string_view new_text, const Lexicon& lexicon, const model::Linear& ranker, bool english)
{
    auto candidates = summary_candidates(new_text, lexicon);
    if (candidates.empty())
        return std::nullopt;
    SummaryReasons reasons;
    reasons.model = ranker.empty() ? ModelUse::Absent
        : english                  ? ModelUse::Asked
                                   : ModelUse::OtherLanguage;
    const Choice c = choose(candidates, lexicon, ranker, english);
    reasons.only = candidates.size() == 1;
    reasons.first = c.best == 0;
    if (c.margins.empty())
        return reasons;
    std::size_t other = 0;
    if (reasons.first)
        other = static_cast<std::size_t>(
            std::max_element(c.margins.begin() + 1, c.margins.end()) - c.margins.begin());
    reasons.other = std::move(candidates[other].line);
    reasons.ahead = difference(ranker, c.terms[c.best], c.terms[other]);
    return reasons;
}

} // namespace agents
