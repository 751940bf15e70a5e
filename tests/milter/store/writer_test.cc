// The queue of writes: what is written, what waits while the backend is away, what is dropped. A
// round is made by hand here, as the thread would.
#include "milter/store/writer.h"

#include <atomic>

#include "tests/support/fake_clock.h"

#include <CppUTest/TestHarness.h>

using namespace std::chrono_literals;
using stats::Metric;

namespace {

// Counts; fails when told to. A batch that fails takes back what it did.
class Backend final : public store::Store {
public:
    bool away = false;
    int applied = 0, batches = 0, tries = 0;
    std::int64_t sum = 0;

    core::Result<std::vector<store::Record>> lookup(
        std::span<const store::Key>, core::Deadline) override
    {
        return core::Error { "not here" };
    }
    core::Result<std::optional<store::Delivery>> delivery(std::span<const std::uint8_t, 16>,
        std::span<const std::uint8_t, 16>, core::Deadline) override
    {
        return core::Error { "not here" };
    }
    core::Result<void> apply(std::span<const store::Change> changes) override
    {
        ++tries;
        if (away)
            return core::Error { "away" };
        ++applied;
        for (const store::Change& c : changes)
            sum = sum * 10 + c.at;
        return {};
    }
    core::Result<bool> deliver(const store::Delivery&, std::span<const store::Change>) override
    {
        return false;
    }
    core::Result<bool> relabel(std::span<const std::uint8_t, 16>, std::span<const std::uint8_t, 16>,
        store::Label, store::Label, std::span<const store::Change>) override
    {
        return false;
    }
    core::Result<std::vector<store::Delivery>> due(std::int64_t, std::size_t) override
    {
        return std::vector<store::Delivery> {};
    }
    core::Result<std::size_t> expire(std::int64_t, std::size_t) override { return std::size_t {}; }
    core::Result<std::size_t> forget(std::span<const std::uint8_t, 16>) override
    {
        return std::size_t {};
    }
    core::Result<store::Holdings> holdings(std::span<const std::uint8_t, 16>, std::size_t) override
    {
        return store::Holdings {};
    }
    core::Result<store::Facts> facts() override { return store::Facts {}; }
    core::Result<void> batch(const std::function<core::Result<void>()>& work) override
    {
        ++batches;
        const auto before = std::pair(applied, sum);
        auto done = work();
        if (!done)
            std::tie(applied, sum) = before;
        return done;
    }
};

store::Job job(std::int64_t digit)
{
    return [digit](store::Store& s) {
        return s.apply(std::vector<store::Change> { { {}, digit, 0, {} } });
    };
}

core::Result<void> bad(store::Store&)
{
    return core::Error { "never" };
}

}

TEST_GROUP(StoreWriter)
{
    support::FakeClock clock;
    stats::Registry metrics;
    Backend backend;
    store::Writer writer { backend, clock, metrics, 5 };

    std::uint64_t count(Metric m) const
    {
        return metrics.value(m);
    }
};

TEST(StoreWriter, WritesInOrderAndInOneBatch)
{
    for (int n = 1; n <= 3; ++n)
        CHECK_TRUE(writer.add(job(n)));
    CHECK_EQUAL(3, metrics.level(Metric::StoreQueue));
    writer.round();
    CHECK_EQUAL(123, backend.sum);
    CHECK_EQUAL(1, backend.batches);
    CHECK_EQUAL(3u, count(Metric::StoreWritten));
    CHECK_EQUAL(0, metrics.level(Metric::StoreQueue));
}

TEST(StoreWriter, DropsAndCountsWhatDoesNotFit)
{
    for (int n = 1; n <= 7; ++n)
        CHECK_EQUAL(n <= 5, writer.add(job(n)));
    CHECK_EQUAL(2u, count(Metric::StoreDropped));
    writer.round();
    CHECK_EQUAL(12345, backend.sum);
}

TEST(StoreWriter, KeepsWhatItHasWhileTheBackendIsAwayAndWritesItAfter)
{
    backend.away = true;
    for (int n = 1; n <= 5; ++n)
        CHECK_TRUE(writer.add(job(n)));
    writer.round();
    STRCMP_EQUAL("away", writer.state().error.c_str());
    CHECK_EQUAL(5u, writer.state().queued);
    CHECK_FALSE(writer.add(job(6))); // what is under way counts
    backend.away = false;
    clock.advance(1min);
    writer.round();
    CHECK_EQUAL(12345, backend.sum);
    CHECK_TRUE(writer.state().error.empty());
    CHECK_EQUAL(0, metrics.level(Metric::StoreQueue));
    CHECK_EQUAL(1u, count(Metric::StoreDropped)); // the sixth alone
}

