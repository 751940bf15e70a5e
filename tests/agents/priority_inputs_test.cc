// What the learner sees: the words of a message as places, the past as numbers.
#include "triage/agents/priority_inputs.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <set>

#include "tests/agents/example.h"
#include "triage/agents/classify.h"
#include "triage/agents/priority_terms.h"

#include <CppUTest/TestHarness.h>

using core::Feature;
using support::Example;

TEST_GROUP(PriorityInputs)
{
    agents::Classify classify;

    std::set<std::uint16_t> terms(Example e)
    {
        std::set<std::uint16_t> ids;
        for (const Feature& f : e.run(classify).features)
            if (f.is_term())
                ids.insert(f.id);
        return ids;
    }
    static std::size_t place(std::string_view word)
    {
        const auto& rows = agents::input_rows();
        return static_cast<std::size_t>(std::find_if(rows.begin(), rows.end(), [&](const auto& r) {
            return r.word == word;
        }) - rows.begin());
    }
};

TEST(PriorityInputs, EveryInputHasAWordOfItsOwn)
{
    std::set<std::string_view> words;
    for (const agents::InputRow& row : agents::input_rows())
        words.insert(row.word);
    LONGS_EQUAL(agents::input_count, words.size());
    LONGS_EQUAL(0, words.count(""));
}

TEST(PriorityInputs, AnswersRaiseWhatTheyShould)
{
    core::HistoryFacts h;
    h.recipient_in_to = true;
    h.pair_received = 3;
    h.pair_answered = 2;
    h.wrote_days = 0;
    const auto in = agents::priority_inputs({}, h);
    DOUBLES_EQUAL(1, in[place("to-you")], 0);
    DOUBLES_EQUAL(std::log(3.0), in[place("pair-replied")], 1e-6);
    DOUBLES_EQUAL(2.1 / 4, in[place("pair-reply-rate")], 1e-6);
    DOUBLES_EQUAL(1, in[place("you-wrote-this-week")], 1e-6);
    DOUBLES_EQUAL(0, in[place("you-never-write")], 0);
    DOUBLES_EQUAL(0, in[place("pair-written-lately")], 0); // never
}

TEST(PriorityInputs, FactsComeAfterThePast)
{
    const Feature question { static_cast<std::uint16_t>(agents::Fact::Question), 0.5f };
    const auto in = agents::priority_inputs(std::span(&question, 1), {});
    DOUBLES_EQUAL(0.5, in[place("question")], 1e-6);
    CHECK_TRUE(place("question") >= agents::history_input_count);
}

TEST(PriorityInputs, NothingIsBeyondItsBounds)
{
    core::HistoryFacts h;
    h.pair_received = std::numeric_limits<double>::infinity();
    h.thread_own = std::numeric_limits<double>::quiet_NaN();
    h.pair_answered = 1e300;
    for (const float v : agents::priority_inputs({}, h))
        CHECK_TRUE(std::isfinite(v) && v >= -16 && v <= 16);
}

TEST(PriorityInputs, WordsAreTermsWithoutOrderCaseOrNumbers)
{
    const auto a = terms(Example().subject("Budget").text("Please look at the Plan 17"));
    const auto b = terms(Example().subject("BUDGET").text("plan 99 the at look please"));
    CHECK_TRUE(a == b);
    LONGS_EQUAL(6, a.size()); // the subject's word and five of the text
}

TEST(PriorityInputs, AWordInTheSubjectIsAnotherOne)
{
    const auto subject = terms(Example().subject("budget").text("")),
               text = terms(Example().subject("").text("budget"));
    LONGS_EQUAL(1, subject.size());
    LONGS_EQUAL(1, text.size());
    CHECK_FALSE(subject == text);
}

TEST(PriorityInputs, TermsOfALongTextAreBounded)
{
    std::string text;
    for (int i = 0; i < 5000; ++i)
        text += "w" + std::string(1, static_cast<char>('a' + i % 26))
            + std::string(1, static_cast<char>('a' + i / 26 % 26)) + " ";
    LONGS_EQUAL(agents::most_terms, terms(Example().subject("budget").text(text)).size());
}
