// A little world in which who stands in To answers and who is copied does not.
#include "milter/store/learner.h"

#include "milter/store/memory_store.h"
#include "tests/support/fake_clock.h"
#include "tests/support/silent_store.h"
#include "triage/train/random.h"

#include <CppUTest/TestHarness.h>

using store::Example;
using store::Learner;

TEST_GROUP(Learner)
{
    support::FakeClock clock;
    store::MemoryStore memory;
    const store::Keys keys { "the site's key" };
    const store::Id ann = keys.recipient(core::sha256("ann"));
    train::Random random { 7 };
    std::int64_t now = 1'790'000'000;

    core::Deadline soon() const
    {
        return core::Deadline::in(clock, std::chrono::seconds(1));
    }
    // A message to Ann in To or Cc with one word of `words`.
    Example message(bool to, std::uint16_t word = 0)
    {
        core::HistoryFacts h;
        h.recipient_in_to = to;
        h.recipient_in_cc = !to;
        h.recipients = 2;
        Example e = store::make_example(keys, {}, h);
        if (word != 0)
            e.terms = { word };
        return e;
    }
    void teach(Learner & learner, int times)
    {
        for (int i = 0; i < times; ++i, now += 3600) {
            const bool to = random.below(2) == 0;
            learner.learn(ann, message(to), to && random.below(10) != 0, now);
        }
        learner.publish();
    }
    double advantage(const Learner& learner)
    {
        return learner.weights()->margin(message(true)) - learner.weights()->margin(message(false));
    }
};

TEST(Learner, LearnsWhoAnswers)
{
    Learner learner(store::no_start());
    DOUBLES_EQUAL(0, advantage(learner), 1e-9);
    teach(learner, 300);
    CHECK_TRUE(advantage(learner) > 1.5);
    CHECK_TRUE(model::logistic(learner.weights()->margin(message(true))) > 0.6);
    CHECK_TRUE(model::logistic(learner.weights()->margin(message(false))) < 0.2);
}

TEST(Learner, LearnsWords)
{
    Learner learner(store::no_start());
    for (int i = 0; i < 200; ++i, now += 3600) {
        const bool asks = random.below(2) == 0;
        learner.learn(ann, message(true, asks ? 11 : 12), asks, now);
    }
    learner.publish();
    CHECK_TRUE(learner.weights()->margin(message(true, 11))
        > learner.weights()->margin(message(true, 12)) + 2);
}

TEST(Learner, SurvivesARestart)
{
    Learner before(store::no_start());
    teach(before, 200);
    CHECK_TRUE(before.sync(memory, now, soon()).ok());
    Learner after(store::no_start());
    CHECK_TRUE(after.sync(memory, now, soon()).ok());
    DOUBLES_EQUAL(
        before.weights()->margin(message(true)), after.weights()->margin(message(true)), 1e-9);
    DOUBLES_EQUAL(200, after.weights()->labels, 0);
}

TEST(Learner, TwoHostsLearnAsOne)
{
    Learner one(store::no_start()), other(store::no_start());
    for (int round = 0; round < 10; ++round) {
        teach(one, 20);
        teach(other, 20);
        CHECK_TRUE(one.sync(memory, now, soon()).ok());
        CHECK_TRUE(other.sync(memory, now, soon()).ok());
    }
    CHECK_TRUE(one.sync(memory, now, soon()).ok());
    DOUBLES_EQUAL(400, one.weights()->labels, 0);
    DOUBLES_EQUAL(400, other.weights()->labels, 0);
    DOUBLES_EQUAL(
        one.weights()->margin(message(true)), other.weights()->margin(message(true)), 1e-6);
    CHECK_TRUE(advantage(one) > 1.5);
}

TEST(Learner, WhatCouldNotBeStoredIsKept)
{
    support::SilentStore away;
    Learner learner(store::no_start());
    CHECK_TRUE(learner.sync(memory, now, soon()).ok());
    teach(learner, 50);
    CHECK_FALSE(learner.sync(away, now, soon()).ok());
    CHECK_TRUE(learner.sync(memory, now, soon()).ok());
    Learner other(store::no_start());
    CHECK_TRUE(other.sync(memory, now, soon()).ok());
    DOUBLES_EQUAL(50, other.weights()->labels, 0);
}

