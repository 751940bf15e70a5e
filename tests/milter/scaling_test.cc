// The scaling rule as a table over a clock that only the tests move.
#include "milter/scaling.h"

#include "tests/support/fake_clock.h"

#include <CppUTest/TestHarness.h>

using namespace std::chrono_literals;

TEST_GROUP(Scaling)
{
    support::FakeClock clock;
    milter::PoolPolicy policy;
    milter::Load load;

    void setup() override
    {
        policy.min_workers = 2;
        policy.max_workers = 10;
        load.target = 4;
        load.utilisation = 0.5;
    }
    std::uint32_t workers()
    {
        return milter::scale(load, policy, clock.now()).workers;
    }
    void wait(std::uint32_t callers, core::Duration longest)
    {
        load.waiting = callers;
        load.longest_wait = longest;
    }
    // Lets time pass second by second, as the supervisor would ask.
    void live(int seconds)
    {
        for (int i = 0; i < seconds; ++i) {
            clock.advance(1s);
            const milter::Target t = milter::scale(load, policy, clock.now());
            load.target = t.workers;
            load.low_since = t.low_since;
        }
    }
};

TEST(Scaling, StaysWhileUtilisationIsBetweenTheThresholds)
{
    live(300);
    CHECK_EQUAL(4u, load.target);
}

TEST(Scaling, AShortWaitAsksForNothing)
{
    wait(3, 4ms);
    CHECK_EQUAL(4u, workers());
}

TEST(Scaling, ALongWaitAsksForAsManyAsWait)
{
    wait(3, 5ms);
    CHECK_EQUAL(7u, workers());
}

TEST(Scaling, ACrowdAtMostDoublesIt)
{
    wait(500, 5ms);
    CHECK_EQUAL(8u, workers());
    load.target = 8;
    CHECK_EQUAL(10u, workers());
}

TEST(Scaling, DoesNotRiseWhileWorkersAreStarting)
{
    wait(500, 50ms);
    load.starting = 1;
    CHECK_EQUAL(4u, workers());
}

TEST(Scaling, HighUtilisationAsksForOneMoreASecond)
{
    load.utilisation = 0.71;
    CHECK_EQUAL(5u, workers());
    load.raised = clock.now();
    clock.advance(999ms);
    CHECK_EQUAL(4u, workers());
    clock.advance(1ms);
    CHECK_EQUAL(5u, workers());
}

TEST(Scaling, FallsByOneAfterEachIdleTime)
{
    load.utilisation = 0.3;
    live(30);
    CHECK_EQUAL(4u, load.target);
    live(1);
    CHECK_EQUAL(3u, load.target);
    live(29);
    CHECK_EQUAL(3u, load.target);
    live(1);
    CHECK_EQUAL(2u, load.target);
}

TEST(Scaling, NeverFallsBelowItsMinimum)
{
    load.utilisation = 0;
    live(600);
    CHECK_EQUAL(2u, load.target);
}

TEST(Scaling, AMomentOfWorkStartsTheIdleTimeAgain)
{
    load.utilisation = 0.3;
    live(29);
    load.utilisation = 0.4;
    live(1);
    load.utilisation = 0.3;
    live(30);
    CHECK_EQUAL(4u, load.target);
}

TEST(Scaling, WithoutItTheMinimumStands)
{
    policy.auto_scaling = false;
    wait(500, 50ms);
    load.utilisation = 1;
    CHECK_EQUAL(2u, workers());
}

TEST(Scaling, ANewPolicyTakesEffectAtOnce)
{
    policy.max_workers = 3;
    CHECK_EQUAL(3u, workers());
    policy.min_workers = 6;
    policy.max_workers = 10;
    CHECK_EQUAL(6u, workers());
}

TEST(Scaling, KeepsBetweenOneAndTwenty)
{
    policy.min_workers = 0;
    load.target = 0;
    CHECK_EQUAL(1u, workers());
    policy.max_workers = 1000;
    load.target = 19;
    wait(500, 50ms);
    CHECK_EQUAL(20u, workers());
}

TEST(Scaling, AsksAgainOnlyWhenTimeMayChangeTheAnswer)
{
    load.target = 2;
    load.utilisation = 0;
    CHECK_FALSE(milter::scale(load, policy, clock.now()).ask_again.has_value());
    load.target = 3;
    CHECK_TRUE(milter::scale(load, policy, clock.now()).ask_again.has_value());
}
