// Windows of load: what is counted in which, and quantiles from buckets.
#include "milter/stats/load.h"

#include "tests/support/fake_clock.h"

#include <CppUTest/TestHarness.h>

using namespace std::chrono_literals;

TEST_GROUP(Load)
{
    support::FakeClock clock;
    stats::Registry registry;
    stats::LoadRing ring;

    void second(int messages, core::Duration each = 2ms)
    {
        clock.advance(1s);
        for (int i = 0; i < messages; ++i)
            registry.observe(stats::Metric::TriageSeconds, each);
        ring.sample(clock.now(), registry.histogram(stats::Metric::TriageSeconds));
    }
};

TEST(Load, NothingSampledIsZero)
{
    second(5);
    const auto w = ring.over(10s);
    LONGS_EQUAL(0, w.messages);
    DOUBLES_EQUAL(0, w.per_second, 0);
    DOUBLES_EQUAL(0, w.p99, 0);
}

TEST(Load, ShortHistoryCountsOverTheTimeThatThereWas)
{
    second(0);
    second(6);
    second(6);
    const auto w = ring.over(1min);
    DOUBLES_EQUAL(2, w.seconds, 1e-9);
    LONGS_EQUAL(12, w.messages);
    DOUBLES_EQUAL(6, w.per_second, 1e-9);
    DOUBLES_EQUAL(0.002, w.mean, 1e-9);
}

TEST(Load, OldMessagesLeaveTheShortWindowFirst)
{
    second(0);
    second(100);
    for (int i = 0; i < 10; ++i)
        second(1);
    LONGS_EQUAL(10, ring.over(10s).messages);
    LONGS_EQUAL(110, ring.over(1min).messages);
}

TEST(Load, RingOfFifteenMinutesForgetsTheSixteenth)
{
    second(7);
    second(7);
    for (int i = 0; i < 1000; ++i)
        second(1);
    const auto w = ring.over(15min);
    LONGS_EQUAL(900, w.messages);
    DOUBLES_EQUAL(900, w.seconds, 1e-9);
}

TEST(Load, QuantileIsInterpolatedInItsBucket)
{
    second(0);
    second(100, 2ms); // the bucket from 1 to 2.5 ms
    const auto w = ring.over(10s);
    DOUBLES_EQUAL(0.00175, w.p50, 1e-9);
    DOUBLES_EQUAL(0.001 + 0.0015 * 0.99, w.p99, 1e-9);
}

TEST(Load, SlowTailShowsInP99Only)
{
    second(0);
    second(98, 2ms);
    second(2, 400ms);
    const auto w = ring.over(10s);
    CHECK(w.p95 <= 0.0025);
    CHECK(w.p99 > 0.25);
}

TEST(Load, BeyondTheLastBoundIsTheLastBound)
{
    second(0);
    second(3, 60s);
    DOUBLES_EQUAL(10, ring.over(10s).p50, 0);
}
