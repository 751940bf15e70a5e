// The cache of content verdicts: what it keeps, for how long, and what goes first.
#include "milter/cache.h"

#include "tests/support/fake_clock.h"

#include <string>

#include <CppUTest/TestHarness.h>

using namespace std::chrono_literals;
using milter::Config;
using milter::VerdictCache;

namespace {

core::Digest key(int n)
{
    return core::sha256("message " + std::to_string(n));
}

core::ContentVerdict verdict(const std::string& summary = {})
{
    core::ContentVerdict v;
    v.done.add(core::Stage::Parse);
    v.notes.summary = summary;
    return v;
}

Config::Caching small(const std::string& strategy, std::uint32_t entries = 10)
{
    Config::Caching c;
    c.max_entries = entries;
    c.strategy = strategy;
    return c;
}

} // namespace

TEST_GROUP(VerdictCache)
{
    support::FakeClock clock;

    bool holds(VerdictCache & cache, int n)
    {
        return cache.find(key(n), clock.now()) != nullptr;
    }
    void ask(VerdictCache & cache, int n) // as the transaction does: look, else triage and keep
    {
        if (!holds(cache, n))
            cache.insert(key(n), verdict(), clock.now());
    }
    // How many of a hot set of five survive a flood of messages that come once.
    int survivors(const std::string& strategy)
    {
        VerdictCache cache(small(strategy));
        for (int round = 0; round < 4; ++round)
            for (int n = 0; n < 5; ++n)
                ask(cache, n);
        for (int n = 100; n < 300; ++n)
            ask(cache, n);
        int left = 0;
        for (int n = 0; n < 5; ++n)
            left += holds(cache, n);
        return left;
    }
};

TEST(VerdictCache, ReturnsWhatWasInserted)
{
    VerdictCache cache(small("adaptive"));
    cache.insert(key(1), verdict("a meeting on Monday"), clock.now());
    const auto found = cache.find(key(1), clock.now());
    CHECK(found != nullptr);
    STRCMP_EQUAL("a meeting on Monday", found->notes.summary.c_str());
    CHECK(cache.find(key(2), clock.now()) == nullptr);
    CHECK_EQUAL(1u, cache.info().hits);
    CHECK_EQUAL(1u, cache.info().misses);
    CHECK_EQUAL(1u, cache.info().entries);
}

TEST(VerdictCache, ForgetsAVerdictWhenItsTimeIsOver)
{
    auto config = small("adaptive");
    config.ttl_s = 300;
    VerdictCache cache(config);
    cache.insert(key(1), verdict(), clock.now());
    clock.advance(299s);
    CHECK(holds(cache, 1));
    clock.advance(1s);
    CHECK_FALSE(holds(cache, 1));
    CHECK_EQUAL(1u, cache.info().expired);
    CHECK_EQUAL(0u, cache.info().entries);
    CHECK_EQUAL(0u, cache.info().bytes);
}

TEST(VerdictCache, HitDoesNotProlongAVerdict)
{
    VerdictCache cache(small("adaptive"));
    cache.insert(key(1), verdict(), clock.now());
    for (int i = 0; i < 10; ++i) {
        clock.advance(30s);
        holds(cache, 1);
    }
    CHECK_FALSE(holds(cache, 1));
}

TEST(VerdictCache, NeverKeepsAVerdictLongerThanAnHour)
{
    auto config = small("adaptive");
    config.ttl_s = 1000000;
    VerdictCache cache(config);
    cache.insert(key(1), verdict(), clock.now());
    clock.advance(1h);
    CHECK_FALSE(holds(cache, 1));
}

TEST(VerdictCache, RefusesAnIncompleteVerdict)
{
    VerdictCache cache(small("adaptive"));
    auto v = verdict();
    v.miss(core::Stage::Scan, core::Cause::Timeout);
    cache.insert(key(1), v, clock.now());
    CHECK_FALSE(holds(cache, 1));
    CHECK_EQUAL(1u, cache.info().refused);
}

TEST(VerdictCache, StaysWithinItsBytes)
{
    auto config = small("adaptive", 1000);
    config.max_bytes = 64 << 10;
    VerdictCache cache(config);
    for (int n = 0; n < 200; ++n) {
        cache.insert(key(n), verdict(std::string(1000, 'x')), clock.now());
        CHECK(cache.info().bytes <= config.max_bytes);
    }
    CHECK(cache.info().entries > 30);
    CHECK(cache.info().entries < 66); // each holds more than its thousand bytes
    CHECK(cache.info().evicted > 100);
}

