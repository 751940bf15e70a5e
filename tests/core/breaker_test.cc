// The breaker as a state machine: every rule of its policy, with time as a value.
#include "triage/core/breaker.h"

#include "tests/support/fake_clock.h"

#include <CppUTest/TestHarness.h>

using namespace std::chrono_literals;

namespace {
core::BreakerPolicy small()
{
    core::BreakerPolicy p;
    p.min_tries = 10;
    return p;
}
}

TEST_GROUP(Breaker)
{
    support::FakeClock clock;
    core::Breaker breaker { small() };

    void tries(int good, int bad, std::optional<core::NetworkId> network = std::nullopt)
    {
        for (int i = 0; i < good; ++i)
            breaker.success(clock.now());
        for (int i = 0; i < bad; ++i)
            breaker.failure(clock.now(), network);
    }
};

TEST(Breaker, OpensAtTheShareOfFailures)
{
    tries(8, 1);
    CHECK(breaker.allow(clock.now()));
    tries(0, 1);
    CHECK_FALSE(breaker.allow(clock.now()));
    CHECK_EQUAL(1u, breaker.opened_count());
}

TEST(Breaker, StaysClosedBelowTheNumberOfTries)
{
    tries(0, 9);
    CHECK(breaker.allow(clock.now()));
}

TEST(Breaker, FourForeignNetworksCannotOpenIt)
{
    for (core::NetworkId n = 0; n < 4; ++n)
        tries(0, 25, n);
    CHECK(breaker.allow(clock.now()));
    tries(0, 1, 4);
    CHECK_FALSE(breaker.allow(clock.now()));
}

TEST(Breaker, ForgetsWhatIsOlderThanItsWindow)
{
    tries(0, 9);
    clock.advance(61s);
    tries(8, 1);
    CHECK(breaker.allow(clock.now()));
}

TEST(Breaker, LetsOneProbeThroughAfterThePause)
{
    tries(0, 10);
    clock.advance(29s);
    CHECK_FALSE(breaker.allow(clock.now()));
    clock.advance(1s);
    CHECK(breaker.allow(clock.now()));
    CHECK_FALSE(breaker.allow(clock.now()));
    breaker.success(clock.now());
    CHECK(breaker.allow(clock.now()));
}

TEST(Breaker, FailedProbeOpensItAgain)
{
    tries(0, 10);
    clock.advance(30s);
    CHECK(breaker.allow(clock.now()));
    breaker.failure(clock.now(), std::nullopt);
    clock.advance(29s);
    CHECK_FALSE(breaker.allow(clock.now()));
}

TEST(Breaker, CancelledProbeMayBeTriedAgainAtOnce)
{
    tries(0, 10);
    clock.advance(30s);
    CHECK(breaker.allow(clock.now()));
    breaker.cancel();
    CHECK(breaker.allow(clock.now()));
}

TEST(Breaker, OutsideServiceOpensOnFailuresInARow)
{
    core::BreakerPolicy p;
    p.in_a_row = 5;
    core::Breaker b { p };
    for (int i = 0; i < 4; ++i)
        b.failure(clock.now(), std::nullopt);
    b.success(clock.now());
    for (int i = 0; i < 4; ++i)
        b.failure(clock.now(), std::nullopt);
    CHECK(b.allow(clock.now()));
    b.failure(clock.now(), std::nullopt);
    CHECK_FALSE(b.allow(clock.now()));
}

TEST(Breaker, AnAdminsForceStaysUntilReset)
{
    breaker.force_open();
    clock.advance(10min);
    CHECK_FALSE(breaker.allow(clock.now()));
    breaker.reset();
    CHECK(breaker.allow(clock.now()));
}
