// Candidates of a summary and the choice among them: verbatim, none without a model but the first.
#include "triage/agents/summary.h"

#include <random>

#include "triage/core/text.h"

#include <CppUTest/TestHarness.h>

namespace {

model::Linear likes(const char* term, float weight = 1)
{
    model::Coefficients c;
    c.weights = { { model::term_hash(term), weight } };
    return *model::Linear::open(model::serialise(c));
}

const char* const text = "Hi Tom,\n\nWe talked yesterday evening.\n\nThe roof needs new tiles.\n\n"
                         "I hope you are well.\n\nThe roof is old.";

}

TEST_GROUP(Summary)
{
    agents::Lexicon lexicon;
};

TEST(Summary, CandidatesAreWhatIsNeitherGreetingNorFiller)
{
    const auto c = agents::summary_candidates(text, lexicon);
    LONGS_EQUAL(3, c.size());
    STRCMP_EQUAL("We talked yesterday evening.", c[0].line.c_str());
    STRCMP_EQUAL("The roof is old.", c[2].line.c_str());
    CHECK(c[0].place < c[1].place);
    LONGS_EQUAL(1, agents::summary_candidates("Thanks!", lexicon).size());
    LONGS_EQUAL(0, agents::summary_candidates("", lexicon).size());
}

TEST(Summary, TheModelChoosesAndTheFirstStandsWithoutOne)
{
    STRCMP_EQUAL("The roof needs new tiles.",
        agents::summary_of(text, lexicon, likes("w:tiles"), true).c_str());
    STRCMP_EQUAL("We talked yesterday evening.", agents::summary_of(text, lexicon).c_str());
    STRCMP_EQUAL(
        "The roof is old.", agents::summary_of(text, lexicon, likes("=last"), true).c_str());
}

TEST(Summary, WordsCountInEnglishOnly)
{
    STRCMP_EQUAL("We talked yesterday evening.",
        agents::summary_of(text, lexicon, likes("w:tiles"), false).c_str());
    STRCMP_EQUAL(
        "The roof is old.", agents::summary_of(text, lexicon, likes("=last"), false).c_str());
}

TEST(Summary, WhatIsSaidTwiceTells)
{
    const auto candidates = agents::summary_candidates(text, lexicon);
    const auto terms = agents::summary_terms(candidates, lexicon, true);
    const auto value = [&](std::size_t i) {
        for (const model::Term& t : terms[i])
            if (t.name == "=repeated")
                return t.value;
        return -1.0;
    };
    DOUBLES_EQUAL(0, value(0), 0);
    DOUBLES_EQUAL(1.0 / 3, value(1), 1e-9); // roof, of roof, needs, tiles
    DOUBLES_EQUAL(1, value(2), 1e-9);
}

TEST(Summary, IsLiftedVerbatimWhateverTheTextIs)
{
    std::mt19937 random(7); // fixed: the same texts each time
    const char* const pieces[] = { "roof ", "tiles. ", "Hi Tom, ", "\n", "? ", "é", "123 ", "=",
        "\xe2\x80\xae", "a long word ", "\r\n\r\n", "{", "http://x.example/ " };
    for (int round = 0; round < 300; ++round) {
        std::string bytes;
        for (int n = 0; n < 60; ++n)
            bytes += pieces[random() % std::size(pieces)];
        const std::string s = agents::summary_of(bytes, lexicon, likes("=repeated"), true);
        CHECK(core::code_points(s) <= 160);
        STRCMP_EQUAL(s.c_str(), core::clean_line(s, 160).c_str());
        bool found = s.empty();
        for (const auto& c : agents::summary_candidates(bytes, lexicon))
            found = found || c.line == s;
        CHECK(found);
    }
}
