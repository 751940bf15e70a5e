// That categories are learnt from words and facts, held out rightly, and measured rightly.
#include "triage/train/category.h"

#include "triage/train/category_ways.h"

#include <CppUTest/TestHarness.h>

using agents::Fact;
using core::Category;
using train::JudgedMail;

TEST_GROUP(TrainCategory)
{
    std::vector<JudgedMail> mail;

    void add(Category category, std::string text, int i, const char* source)
    {
        JudgedMail& m = mail.emplace_back();
        m.text = std::move(text);
        m.category = category;
        m.sender = "s" + std::to_string(i % 17) + source;
        m.source = source;
        m.terms = agents::category_terms(m.facts, { {}, {}, {}, m.text, {} }, "en");
    }
    // Words that each category shares in both sources, and words of each source.
    void setup() override
    {
        for (int i = 0; i < 120; ++i) {
            const char* source = i % 2 ? "here" : "there";
            const std::string own = i % 2 ? " lantern" : " harbour";
            add(Category::Work, "please review the budget" + own, i, source);
            add(Category::Newsletter, "read the stories of this week" + own, i, source);
        }
    }
    std::vector<const JudgedMail*> all() const
    {
        std::vector<const JudgedMail*> views;
        for (const JudgedMail& m : mail)
            views.push_back(&m);
        return views;
    }
};

TEST(TrainCategory, LearnsFromWords)
{
    for (const auto held_out : { train::HeldOut::Folds, train::HeldOut::Source }) {
        const auto table = train::evaluate_category(mail, held_out, {});
        LONGS_EQUAL(7, table.size());
        STRCMP_EQUAL("model", table.back().name.c_str());
        LONGS_EQUAL(240, table.back().right.total);
        LONGS_EQUAL(240, table.back().right.count);
        DOUBLES_EQUAL(1, table.back().macro_f1, 1e-9);
        DOUBLES_EQUAL(1, table.back().coverage, 1e-9);
        CHECK_TRUE(table.back().calibration < 0.2);
    }
}

TEST(TrainCategory, WhatNobodyJudgedIsNotMeasured)
{
    for (std::size_t i = 0; i < mail.size(); i += 2)
        mail[i].judged = false;
    const auto table = train::evaluate_category(mail, train::HeldOut::Folds, {});
    LONGS_EQUAL(120, table.back().right.total);
}

TEST(TrainCategory, AWordOfOneSenderIsNotLearnt)
{
    for (JudgedMail& m : mail)
        m.sender = m.category == Category::Work ? "one" : m.sender;
    const auto c = train::fit_category(all(), {});
    for (const model::Weight& w : c.weights)
        CHECK_TRUE((w.hash & ~15u) != model::class_hash("t:budget", 0));
    STRCMP_EQUAL("category", c.name.c_str());
}

TEST(TrainCategory, TheSameMailGivesTheSameModel)
{
    CHECK_TRUE(model::serialise(train::fit_category(all(), {}))
        == model::serialise(train::fit_category(all(), {})));
}

TEST(TrainCategory, WhatAMessageShows)
{
    agents::Facts f;
    CHECK_TRUE(train::shows(f) == Category::Unknown);
    f.set(Fact::ListPost, 1);
    f.set(Fact::ListId, 1);
    CHECK_TRUE(train::shows(f) == Category::Unknown); // a newsletter may have both
    f.set(Fact::Reply, 1);
    CHECK_TRUE(train::shows(f) == Category::List);
    f.set(Fact::Report, 1);
    CHECK_TRUE(train::shows(f) == Category::Bounce);
    f.set(Fact::Dangerous, 1);
    CHECK_TRUE(train::shows(f) == Category::Unwanted);
}

TEST(TrainCategory, TheMeasureByHand)
{
    // 40 of Work of which 30 are found, 60 of Newsletter of which all are; 5 of Social.
    std::vector<JudgedMail> judged(105);
    std::vector<std::pair<const JudgedMail*, train::CategoryGuess>> guesses;
    for (std::size_t i = 0; i < judged.size(); ++i) {
        judged[i].category = i < 40 ? Category::Work
            : i < 100               ? Category::Newsletter
                                    : Category::Social;
        const bool wrong = i < 10 || i >= 100;
        guesses.emplace_back(&judged[i],
            train::CategoryGuess {
                wrong || i >= 40 ? Category::Newsletter : Category::Work, wrong ? 0.55 : 0.95 });
    }
    const auto s = train::score_category("x", guesses);
    LONGS_EQUAL(90, s.right.count);
    const double work = 2 * 1 * .75 / 1.75, newsletter = 2 * .8 / 1.8;
    DOUBLES_EQUAL((work + newsletter) / 2, s.macro_f1, 1e-9); // Social has too few
    DOUBLES_EQUAL((90 * .05 + 15 * .55) / 105, s.calibration, 1e-9);
    DOUBLES_EQUAL(94.0 / 105, s.coverage, 1e-9); // 90 of 94 are right
}

TEST(TrainCategory, WhatChanceAloneMakesOfTrueConfidences)
{
    // 400 in one bin, each right with .5: the mean of |right - 200| is 400 sqrt(.25 / 400) sqrt(2 /
    // pi).
    std::vector<JudgedMail> judged(400);
    std::vector<std::pair<const JudgedMail*, train::CategoryGuess>> guesses;
    for (const JudgedMail& m : judged)
        guesses.emplace_back(&m, train::CategoryGuess { Category::Work, 0.5 });
    const auto s = train::score_category("x", guesses);
    DOUBLES_EQUAL(0.5, s.calibration, 1e-9); // none is right
    DOUBLES_EQUAL(0.0199, s.by_chance, 0.002);
}

TEST(TrainCategory, SimplerWays)
{
    CHECK_TRUE(train::first_keyword("Your INVOICE is free").category == Category::Transaction);
    CHECK_TRUE(train::first_keyword("hello").category == Category::Personal);
    const auto views = all();
    CHECK_TRUE(train::WordBayes(views).guess("review the budget").category == Category::Work);
    agents::Facts f;
    f.set(Fact::Report, 1);
    f.set(Fact::OfferWords, 1);
    CHECK_TRUE(train::by_headers(f).category == Category::Bounce);
}
