// Facts of the text: phrases, questions, sums of money, one-time codes. Called by classify.
#include <algorithm>
#include <cmath>

#include "triage/agents/due.h"
#include "triage/agents/facts.h"

namespace agents {

namespace {

constexpr std::size_t subject_bytes = 1024;
constexpr std::size_t text_bytes = 4096; // what matters for triage stands at the top
constexpr std::size_t foot_bytes = 2048;
constexpr std::size_t greeting_words = 6; // a greeting stands within the first words
constexpr std::size_t code_distance = 10; // words between "code" and the code
constexpr std::size_t security_distance = 40; // words between "code" and what it is for

bool is_digits(std::string_view s)
{
    return !s.empty() && s.find_first_not_of("0123456789") == s.npos;
}

// 4 to 8 digits, but no year.
bool is_code(std::string_view word)
{
    if (!is_digits(word) || word.size() < 4 || word.size() > 8)
        return false;
    return word.size() != 4 || !(word.starts_with("19") || word.starts_with("20"));
}

// "123 456", "123-456"
bool is_split_code(std::string_view a, std::string_view b)
{
    return is_digits(a) && is_digits(b) && a.size() == 3 && b.size() == 3;
}

// Whether a phrase of account security stands within `distance` words of word `at`.
bool guarded(std::span<const Hit> hits, std::size_t at, std::size_t distance)
{
    return std::any_of(hits.begin(), hits.end(), [&](const Hit& h) {
        return h.cue == Cue::Security && h.first < at + distance && at < h.first + distance;
    });
}

// A number that looks like a one-time code near a word that names one, and account security in the
// subject or near it: shops print codes, too ("code 1234 at checkout").
bool has_code(std::span<const Word> words, std::span<const Hit> hits, bool security_subject)
{
    for (const Hit& h : hits) {
        if (h.cue != Cue::CodeWord)
            continue;
        if (!security_subject && !guarded(hits, h.first, security_distance))
            continue;
        const std::size_t from = h.first > code_distance ? h.first - code_distance : 0;
        const std::size_t to = std::min(words.size(), h.first + h.words + code_distance);
        for (std::size_t i = from; i < to; ++i)
            if (is_code(words[i].text)
                || (i + 1 < to && is_split_code(words[i].text, words[i + 1].text)))
                return true;
    }
    return false;
}

bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

// A currency sign or code beside a digit.
bool has_money(std::string_view text)
{
    constexpr auto signs
        = std::to_array<std::string_view>({ "$", "€", "£", "eur ", "usd ", "gbp ", "chf ", "r$" });
    for (const std::string_view sign : signs)
        for (std::size_t i = text.find(sign); i != text.npos; i = text.find(sign, i + 1)) {
            const std::size_t after = i + sign.size();
            const bool space = after < text.size() && text[after] == ' ';
            const std::size_t next = after + (space ? 1 : 0);
            if (next < text.size() && is_digit(text[next]))
                return true;
            if (i > 0
                && (is_digit(text[i - 1])
                    || (i > 1 && text[i - 1] == ' ' && is_digit(text[i - 2]))))
                return true;
        }
    return false;
}

// Question marks that end a word, not those of URLs.
std::size_t questions(std::string_view text)
{
    std::size_t n = 0;
    for (std::size_t i = text.find('?'); i != text.npos; i = text.find('?', i + 1))
        n += i + 1 == text.size()
            || std::string_view(" \n\t\r\"')?!").find(text[i + 1]) != text.npos;
    return n;
}

// Mostly capitals, or rows of exclamation marks.
bool is_shouting(std::string_view subject)
{
    std::size_t upper = 0;
    std::size_t lower = 0;
    for (const char c : subject) {
        upper += c >= 'A' && c <= 'Z';
        lower += c >= 'a' && c <= 'z';
    }
    return (upper >= 8 && upper > 3 * lower) || subject.find("!!") != subject.npos;
}

bool greets_early(std::span<const Hit> hits)
{
    return std::any_of(hits.begin(), hits.end(),
        [](const Hit& h) { return h.cue == Cue::Greeting && h.first < greeting_words; });
}

// The greeting is followed by a name that the recipient has in To.
bool greets_by_name(const core::Message& m, const Reading& r)
{
    std::string names;
    for (std::size_t i = 0; i < std::min<std::size_t>(m.to.size(), 5); ++i) {
        const std::string& address = m.to[i].address;
        names += m.to[i].name + " " + address.substr(0, address.find('@')) + " ";
    }
    const WordList known(names, 512);
    const auto& words = r.text.words();
    for (const Hit& h : r.text_hits) {
        const std::size_t next = h.first + h.words;
        if (h.cue != Cue::Greeting || h.first >= greeting_words || next >= words.size())
            continue;
        for (const Word& name : known.words())
            if (name.text.size() >= 3 && name.text == words[next].text)
                return true;
    }
    return false;
}

// A phrase in the subject says more than any number in the text; three in the text say enough.
double strength(const Reading& r, Cue cue)
{
    const double in_text = std::min(r.text_cues.of(cue), 3u);
    return (r.subject_cues.of(cue) ? in_subject : 0) + 0.2 * in_text;
}

unsigned requests(const Reading& r)
{
    unsigned n = 0;
    for (const Cue c : { Cue::AskReply, Cue::AskReview, Cue::AskPay, Cue::AskSchedule,
             Cue::AskAttend, Cue::AskSend, Cue::AskConfirm })
        n += r.text_cues.of(c) + r.subject_cues.of(c);
    return n;
}

struct CueFact {
    Cue cue;
    Fact fact;
};
constexpr auto cue_facts = std::to_array<CueFact>({
    { Cue::Security, Fact::SecurityWords },
    { Cue::Transaction, Fact::TransactionWords },
    { Cue::Offer, Fact::OfferWords },
    { Cue::Newsletter, Fact::NewsletterWords },
    { Cue::Social, Fact::SocialWords },
    { Cue::Notification, Fact::NotificationWords },
    { Cue::Bounce, Fact::BounceWords },
    { Cue::Personal, Fact::PersonalWords },
    { Cue::Work, Fact::WorkWords },
    { Cue::Spam, Fact::SpamWords },
    { Cue::Thanks, Fact::Thanks },
    { Cue::Urgent, Fact::UrgentWords },
    { Cue::Flattery, Fact::Flattery },
});

std::string_view text_of(const core::Message& m)
{
    return m.new_text.empty() ? m.text : m.new_text;
}

std::string_view end_of(std::string_view text)
{
    return text.substr(text.size() > foot_bytes ? text.size() - foot_bytes : 0);
}

} // namespace

Reading::Reading(const core::Message& message, const Lexicon& lexicon)
    : subject(message.subject, subject_bytes)
    , text(text_of(message), text_bytes)
    , foot(end_of(message.text), foot_bytes)
    , subject_hits(lexicon.find(subject.words()))
    , text_hits(lexicon.find(text.words()))
    , subject_cues(subject_hits)
    , text_cues(text_hits)
    , foot_cues(lexicon.find(foot.words()))
{
}

void find_text_facts(const Case& c, const Reading& r, const DateWords& dates, Facts& f)
{
    const core::Message& m = c.message;
    for (const CueFact& row : cue_facts)
        f.set(row.fact, strength(r, row.cue));
    const bool security = r.subject_cues.of(Cue::Security) > 0;
    f.set(Fact::Code,
        has_code(r.text.words(), r.text_hits, security)
            || has_code(r.subject.words(), r.subject_hits, security));
    f.set(Fact::Money, has_money(r.text.folded()) || has_money(r.subject.folded()));
    f.set(Fact::Greeting, greets_early(r.text_hits));
    f.set(Fact::NamedGreeting, greets_by_name(m, r));
    f.set(Fact::Question,
        static_cast<double>(questions(r.text.folded())) / 2
            + (questions(r.subject.folded()) ? 0.5 : 0));
    f.set(Fact::Request, requests(r) / 2.0);
    f.set(Fact::Meeting,
        r.text_cues.of(Cue::AskSchedule) + r.text_cues.of(Cue::AskAttend)
            + r.subject_cues.of(Cue::AskAttend));
    f.set(Fact::DueDate,
        find_due(r.text, r.text_hits, dates, m.date, m.date_zone_minutes).has_value());
    f.set(Fact::Footer, r.foot_cues.of(Cue::Boilerplate));
    f.set(Fact::Shouting, is_shouting(m.subject));
    f.set(Fact::Short, text_of(m).size() < 600);
    f.set(Fact::Long, text_of(m).size() > 4000);
    f.set(Fact::Length, std::log1p(static_cast<double>(text_of(m).size())) / 10); // 1: 22 kB
}

} // namespace agents