TEST(Learner, OneRecipientTeachesOnlySoMuchADay)
{
    Learner learner(store::no_start());
    for (unsigned i = 0; i < Learner::most_labels; ++i)
        CHECK_TRUE(learner.learn(ann, message(true), true, now));
    CHECK_FALSE(learner.learn(ann, message(true), true, now));
    CHECK_TRUE(learner.learn(keys.recipient(core::sha256("bob")), message(true), true, now));
    CHECK_TRUE(learner.learn(ann, message(true), true, now + 86400));
}

TEST(Learner, ResidualRanksWhatOnesOwnAnswersPrefer)
{
    const auto records = [&] {
        const store::Key parts[] = { keys.residual(ann, 0), keys.residual(ann, 1) };
        return memory.lookup(parts, soon()).value();
    };
    DOUBLES_EQUAL(0, store::Residual(records()).margin(message(true, 11)), 0);
    for (int i = 0; i < 200; ++i, now += 3600) {
        const bool mine = random.below(2) == 0;
        CHECK_TRUE(memory
                       .apply(store::Residual(records()).learn(
                           keys, ann, message(true, mine ? 11 : 12), -1.0, mine, now))
                       .ok());
    }
    const store::Residual residual(records());
    CHECK_TRUE(residual.margin(message(true, 11)) > residual.margin(message(true, 12)) + 1);
    DOUBLES_EQUAL(0, residual.margin(message(true)), 0); // says nothing of what has no words
    CHECK_TRUE(memory.forget(ann).value() >= 2);
    DOUBLES_EQUAL(0, store::Residual(records()).margin(message(true, 11)), 0);
}

TEST(Learner, AnOutlookIsOnTheRecipientsOwnScale)
{
    Learner learner(store::no_start());
    teach(learner, 300);
    core::HistoryFacts few, many;
    many.received = 1000;
    many.usual_odds = 2;
    many.odds_spread = 1.5;
    const auto sum = [&](const core::HistoryFacts& h) {
        double total = 0;
        for (const auto& t : store::look_out(*learner.weights(), message(true), 0, h).learnt.terms)
            total += t.weight;
        return total;
    };
    CHECK_TRUE(sum(few) > 0.5);
    DOUBLES_EQUAL(sum(few) - 2, sum(many), 0.1);
    CHECK_TRUE(learner.weights()->trust() > 0.2);
    DOUBLES_EQUAL(0, Learner(store::no_start()).weights()->trust(), 0);
}

TEST_GROUP(Start) {};

TEST(Start, ComesBackAndContradictsNoDirection)
{
    store::Start start = store::no_start();
    start.weights[0] = 0.5; // Up
    start.weights[1] = 0.5; // Down
    start.means[0] = 0.25;
    start.weights.back() = -2;
    const auto back = store::read_start(store::write_start(start));
    CHECK_TRUE(back.ok());
    DOUBLES_EQUAL(0.5, back->weights[0], 1e-6);
    DOUBLES_EQUAL(0, back->weights[1], 0);
    DOUBLES_EQUAL(0.25, back->means[0], 1e-6);
    DOUBLES_EQUAL(-2, back->weights.back(), 1e-6);
}

TEST(Start, WithoutAnInputItIsOld)
{
    model::Coefficients c = store::write_start(store::no_start());
    c.weights.pop_back();
    CHECK_FALSE(store::read_start(c).ok());
}

TEST(Start, TheShippedOneIsRead)
{
    const auto start = store::read_start_file("etc/models/priority.model");
    CHECK_TRUE(start.ok());
    CHECK_TRUE(start->weights[0] > 0);
    STRCMP_CONTAINS("absent.model", store::read_start_file("absent.model").error().what.c_str());
}
