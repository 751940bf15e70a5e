// Priority from content alone: the order that people expect, the caps, and what cannot buy any.
#include "triage/agents/prioritise.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "tests/agents/example.h"
#include "triage/agents/classify.h"

#include <CppUTest/TestHarness.h>

using core::Category;
using support::Example;

TEST_GROUP(Prioritise)
{
    agents::Classify classify;

    core::PersonalVerdict verdict(const Example& e)
    {
        const auto notes = e.run(classify);
        return agents::prioritise(notes.features, *notes.category, e.threat);
    }
    int priority(const Example& e)
    {
        return verdict(e).priority;
    }

    Example direct_question()
    {
        return Example()
            .from("Grandma", "grandma@gmail.com")
            .subject("Sunday")
            .text("Hi Tom,\n\nare you coming for dinner with the kids on Sunday? Please let me "
                  "know.");
    }
    Example colleague()
    {
        return Example()
            .from("Jo Park", "jo@company.example")
            .subject("Minutes")
            .text("Hi Tom,\n\nthe minutes of the project meeting are attached.");
    }
    Example notification()
    {
        return Example()
            .from("Build", "noreply@ci.example")
            .header("Auto-Submitted", "auto-generated")
            .subject("Pipeline 12 passed")
            .text("Build succeeded.");
    }
    Example newsletter()
    {
        return Example()
            .from("Garden Weekly", "editor@garden.example")
            .subject("Garden newsletter")
            .text("In this issue: roses. Read more.")
            .bulk()
            .header("List-Id", "<weekly.garden.example>")
            .links(15);
    }
    Example promotion()
    {
        return Example()
            .from("Shop", "offers@shop.example")
            .subject("Up to 50% off")
            .text("Shop now: free shipping. Offer ends today only. Buy now.")
            .bulk()
            .header("List-Id", "<offers.shop.example>")
            .links(20);
    }
};

TEST(Prioritise, RanksMailAsPeopleDo)
{
    CHECK(priority(direct_question()) > priority(colleague()));
    CHECK(priority(colleague()) > priority(notification()));
    CHECK(priority(notification()) > priority(newsletter()));
    CHECK(priority(newsletter()) > priority(promotion()));
}

TEST(Prioritise, PutsMailIntoTheBandsThatPeopleExpect)
{
    CHECK(verdict(direct_question()).band >= core::Band::High);
    CHECK(verdict(colleague()).band == core::Band::Normal);
    CHECK(verdict(notification()).band <= core::Band::Normal);
    CHECK(verdict(newsletter()).band <= core::Band::Low);
    CHECK(verdict(promotion()).band == core::Band::Bulk);
}

TEST(Prioritise, OneTimeCodeComesBeforeColleagues)
{
    const Example e = Example()
                          .from("Bank", "noreply@bank.example")
                          .subject("Your security code")
                          .text("Your security code is 482913.");
    CHECK(priority(e) >= 50);
}

TEST(Prioritise, SuspicionCapsTheBandAtNormal)
{
    for (const auto t : { core::Threat::Suspicious, core::Threat::Dangerous }) {
        Example e = direct_question();
        e.header("In-Reply-To", "<1@a.example>");
        const auto notes = e.run(classify);
        for (int c = 0; c < static_cast<int>(core::category_names.size()); ++c)
            CHECK(agents::prioritise(notes.features, static_cast<Category>(c), t).band
                <= core::Band::Normal);
    }
}

TEST(Prioritise, BulkAndUnwantedMailStaysLowWhateverItSays)
{
    std::vector<core::Feature> all;
    for (std::uint16_t id = 0; id < agents::fact_count; ++id)
        if (id < static_cast<std::uint16_t>(agents::Fact::ListId) || id > 15)
            all.push_back({ id, 1 });
    for (const auto c : { Category::Newsletter, Category::Promotion })
        CHECK(agents::prioritise(all, c, core::Threat::Clean).band <= core::Band::Low);
    CHECK(
        agents::prioritise(all, Category::Unwanted, core::Threat::Clean).band == core::Band::Bulk);
}

