// The store as the mail path sees it: behind a breaker, within the budget, whatever is wrong.
#include "milter/store/service.h"

#include <atomic>

#include "milter/store/sqlite_store.h"
#include "tests/support/fake_clock.h"
#include "tests/support/temp_dir.h"

#include <CppUTest/TestHarness.h>

using namespace std::chrono_literals;
using core::Stage;

TEST_GROUP(StoreService)
{
    support::FakeClock clock;
    support::TempDir dir;
    stats::Registry metrics;
    milter::BreakerPanel panel { {}, metrics };
    milter::Config::Store config;
    const store::Key key { store::Kind::Pair, { 1 } };

    void setup() override
    {
        config.path = dir.file("history.sqlite");
    }
    std::unique_ptr<store::Service> make() const
    {
        return std::make_unique<store::Service>(config, store::open_store(config, clock), clock,
            const_cast<milter::BreakerPanel&>(panel), const_cast<stats::Registry&>(metrics));
    }
    core::Result<std::vector<store::Record>> lookup(store::Service & service, core::Duration d)
    {
        return service.lookup(std::span(&key, 1), core::Deadline::in(clock, d));
    }
    store::Job add(double by) const
    {
        return [this, by](store::Store& s) {
            return s.apply(std::vector<store::Change> { { key, 1, 0, { { 0, by } } } });
        };
    }
};

TEST(StoreService, WritesAndFindsAgain)
{
    auto service = make();
    CHECK_TRUE(service->on());
    CHECK_TRUE(service->write(add(2)));
    service->start();
    service->stop(10s);
    const auto found = lookup(*service, 1s);
    CHECK_TRUE(found.ok());
    DOUBLES_EQUAL(2, found->front().at(0), 0);
    CHECK_EQUAL(1u, metrics.histogram(stats::Metric::StoreSeconds).count);
    STRCMP_EQUAL("", service->status().error.c_str());
}

TEST(StoreService, OffKeepsNothingAndIsNoFault)
{
    config.backend = "off";
    auto service = make();
    CHECK_FALSE(service->on());
    CHECK_FALSE(service->write(add(1)));
    CHECK_FALSE(lookup(*service, 1s).ok());
    STRCMP_EQUAL("", service->status().error.c_str());
    CHECK_EQUAL(0u, panel.info(clock.now())[static_cast<std::size_t>(Stage::Store)].window.tries);
}

TEST(StoreService, ThatCannotOpenSaysSoAndDropsEverything)
{
    config.path = dir.file("absent/history.sqlite");
    auto service = make();
    CHECK_FALSE(service->on());
    STRCMP_CONTAINS("absent", service->status().error.c_str());
    CHECK_FALSE(service->write(add(1)));
}

TEST(StoreService, ABackendThatFailsIsNotAskedEveryTime)
{
    auto service = make();
    CHECK_TRUE(lookup(*service, 1s).ok());
    auto broken = store::SqliteDatabase::open(config.path, store::SqliteDatabase::Mode::Write);
    CHECK_TRUE(broken->execute("DROP TABLE records").ok());
    for (int i = 0; i < 5; ++i)
        CHECK_FALSE(lookup(*service, 1s).ok());
    STRCMP_CONTAINS("breaker is open", lookup(*service, 1s).error().what.c_str());
    clock.advance(31s);
    STRCMP_CONTAINS("no such table", lookup(*service, 1s).error().what.c_str()); // a probe
}

TEST(StoreService, NoTimeIsNotTheBackendsFault)
{
    auto service = make();
    for (int i = 0; i < 20; ++i)
        CHECK_FALSE(lookup(*service, 0s).ok());
    CHECK_TRUE(lookup(*service, 1s).ok());
}

TEST(StoreService, ForgetsWhatIsTooOldByItself)
{
    const std::int64_t now = clock.wall().time_since_epoch().count();
    {
        const auto backend = store::open_store(config, clock); // a service would clean up at once
        CHECK_TRUE((*backend)->apply(std::vector<store::Change> {
            { key, now - 3 * 86400, now - 2 * 86400, { { 0, 1 } } } }));
        CHECK_EQUAL(1u, (*backend)->facts()->records);
    }
    auto service = make();
    std::atomic<bool> counted { false };
    service->every(1h, [&](store::Store&) -> core::Result<void> { // comes after the upkeep
        counted = true;
        counted.notify_one();
        return {};
    });
    service->start();
    counted.wait(false);
    service->stop(10s);
    CHECK_EQUAL(0u, lookup(*service, 1s)->front().values.size());
    CHECK_EQUAL(0u, service->status().facts.records);
    CHECK_EQUAL(1u, metrics.value(stats::Metric::StoreExpired));
}

TEST(StoreService, KeepsNothingLongerThanTheSiteWants)
{
    config.retention_days = 30;
    const std::int64_t now = clock.wall().time_since_epoch().count();
    const std::int64_t day = 86400;
    const store::Key never { store::Kind::Weights, { 2 } };
    store::Delivery delivery { { 3 }, { 4 }, now, now + day, now + 90 * day, {}, "" };
    {
        auto service = make();
        CHECK_TRUE(service->write([&](store::Store& s) -> core::Result<void> {
            const std::vector<store::Change> changes { { key, now, now + 500 * day, { { 0, 1 } } },
                { never, now, 0, { { 0, 1 } } } };
            const auto done = s.deliver(delivery, changes);
            return done ? core::Result<void> {} : done.error();
        }));
        service->start();
        service->stop(10s);
    }
    auto store = store::SqliteStore::open(clock, { .path = config.path });
    CHECK_EQUAL(0u, *(*store)->expire(now + 30 * day - 1, 10));
    CHECK_EQUAL(2u, *(*store)->expire(now + 31 * day, 10));
    CHECK_EQUAL(1u, (*store)->facts()->records);
}