TEST(StoreWriter, TriesEverLessOftenAndNotBeforeItsTime)
{
    backend.away = true;
    CHECK_TRUE(writer.add(job(1)));
    core::Duration last {};
    for (int i = 0; i < 12; ++i) {
        const core::Duration pause = writer.round();
        CHECK_TRUE(pause >= last && pause <= 30s);
        const int tries = backend.tries;
        clock.advance(pause - 1ms);
        writer.round();
        CHECK_EQUAL(tries, backend.tries);
        clock.advance(1ms);
        last = pause;
    }
    CHECK_TRUE(last == core::Duration(30s));
    CHECK_EQUAL(12u, count(Metric::StoreFailures));
}

TEST(StoreWriter, SaysSinceWhenItFails)
{
    backend.away = true;
    const core::Time begin = clock.now();
    CHECK_TRUE(writer.add(job(1)));
    writer.round();
    clock.advance(1min);
    writer.round();
    CHECK_TRUE(writer.state().failing_since == begin);
}

TEST(StoreWriter, AJobThatAlwaysFailsDoesNotHoldUpTheOthers)
{
    CHECK_TRUE(writer.add(job(1)));
    CHECK_TRUE(writer.add(bad));
    CHECK_TRUE(writer.add([](store::Store&) -> core::Result<void> { throw 0.5; }));
    CHECK_TRUE(writer.add(job(2)));
    writer.round();
    CHECK_EQUAL(12, backend.sum);
    CHECK_EQUAL(2u, count(Metric::StoreWritten));
    CHECK_EQUAL(2u, count(Metric::StoreDropped));
    CHECK_EQUAL(0u, writer.state().queued);
}

TEST(StoreWriter, DoesAtIntervalsWhatFallsDue)
{
    int runs = 0;
    writer.every(1min, [&](store::Store&) -> core::Result<void> {
        ++runs;
        return {};
    });
    CHECK_TRUE(writer.round() == core::Duration(1min));
    clock.advance(59s);
    CHECK_TRUE(writer.round() == core::Duration(1s));
    CHECK_EQUAL(1, runs);
    clock.advance(1s);
    writer.round();
    CHECK_EQUAL(2, runs);
}

TEST(StoreWriter, AFailureAtAnIntervalIsSaidUntilItGoesWell)
{
    bool fails = true;
    writer.every(1min, [&](store::Store&) -> core::Result<void> {
        return fails ? core::Result<void>(core::Error { "full" }) : core::Result<void> {};
    });
    writer.every(1min, [](store::Store&) -> core::Result<void> { return {}; });
    writer.round();
    STRCMP_EQUAL("full", writer.state().error.c_str());
    CHECK_TRUE(writer.add(job(1)));
    writer.round();
    STRCMP_EQUAL("full", writer.state().error.c_str());
    CHECK_EQUAL(1, backend.sum); // writes are not held up by it
    fails = false;
    clock.advance(1min);
    writer.round();
    STRCMP_EQUAL("", writer.state().error.c_str());
}

TEST(StoreWriter, TheStopWritesWhatIsQueuedAndTakesNoMore)
{
    writer.start();
    CHECK_TRUE(writer.add(job(1)));
    CHECK_TRUE(writer.add(job(2)));
    writer.stop(3s);
    CHECK_EQUAL(12, backend.sum);
    CHECK_FALSE(writer.add(job(3)));
    CHECK_EQUAL(1u, count(Metric::StoreDropped));
}

TEST(StoreWriter, TheStopDoesNotWaitForABackendThatIsAway)
{
    backend.away = true;
    writer.start();
    CHECK_TRUE(writer.add(job(1)));
    CHECK_TRUE(writer.add(job(2)));
    writer.stop(1h);
    CHECK_EQUAL(2u, count(Metric::StoreDropped));
    CHECK_EQUAL(0, metrics.level(Metric::StoreQueue));
}

TEST(StoreWriter, ItsThreadWritesWithoutBeingAsked)
{
    std::atomic<bool> done { false };
    writer.start();
    CHECK_TRUE(writer.add([&](store::Store&) -> core::Result<void> {
        done = true;
        done.notify_one();
        return {};
    }));
    done.wait(false);
    writer.stop(0s);
    CHECK_EQUAL(1u, count(Metric::StoreWritten));
}
