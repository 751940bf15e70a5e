// Sentences judged by people, read with their place in the file; a model that learns them, and the
// measure, which must not see what it fits.
#include "triage/train/requests.h"

#include <algorithm>

#include "triage/agents/sentence_terms.h"

#include <CppUTest/TestHarness.h>

namespace {

// Twelve openings times ten things: requests begin with "please" or "kindly".
std::vector<train::JudgedSentence> sentences()
{
    std::vector<train::JudgedSentence> all;
    const char* things[]
        = { "boat", "tree", "lamp", "door", "road", "hill", "coin", "fish", "bell", "drum" };
    for (const char* thing : things)
        for (const char* opening : { "Please paint", "Kindly paint", "Please move", "Kindly move",
                 "We painted", "They painted", "We moved", "They moved" })
            all.push_back({ std::string(opening) + " the " + thing + ".",
                opening[0] == 'P' || opening[0] == 'K' });
    return all;
}

double probability(const model::Coefficients& c, std::string_view sentence)
{
    const agents::Lexicon lexicon;
    const agents::WordList words(sentence, 500);
    const auto m = model::Linear::open(model::serialise(c));
    return agents::request_probability(
        m->margin(agents::request_terms(sentence, words, lexicon.find(words.words()))));
}

}

TEST_GROUP(Requests) {};

TEST(Requests, LearnsFromJudgedSentences)
{
    const auto c = train::fit_requests(sentences(), {});
    STRCMP_EQUAL("requests", c.name.c_str());
    CHECK(probability(c, "Please carry the chair.") > 0.7);
    CHECK(probability(c, "We carried the chair.") < 0.3);
}

TEST(Requests, SameSentencesGiveTheSameModel)
{
    CHECK(model::serialise(train::fit_requests(sentences(), {}))
        == model::serialise(train::fit_requests(sentences(), {})));
}

TEST(Requests, IsMeasuredOnWhatItHasNotSeen)
{
    const auto table = train::evaluate_requests(sentences(), {});
    LONGS_EQUAL(4, table.size());
    STRCMP_EQUAL("model", table.back().name.c_str());
    CHECK(table.back().f1() > 0.95);
    CHECK(table.back().area > 0.95);

    // Labels that follow nothing cannot be known: a measure that sees them would say so.
    auto random = sentences();
    for (std::size_t i = 0; i < random.size(); ++i)
        random[i].request = i * 7 % 11 < 5;
    CHECK(train::evaluate_requests(random, {}).back().area < 0.75);
}

TEST(Requests, OrderOfTheFileDoesNotMatter)
{
    auto turned = sentences();
    std::reverse(turned.begin(), turned.end());
    DOUBLES_EQUAL(train::evaluate_requests(sentences(), {}).back().area,
        train::evaluate_requests(turned, {}).back().area, 1e-12);
}

TEST(Requests, ReadsLinesAndSaysWhereOneIsWrong)
{
    const auto good = train::read_sentences("f", "Yes\tCall me.\nno\tIt rains.\n\nYes\tCall me.\n");
    LONGS_EQUAL(2, good->size());
    CHECK_TRUE(good->at(0).request);
    CHECK_FALSE(good->at(1).request);
    for (const char* text : { "No\tx\nMaybe\ty", "No\tx\nYes y" }) {
        const auto bad = train::read_sentences("list.txt", text);
        CHECK_FALSE(bad.ok());
        CHECK(bad.error().what.starts_with("list.txt:2: "));
    }
}