TEST(Prioritise, ShoutingBuysLessThanFivePoints)
{
    for (const Example& quiet :
        { direct_question(), colleague(), notification(), newsletter(), promotion() }) {
        Example loud = quiet;
        loud.subject("URGENT!!! IMPORTANT " + quiet.message.subject)
            .text(quiet.message.text
                + " URGENT! ASAP! Immediate action required! Dear friend, you have been selected, "
                  "valued customer!!!")
            .header("X-Priority", "1 (Highest)")
            .header("Importance", "high")
            .header("Priority", "urgent");
        const int moved = std::abs(priority(loud) - priority(quiet));
        CHECK(moved < 5);
    }
}

TEST(Prioritise, ExplainsItselfWithAtMostFiveReasonsStrongestFirst)
{
    const auto v = verdict(newsletter());
    UNSIGNED_LONGS_EQUAL(5, v.why.size());
    for (std::size_t i = 1; i < v.why.size(); ++i)
        CHECK(std::abs(v.why[i].weight) <= std::abs(v.why[i - 1].weight));
    CHECK(v.why.front().weight < 0);
    CHECK_FALSE(v.personal);
}

TEST(Prioritise, IgnoresFeaturesThatItDoesNotKnow)
{
    const std::vector<core::Feature> odd { { 60000, 1 }, { 0, std::nanf("") },
        { 1, std::numeric_limits<float>::infinity() } };
    const auto v = agents::prioritise(odd, Category::Unknown, core::Threat::Clean);
    LONGS_EQUAL(
        agents::prioritise({}, Category::Unknown, core::Threat::Clean).priority, v.priority);
}

TEST(Prioritise, HugeValuesCountAsOne)
{
    const std::vector<core::Feature> huge { { static_cast<std::uint16_t>(agents::Fact::Question),
        1e30f } };
    const std::vector<core::Feature> one { { static_cast<std::uint16_t>(agents::Fact::Question),
        1 } };
    LONGS_EQUAL(agents::prioritise(one, Category::Work, core::Threat::Clean).priority,
        agents::prioritise(huge, Category::Work, core::Threat::Clean).priority);
}

namespace {

core::HistoryFacts colleague_history()
{
    core::HistoryFacts h;
    h.pair_received = 10;
    h.pair_answered = 7;
    h.pair_written = 9;
    h.received = 30;
    h.answered = 8;
    h.written = 20;
    h.recipient_writes = true;
    return h;
}

} // namespace

TEST(Prioritise, AnswersOfThePastRaiseIt)
{
    const auto notes = colleague().run(classify);
    const auto v = agents::prioritise(
        notes.features, *notes.category, core::Threat::Clean, colleague_history());
    CHECK_TRUE(v.personal);
    CHECK_TRUE(v.priority >= priority(colleague()) + 20);
    CHECK_TRUE(std::any_of(v.why.begin(), v.why.end(),
        [](const core::WhyTerm& t) { return t.name == "pair-replied" && t.weight > 0; }));
}

TEST(Prioritise, AFirstContactRanksAsByContent)
{
    const auto notes = colleague().run(classify);
    const auto v = agents::prioritise(
        notes.features, *notes.category, core::Threat::Clean, core::HistoryFacts {});
    LONGS_EQUAL(priority(colleague()), v.priority);
}

TEST(Prioritise, SilenceLowersItOnlyOfWhoWrites)
{
    const auto notes = newsletter().run(classify);
    core::HistoryFacts h;
    h.pair_received = 20;
    const auto of = [&] {
        return agents::prioritise(notes.features, *notes.category, core::Threat::Clean, h).priority;
    };
    LONGS_EQUAL(priority(newsletter()), of());
    h.recipient_writes = true;
    CHECK_TRUE(of() < priority(newsletter()));
}