TEST(VerdictCache, RefusesWhatIsLargerThanItself)
{
    auto config = small("adaptive");
    config.max_bytes = 1000;
    VerdictCache cache(config);
    cache.insert(key(1), verdict(std::string(5000, 'x')), clock.now());
    CHECK_EQUAL(0u, cache.info().entries);
    CHECK_EQUAL(1u, cache.info().refused);
}

TEST(VerdictCache, CountsTheHeapOfEveryPart)
{
    VerdictCache plain(small("lru"));
    VerdictCache full(small("lru"));
    auto v = verdict();
    plain.insert(key(1), v, clock.now());
    v.notes.findings.assign(3, { 1, core::Severity::Low, std::string(500, 'e') });
    v.notes.candidates.push_back({ { 2, core::Severity::High, std::string(500, 'c') },
        std::vector<core::Digest>(100), false });
    v.notes.replies.assign(3, std::string(90, 'r'));
    full.insert(key(1), v, clock.now());
    CHECK(full.info().bytes > plain.info().bytes + 3 * 500 + 500 + 3200 + 3 * 90);
}

TEST(VerdictCache, FloodDoesNotWashOutAHotSetWhenAdaptive)
{
    CHECK_EQUAL(5, survivors("adaptive"));
}

TEST(VerdictCache, FloodWashesOutAHotSetWithLru)
{
    CHECK_EQUAL(0, survivors("lru"));
}

TEST(VerdictCache, LruKeepsTheMostRecentlyUsed)
{
    VerdictCache cache(small("lru", 3));
    for (int n = 0; n < 3; ++n)
        ask(cache, n);
    ask(cache, 0);
    ask(cache, 3);
    CHECK(holds(cache, 0));
    CHECK_FALSE(holds(cache, 1));
}

TEST(VerdictCache, AdaptiveForgetsAHotSetThatNobodyAsksForAnyMore)
{
    VerdictCache cache(small("adaptive"));
    for (int round = 0; round < 15; ++round)
        ask(cache, 1);
    for (int n = 100; n < 120; ++n)
        for (int round = 0; round < 200; ++round)
            ask(cache, n);
    CHECK_FALSE(holds(cache, 1));
}

TEST(VerdictCache, ShrinksAtOnceWhenConfiguredSmaller)
{
    VerdictCache cache(small("adaptive", 100));
    for (int n = 0; n < 100; ++n) {
        ask(cache, n);
        ask(cache, n);
    }
    cache.configure(small("adaptive", 10));
    CHECK_EQUAL(10u, cache.info().entries);
    for (int n = 200; n < 400; ++n)
        ask(cache, n);
    CHECK_EQUAL(10u, cache.info().entries);
}

TEST(VerdictCache, KeepsWorkingWhenTheStrategyChanges)
{
    VerdictCache cache(small("adaptive"));
    for (int round = 0; round < 3; ++round)
        for (int n = 0; n < 20; ++n)
            ask(cache, n % 7);
    cache.configure(small("lru"));
    for (int round = 0; round < 3; ++round)
        for (int n = 0; n < 20; ++n)
            ask(cache, n);
    CHECK_EQUAL(10u, cache.info().entries);
    CHECK(holds(cache, 19));
}

TEST(VerdictCache, HoldsNothingWhenDisabled)
{
    auto config = small("adaptive");
    VerdictCache cache(config);
    cache.insert(key(1), verdict(), clock.now());
    config.enabled = false;
    cache.configure(config);
    CHECK_EQUAL(0u, cache.info().entries);
    cache.insert(key(2), verdict(), clock.now());
    CHECK_FALSE(holds(cache, 2));
}

TEST(VerdictCache, SecondInsertOfAKeyReplacesTheFirst)
{
    VerdictCache cache(small("adaptive"));
    cache.insert(key(1), verdict("first"), clock.now());
    const auto bytes = cache.info().bytes;
    cache.insert(key(1), verdict("other"), clock.now());
    CHECK_EQUAL(1u, cache.info().entries);
    CHECK_EQUAL(bytes, cache.info().bytes);
    STRCMP_EQUAL("other", cache.find(key(1), clock.now())->notes.summary.c_str());
}

TEST(VerdictCache, VerdictInUseOutlivesItsEntry)
{
    VerdictCache cache(small("adaptive"));
    cache.insert(key(1), verdict("still there"), clock.now());
    const auto held = cache.find(key(1), clock.now());
    cache.clear();
    STRCMP_EQUAL("still there", held->notes.summary.c_str());
}
