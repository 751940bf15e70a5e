// The registry: what is added is what is read, also from many threads at once.
#include "milter/stats/registry.h"

#include <algorithm>
#include <string>
#include <thread>

#include "triage/core/stage.h"
#include "triage/core/verdict.h"

#include <CppUTest/TestHarness.h>

using namespace std::chrono_literals;
using stats::Metric;

TEST_GROUP(Registry)
{
    stats::Registry registry;
};

TEST(Registry, CountersOfOneLabelDoNotTouchAnother)
{
    registry.add(Metric::Messages, core::Status::Partial, 3);
    registry.add(Metric::Aborts);
    LONGS_EQUAL(0, registry.value(Metric::Messages, 0));
    LONGS_EQUAL(3, registry.value(Metric::Messages, 1));
    LONGS_EQUAL(0, registry.value(Metric::Messages, 2));
    LONGS_EQUAL(1, registry.value(Metric::Aborts));
}

TEST(Registry, EveryRowHasItsOwnCells)
{
    for (const auto& row : stats::metric_rows())
        if (row.kind == stats::Kind::counter)
            registry.add(row.id, static_cast<std::uint64_t>(row.id) + 1);
    for (const auto& row : stats::metric_rows())
        if (row.kind == stats::Kind::counter)
            LONGS_EQUAL(static_cast<long>(row.id) + 1, registry.value(row.id));
}

TEST(Registry, GaugesGoUpAndDown)
{
    registry.gauge(Metric::SessionsNow, 2);
    registry.gauge(Metric::SessionsNow, -3);
    LONGS_EQUAL(-1, registry.level(Metric::SessionsNow));
}

TEST(Registry, ABoundBelongsToItsOwnBucket)
{
    registry.observe(Metric::TriageSeconds, 100us);
    registry.observe(Metric::TriageSeconds, 100001ns);
    registry.observe(Metric::TriageSeconds, 11s);
    const auto h = registry.histogram(Metric::TriageSeconds);
    LONGS_EQUAL(1, h.buckets.front());
    LONGS_EQUAL(1, h.buckets[1]);
    LONGS_EQUAL(1, h.buckets.back());
    LONGS_EQUAL(3, h.count);
    DOUBLES_EQUAL(11.000200001, h.sum, 1e-9);
    LONGS_EQUAL(stats::bucket_bounds().size() + 1, h.buckets.size());
}

TEST(Registry, NegativeTimesCountAsZero)
{
    registry.observe(Metric::QueueSeconds, -5ms);
    const auto h = registry.histogram(Metric::QueueSeconds);
    LONGS_EQUAL(1, h.buckets.front());
    DOUBLES_EQUAL(0, h.sum, 0);
}

TEST(Registry, HistogramsOfStagesAreApart)
{
    registry.observe(Metric::StageSeconds, core::Stage::Scan, 1ms);
    const auto scan = static_cast<std::size_t>(core::Stage::Scan);
    LONGS_EQUAL(1, registry.histogram(Metric::StageSeconds, scan).count);
    LONGS_EQUAL(0, registry.histogram(Metric::StageSeconds, scan - 1).count);
    LONGS_EQUAL(0, registry.histogram(Metric::StageSeconds, scan + 1).count);
}

TEST(Registry, ThreadsLoseNoCount)
{
    std::vector<std::thread> threads;
    for (int i = 0; i < 4; ++i)
        threads.emplace_back([this] {
            for (int n = 0; n < 1000; ++n) {
                registry.add(Metric::Exceptions);
                registry.observe(Metric::TriageSeconds, 1ms);
            }
        });
    for (auto& t : threads)
        t.join();
    LONGS_EQUAL(4000, registry.value(Metric::Exceptions));
    LONGS_EQUAL(4000, registry.histogram(Metric::TriageSeconds).count);
}

TEST(Registry, LabelledMetricsNameTheirLabelAndValues)
{
    for (const auto& row : stats::metric_rows()) {
        const bool none = row.labels == stats::LabelKind::None;
        CHECK_EQUAL(none, stats::label_name(row.labels).empty());
        CHECK_EQUAL(none, stats::label_values(row.labels).empty());
    }
}

TEST(Registry, BoundsRise)
{
    const auto b = stats::bucket_bounds();
    CHECK(std::is_sorted(b.begin(), b.end()));
}