TEST(Prioritise, ThePastLiftsNoCap)
{
    const auto notes = direct_question().run(classify);
    for (const auto t : { core::Threat::Suspicious, core::Threat::Dangerous })
        CHECK_TRUE(
            agents::prioritise(notes.features, Category::Personal, t, colleague_history()).band
            <= core::Band::Normal);
    CHECK_TRUE(agents::prioritise(
                   notes.features, Category::Unwanted, core::Threat::Clean, colleague_history())
                   .band
        == core::Band::Bulk);
}

TEST(Prioritise, HugeCountsAreNoNumbersToFear)
{
    core::HistoryFacts h = colleague_history();
    h.pair_answered = h.pair_written = 1e300;
    h.pair_received = std::numeric_limits<double>::max();
    const auto v = agents::prioritise({}, Category::Work, core::Threat::Clean, h);
    CHECK_TRUE(v.priority >= 0 && v.priority <= 100);
}

TEST(Prioritise, WhatIsLearntTakesThePlaceOfRulesAsFarAsItIsTrusted)
{
    const auto notes = colleague().run(classify);
    const auto of = [&](double trust, double odds, Category c) {
        return agents::prioritise(notes.features, c, core::Threat::Clean, core::HistoryFacts {},
            { { { "pair-replied", odds } }, trust });
    };
    const int plain = of(0, 3, Category::Work).priority;
    CHECK_TRUE(of(0.5, 3, Category::Work).priority > plain);
    CHECK_TRUE(of(1, 3, Category::Work).priority > of(0.5, 3, Category::Work).priority);
    CHECK_TRUE(of(1, -3, Category::Work).priority < plain);
    // Bounded, and nothing against what nobody answers.
    LONGS_EQUAL(of(1, 50, Category::Work).priority, of(1, 5000, Category::Work).priority);
    LONGS_EQUAL(of(0, 0, Category::Security).priority, of(1, -3, Category::Security).priority);
    STRCMP_EQUAL("pair-replied", std::string(of(1, 5, Category::Work).why.front().name).c_str());
}

TEST(Prioritise, AReasonStandsOnceInWhy)
{
    const auto notes = direct_question().run(classify);
    const auto v = agents::prioritise(notes.features, *notes.category, core::Threat::Clean,
        colleague_history(), { { { "question", 2.0 }, { "pair-replied", 1.0 } }, 0.8 });
    for (std::size_t i = 0; i < v.why.size(); ++i)
        for (std::size_t j = i + 1; j < v.why.size(); ++j)
            CHECK_FALSE(v.why[i].name == v.why[j].name);
}

TEST(Prioritise, WhatTheReaderSaysOutrightWeighsMostAndIsExplained)
{
    const auto notes = newsletter().run(classify);
    const auto of = [&](core::HistoryFacts h, Category c = Category::Newsletter,
                        core::Threat t = core::Threat::Clean) {
        return agents::prioritise(notes.features, c, t, h, {});
    };
    core::HistoryFacts important, unimportant, threat, both;
    important.said_important = both.said_important = 1;
    unimportant.said_unimportant = both.said_unimportant = 1;
    threat.said_threat = 1;
    const int plain = of({}).priority;
    CHECK_TRUE(of(important).priority > plain + 20);
    CHECK_TRUE(of(unimportant).priority < plain);
    CHECK_TRUE(of(threat).priority < of(unimportant).priority);
    LONGS_EQUAL(plain, of(both).priority);
    STRCMP_EQUAL("you-said-important", std::string(of(important).why.front().name).c_str());
    // What a category may reach gives way to it, threats and unwanted mail do not.
    important.said_important = 20;
    CHECK_TRUE(of(important).band >= core::Band::Normal);
    CHECK_TRUE(of(important, Category::Unwanted).band == core::Band::Bulk);
    CHECK_TRUE(
        of(important, Category::Newsletter, core::Threat::Suspicious).band <= core::Band::Normal);
}
