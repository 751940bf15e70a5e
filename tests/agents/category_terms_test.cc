// What the model of categories sees, and that it adds to what is set by hand.
#include "triage/agents/category_terms.h"

#include <algorithm>
#include <cmath>

#include "triage/agents/classify.h"

#include <CppUTest/TestHarness.h>

using agents::Fact;
using agents::Facts;
using core::Category;

TEST_GROUP(CategoryTerms)
{
    Facts facts;
    std::string language = "en";

    std::vector<model::Term> terms(
        std::string_view subject, std::string_view name = {}, std::string_view text = {})
    {
        return agents::category_terms(facts, { subject, name, {}, text, {} }, language);
    }
    static const model::Term* find(const std::vector<model::Term>& all, std::string_view name)
    {
        const auto it = std::find_if(
            all.begin(), all.end(), [&](const model::Term& t) { return t.name == name; });
        return it == all.end() ? nullptr : &*it;
    }
    static model::Linear model_of(std::vector<model::Weight> weights)
    {
        model::Coefficients c;
        c.weights = std::move(weights);
        std::sort(c.weights.begin(), c.weights.end(),
            [](const auto& a, const auto& b) { return a.hash < b.hash; });
        return model::Linear::open(model::serialise(c)).value();
    }
};

TEST(CategoryTerms, FactsAndWordsInPairs)
{
    facts.set(Fact::ListId, 0.5);
    const auto all = terms("Minutes of May", "Anna", "Minutes follow");
    DOUBLES_EQUAL(1, find(all, "bias")->value, 0);
    DOUBLES_EQUAL(0.5, find(all, "f:list-id")->value, 0);
    for (const char* name :
        { "s:minutes", "s:minutes of", "s:of may", "n:anna", "t:minutes", "t:minutes follow" })
        CHECK_TEXT(find(all, name), name);
    CHECK_FALSE(find(all, "f:list-post"));
}

TEST(CategoryTerms, NumbersAreNoWordsAndPartNeighbours)
{
    const auto all = terms("Order 4711 shipped");
    CHECK_TRUE(find(all, "s:order") && find(all, "s:shipped"));
    CHECK_FALSE(find(all, "s:4711"));
    CHECK_FALSE(find(all, "s:order shipped"));
}

TEST(CategoryTerms, WordsOfOtherLanguagesSayNothing)
{
    language = "de";
    LONGS_EQUAL(0, terms("Plan", "Anna", "Der Plan").size());
    language = "";
    CHECK_TRUE(terms("Plan", "Anna", "Der Plan").size() > 1);
}

TEST(CategoryTerms, ALongMessageDoesNotShout)
{
    std::string text;
    for (int i = 0; i < 5000; ++i)
        text += std::string(1, static_cast<char>('a' + i % 26))
            + static_cast<char>('a' + i / 26 % 26) + ' ';
    double squares = 0;
    const auto all = terms("", "", text);
    for (const model::Term& t : all)
        squares += t.name == "bias" ? 0 : t.value * t.value;
    CHECK_TRUE(all.size() < 1100); // of a bounded prefix
    DOUBLES_EQUAL(6, std::sqrt(squares), 1e-6);
    DOUBLES_EQUAL(1, find(terms("word"), "s:word")->value, 1e-9);
}

TEST(CategoryTerms, TheModelAddsToWhatIsSetByHand)
{
    facts.set(Fact::ListPost, 1);
    const auto by_hand = agents::set_by_hand(facts);
    const auto list = static_cast<std::size_t>(Category::List);
    const auto without = agents::category_margins({}, facts, terms("word"));
    CHECK_TRUE(without == by_hand);
    const auto with = agents::category_margins(
        model_of({ { model::class_hash("s:word", static_cast<std::uint32_t>(list)), 2 },
            { model::class_hash(agents::by_hand_term, 0), 0.5F } }),
        facts, terms("word"));
    DOUBLES_EQUAL(by_hand[list] / 2 + 2, with[list], 1e-6);
    DOUBLES_EQUAL(by_hand[list - 1] / 2, with[list - 1], 1e-6);
    language = "de"; // the model is not asked
    CHECK_TRUE(agents::category_margins(
                   model_of({ { model::class_hash("bias", 1), 9 } }), facts, terms("Wort"))
        == by_hand);
}

TEST(CategoryTerms, NoModelOverridesTheRules)
{
    agents::CategoryMargins margins {};
    margins[static_cast<std::size_t>(Category::Unwanted)] = 50;
    margins[static_cast<std::size_t>(Category::Newsletter)] = 20;
    margins[static_cast<std::size_t>(Category::Security)] = 10;
    CHECK_TRUE(agents::decide(margins, facts).category == Category::Newsletter);
    facts.set(Fact::Code, 1);
    CHECK_TRUE(agents::decide(margins, facts).category == Category::Security);
    facts.set(Fact::Findings, 0.2);
    CHECK_TRUE(agents::decide(margins, facts).category == Category::Security);
    facts.set(Fact::Findings, 0.3);
    CHECK_TRUE(agents::decide(margins, facts).category == Category::Unwanted);
}
