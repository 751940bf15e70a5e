// Regression finds what separates, keeps its signs, forgets the language, and is the same each
// time.
#include "triage/train/fit.h"

#include <algorithm>

#include "triage/train/logistic.h"

#include <CppUTest/TestHarness.h>

namespace {

// Each kind of 20 messages of four senders: "t:bad" and "t:good" tell them apart, "-bad" is a fact
// of all hostile ones that must not count against them, "t:rare" stands in one.
std::vector<train::Example> examples()
{
    std::vector<train::Example> all;
    for (int i = 0; i < 40; ++i) {
        const bool hostile = i % 2 == 0;
        train::Example e;
        e.hostile = hostile;
        e.set = hostile ? 0 : 1;
        e.sender = "s" + std::to_string(i % 8);
        e.language = hostile ? "de" : "en";
        e.terms = { { hostile ? "t:bad" : "t:good", 1 }, { "t:both", 1 } };
        if (hostile)
            e.terms.push_back({ "-bad", 1 });
        if (i % 4 < 2) { // says nothing
            e.terms.push_back({ "t:half", 1 });
            e.terms.push_back({ "!HALF", 1 });
        }
        if (i == 0)
            e.terms.push_back({ "t:rare", 1 });
        all.push_back(std::move(e));
    }
    return all;
}

double weight(const train::Fitted& f, std::string_view name)
{
    for (const train::NamedWeight& w : f.named)
        if (w.name == name)
            return w.weight;
    return 0;
}

}

TEST_GROUP(Fit) {};

TEST(Fit, SeparatesByTheTermsThatEnoughMessagesHave)
{
    const auto f = train::fit(examples(), {});
    CHECK(f.ok());
    CHECK(weight(*f, "t:bad") > 0.1);
    CHECK(weight(*f, "t:good") < -0.1);
    DOUBLES_EQUAL(0, weight(*f, "t:rare"), 0);
    DOUBLES_EQUAL(1, f->held_out_area, 1e-9);
}

TEST(Fit, AFactKeepsItsDirection)
{
    const auto f = train::fit(examples(), {});
    DOUBLES_EQUAL(0, weight(*f, "-bad"), 0);
}

TEST(Fit, ATermOfOneSenderHasNoWeight)
{
    auto all = examples();
    for (train::Example& e : all)
        if (e.hostile)
            e.sender = "one";
    const auto f = train::fit(all, {});
    CHECK(f.ok());
    DOUBLES_EQUAL(0, weight(*f, "t:bad"), 0);
}

TEST(Fit, KeepsAFindingThatSaysNothing)
{
    train::FitOptions unbiased; // what weighs something says something
    unbiased.fact_prior = unbiased.finding_prior = 0;
    unbiased.word_ridge = unbiased.ridge;
    const auto f = train::fit(examples(), unbiased);
    const auto& kept = f->coefficients.weights;
    const auto has = [&](std::string_view name) {
        return std::any_of(kept.begin(), kept.end(),
            [&](const model::Weight& w) { return w.hash == model::term_hash(name); });
    };
    CHECK_TRUE(has("!HALF"));
    CHECK_FALSE(has("t:half"));
}

TEST(Fit, ARareFactWeighsWhatItsNameSays)
{
    auto all = examples();
    all[0].terms.push_back({ "+rare", 1 });
    all[1].terms.push_back({ "-rare", 1 });
    all[0].terms.push_back({ "!RARE", 1 });
    const auto f = train::fit(all, {});
    CHECK(f.ok());
    CHECK(weight(*f, "+rare") > 0.4);
    CHECK(weight(*f, "-rare") < -0.4);
    DOUBLES_EQUAL(0, weight(*f, "!RARE"), 0); // the score weighs it
}

TEST(Fit, AHintWeighsItsPriorUnlessEnoughMessagesSpeak)
{
    auto all = examples();
    all[0].terms.push_back({ "!RARE", 1 });
    for (train::Example& e : all)
        if (!e.hostile)
            e.terms.push_back({ "!GOOD", 1 });
    train::FitOptions how;
    how.hints = { "!RARE", "!NEVER", "!GOOD" };
    const auto f = train::fit(all, how);
    CHECK(f.ok());
    DOUBLES_EQUAL(how.finding_prior, weight(*f, "!RARE"), 0.001);
    DOUBLES_EQUAL(how.finding_prior, weight(*f, "!NEVER"), 1e-9);
    DOUBLES_EQUAL(0, weight(*f, "!GOOD"), 0.01);
}

TEST(Fit, LanguagesHaveNoWeightInTheModel)
{
    const auto f = train::fit(examples(), {});
    for (const train::NamedWeight& w : f->named)
        CHECK(w.name[0] != '@');
}

TEST(Fit, SameMessagesGiveTheSameModel)
{
    const auto a = train::fit(examples(), {}), b = train::fit(examples(), {});
    CHECK(model::serialise(a->coefficients) == model::serialise(b->coefficients));
}

TEST(Fit, WantsMessagesOfBothKinds)
{
    auto all = examples();
    std::erase_if(all, [](const train::Example& e) { return e.hostile; });
    CHECK_FALSE(train::fit(all, {}).ok());
    CHECK_FALSE(train::fit({}, {}).ok());
}

TEST(Fit, ScaleAscends)
{
    const auto fitted = train::fit(examples(), {});
    const auto& m = fitted->coefficients.scale.margins;
    CHECK(m[0] < m[1] && m[1] < m[2]);
}

TEST_GROUP(Logistic) {};

TEST(Logistic, FindsTheOddsOfCounts)
{
    // Without a penalty: a term that 3 of 4 positive and 1 of 4 negative rows have.
    std::vector<train::Row> rows;
    for (int i = 0; i < 8; ++i) {
        const bool positive = i < 4, has = positive ? i < 3 : i < 5;
        rows.push_back({ {}, 1, positive });
        if (has)
            rows.back().entries.push_back({ 0, 1 });
    }
    const train::Column free[] = { {} };
    const train::Solution s = train::solve(rows, free);
    DOUBLES_EQUAL(-1.0986, s.bias, 0.01);
    DOUBLES_EQUAL(2.1972, s.weights[0], 0.02);
    const train::Column bound[] = { { train::Sign::NotPositive, 0 } };
    DOUBLES_EQUAL(0, train::solve(rows, bound).weights[0], 0);
}

TEST(Logistic, AWeightStaysAtItsPriorWhereNoRowSaysAnything)
{
    const train::Row rows[] = { { { { 0, 1 } }, 1, true }, { {}, 1, false } };
    const train::Column columns[]
        = { { train::Sign::Either, 1 }, { train::Sign::NotNegative, 1, 0.5 } };
    const train::Solution s = train::solve(rows, columns);
    DOUBLES_EQUAL(0.5, s.weights[1], 1e-9);
    CHECK(s.weights[0] > 0.05);
    const train::Column strong[]
        = { { train::Sign::NotNegative, 1e6, 0.5 }, { train::Sign::NotNegative, 1, 0.5 } };
    DOUBLES_EQUAL(0.5, train::solve(rows, strong).weights[0], 1e-3);
}
