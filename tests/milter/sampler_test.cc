// The sampler has readings from the start, and ends at once when it goes.
#include "milter/sampler.h"

#include "tests/support/fake_clock.h"

#include <CppUTest/TestHarness.h>

TEST_GROUP(Sampler)
{
    support::FakeClock clock;
    stats::Registry metrics;
};

TEST(Sampler, HasReadingsBeforeTheFirstSecondIsOver)
{
    const milter::Sampler sampler(clock, metrics, [] {
        return milter::Sampler::Subject { {}, { "/" } };
    });
    const auto r = sampler.readings();
    CHECK(r.at == clock.now());
    CHECK(r.system.own_bytes > 0);
    LONGS_EQUAL(1, r.system.disks.size());
    LONGS_EQUAL(0, r.log_dropped);
}

TEST(Sampler, LinesDroppedBeforeItsTimeAreNotOfTheLastMinute)
{
    metrics.add(stats::Metric::LogDropped, 7);
    const milter::Sampler sampler(clock, metrics, [] { return milter::Sampler::Subject {}; });
    LONGS_EQUAL(0, sampler.readings().log_dropped);
}
