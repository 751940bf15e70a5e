// Explanations on the wire: what goes in comes out, and nothing but what an encoder makes is taken.
#include <cmath>
#include <random>

#include "milter/wire.h"

#include <CppUTest/TestHarness.h>

using agents::Explanation;
using core::Category;
using core::Source;
namespace wire = milter::wire;

namespace {

core::Sum sum(std::size_t names, std::string_view name)
{
    core::Summands all;
    for (const Source s : { Source::ByHand, Source::Facts, Source::Words, Source::Constant })
        for (std::size_t i = 0; i < names; ++i)
            all.add(s, std::string(name), static_cast<double>(i) - 3.5);
    return all.take();
}

Explanation full(std::size_t names = 20, std::string_view name = "s:größe")
{
    Explanation e;
    agents::CategoryReasons& c = e.category.emplace();
    c.decided = Category::Unknown;
    c.rule = agents::CategoryRule::Unsure;
    c.model = agents::ModelUse::Asked;
    c.by_hand = 1.2;
    for (std::size_t i = 1; i < core::category_names.size(); ++i)
        c.ranked.push_back(
            { static_cast<Category>(i), -0.25, 0.125, agents::CategoryRule::NeedsEvidence });
    c.weighed = { { Category::Work, sum(names, name) }, { Category::List, sum(names, name) } };
    e.action = agents::ActionReasons { agents::ActionRule::Phrase, std::string(name), true,
        agents::ModelUse::Absent, sum(names, name) };
    e.summary = agents::SummaryReasons { agents::ModelUse::OtherLanguage, false, true,
        std::string(name), sum(names, name) };
    e.content = scan::ContentReasons { sum(names, name), 33, false };
    return e;
}

}

TEST_GROUP(WireExplanation) {};

TEST(WireExplanation, ComesBackAsItWas)
{
    for (const Explanation& e : { full(), full(1, ""), Explanation {} }) {
        const auto back = wire::decode_explanation(wire::encode_explanation(e));
        CHECK_TRUE(back.has_value());
        CHECK_TRUE(*back == e);
    }
}

TEST(WireExplanation, IsTakenWholeOrNotAtAll)
{
    const std::string good = wire::encode_explanation(full(2));
    for (std::size_t n = 0; n < good.size(); ++n)
        CHECK_FALSE(wire::decode_explanation(std::string_view(good).substr(0, n)).has_value());
    CHECK_FALSE(wire::decode_explanation(good + '\0').has_value());
    std::string other_version = good;
    ++other_version[0];
    CHECK_FALSE(wire::decode_explanation(other_version).has_value());
}

TEST(WireExplanation, ADamagedOneIsRefusedOrWithinTheCaps)
{
    std::mt19937 random { 1 };
    const std::string good = wire::encode_explanation(full());
    for (int i = 0; i < 3000; ++i) {
        std::string bytes = good;
        for (int k = 0; k < 3; ++k)
            bytes[random() % bytes.size()] = static_cast<char>(random());
        if (const auto e = wire::decode_explanation(bytes))
            CHECK_TRUE(wire::encode_explanation(*e) == bytes);
    }
}

TEST(WireExplanation, TheLargestFitsAndIsCutBetweenCharacters)
{
    const std::string bytes = wire::encode_explanation(
        full(5000, std::string(119, 'x') + std::string(5000, 'x') + "ü"));
    CHECK_TRUE(bytes.size() <= wire::max_explanation);
    const auto back = wire::decode_explanation(bytes);
    CHECK_TRUE(back.has_value());
    const core::Portion& p = back->category->weighed[0].sum.portions[3];
    UNSIGNED_LONGS_EQUAL(120, p.strongest[0].name.size());
    UNSIGNED_LONGS_EQUAL(core::Portion::most, p.strongest.size());
    UNSIGNED_LONGS_EQUAL(5000 - core::Portion::most, p.others);
    const auto cut
        = wire::decode_explanation(wire::encode_explanation(full(1, std::string(119, 'x') + "ü")));
    UNSIGNED_LONGS_EQUAL(119, cut->category->weighed[0].sum.portions[0].strongest[0].name.size());
}

TEST(WireExplanation, WhatIsNoNumberOrNoTextIsMended)
{
    Explanation e = full(1, "a\xff");
    e.category->by_hand = std::nan("");
    e.category->ranked[0].logit = 1e300;
    const auto back = wire::decode_explanation(wire::encode_explanation(e));
    CHECK_TRUE(back.has_value());
    DOUBLES_EQUAL(0, back->category->by_hand, 0);
    DOUBLES_EQUAL(1e6, back->category->ranked[0].logit, 0);
    STRCMP_EQUAL("a\xef\xbf\xbd", back->action->quote.c_str());
}
