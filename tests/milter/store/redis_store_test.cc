// What Redis alone can do to us: be away, slow, restarted. The rest is in the contract.
#include "milter/store/redis_store.h"

#include "CppUTest/TestHarness.h"
#include "milter/steady_clock.h"
#include "tests/milter/store/contract.h"
#include "tests/support/redis_server.h"

using namespace std::chrono_literals;

namespace {

store::Key key(std::uint8_t n)
{
    store::Key k { store::Kind::Pair, {} };
    k.id = { n, 0, '\n', 0xff, n };
    return k;
}

std::array<std::uint8_t, 16> id(std::uint8_t n)
{
    return { n, 0, 0xff };
}

} // namespace

TEST_GROUP(RedisStore)
{
    milter::SteadyClock clock;
    support::RedisServer server;
    store::RedisStore redis { clock, { server.address(), "", "", 0, "t:" } };
    std::int64_t now = clock.wall().time_since_epoch().count();

    void setup() override
    {
        CHECK_TRUE(server.ready());
    }
    core::Deadline in(core::Duration d) const
    {
        return core::Deadline::in(clock, d);
    }
    store::Change change(std::uint8_t n) const
    {
        return { key(n), now, now + 1000, { { 0, 1.5 } } };
    }
    store::Delivery delivery(std::uint8_t message, std::int64_t due) const
    {
        return { id(message), id(9), now, due, now + 1000, store::Label::None, "data" };
    }
};

TEST(RedisStore, KeepsTheContract)
{
    int site = 0; // each store is a site of its own
    contract::check(
        [&] {
            return std::make_unique<store::RedisStore>(clock,
                store::RedisSettings {
                    server.address(), "", "", 0, "c" + std::to_string(++site) + ":" });
        },
        clock);
}

TEST(RedisStore, AwayIsAnErrorAndNothingElse)
{
    server.stop();
    const std::vector<store::Key> keys { key(1) };
    CHECK_FALSE(redis.lookup(keys, in(1s)).ok());
    CHECK_FALSE(redis.apply(std::vector { change(1) }).ok());
}

TEST(RedisStore, ASlowServerCostsTheDeadlineOnly)
{
    const std::vector<store::Key> keys { key(1) };
    CHECK_TRUE(redis.lookup(keys, in(1s)).ok()); // a connection is there
    server.pause();
    const core::Time start = clock.now();
    CHECK_FALSE(redis.lookup(keys, in(30ms)).ok());
    CHECK_TRUE(clock.now() - start < 1s);
    server.resume();
}

TEST(RedisStore, AnAnswerThatCameTooLateIsNotTheNextOnes)
{
    const std::vector<store::Key> first { key(1) }, second { key(2) };
    CHECK_TRUE(redis.apply(std::vector { change(1) }).ok());
    server.pause();
    CHECK_FALSE(redis.lookup(first, in(20ms)).ok());
    server.resume();
    const auto found = redis.lookup(second, in(5s));
    CHECK_TRUE(found.ok());
    UNSIGNED_LONGS_EQUAL(0, found.value().at(0).values.size());
}

TEST(RedisStore, AnExpiredDeadlineAsksNobody)
{
    const std::vector<store::Key> keys { key(1) };
    CHECK_FALSE(redis.lookup(keys, core::Deadline(clock, clock.now())).ok());
}

TEST(RedisStore, TwoStoresAddToTheSameSums)
{
    store::RedisStore other { clock, { server.address(), "", "", 0, "t:" } };
    CHECK_TRUE(redis.apply(std::vector { change(1) }).ok());
    CHECK_TRUE(other.apply(std::vector { change(1) }).ok());
    const std::vector<store::Key> keys { key(1) };
    const auto found = redis.lookup(keys, in(5s));
    CHECK_TRUE(found.ok());
    DOUBLES_EQUAL(3.0, found.value().at(0).at(0), 1e-12);
    LONGS_EQUAL(now, found.value().at(0).first);
}

TEST(RedisStore, AnotherPrefixIsAnotherSite)
{
    store::RedisStore other { clock, { server.address(), "", "", 0, "u:" } };
    CHECK_TRUE(redis.apply(std::vector { change(1) }).ok());
    const std::vector<store::Key> keys { key(1) };
    UNSIGNED_LONGS_EQUAL(0, other.lookup(keys, in(5s)).value().at(0).values.size());
}

TEST(RedisStore, WhatIsLabelledIsNoMoreDue)
{
    for (std::uint8_t n = 1; n <= 3; ++n)
        CHECK_TRUE(redis.deliver(delivery(n, now - 7200 + n), {}).value());
    CHECK_TRUE(redis.relabel(id(2), id(9), store::Label::None, store::Label::Answered, {}).value());
    const auto due = redis.due(now, 10);
    CHECK_TRUE(due.ok());
    UNSIGNED_LONGS_EQUAL(2, due.value().size());
    CHECK_TRUE(due.value()[0].message == id(1));
    CHECK_TRUE(due.value()[1].message == id(3));
    STRCMP_EQUAL("data", due.value()[1].data.c_str());
    for (const std::uint8_t n : std::to_array<std::uint8_t>({ 1, 3 }))
        CHECK_TRUE(
            redis.relabel(id(n), id(9), store::Label::None, store::Label::Ignored, {}).value());
    UNSIGNED_LONGS_EQUAL(0, redis.due(now, 10).value().size());
}

TEST(RedisStore, ForgetsWhatBelongsToARecipientAndNothingElse)
{
    store::Change own = change(1), other = change(2);
    own.key.id = { 9, 0, 0xff, 0, 0, 0, 0, 0, 42 }; // begins as the recipient's id does
    CHECK_TRUE(redis.apply(std::vector { own, other }).ok());
    CHECK_TRUE(redis.deliver(delivery(1, now + 10), {}).value());
    UNSIGNED_LONGS_EQUAL(2, redis.forget(id(9)).value());
    const auto left = redis.lookup(std::vector { own.key, other.key }, in(5s));
    UNSIGNED_LONGS_EQUAL(0, left.value().at(0).values.size());
    UNSIGNED_LONGS_EQUAL(1, left.value().at(1).values.size());
    CHECK_FALSE(redis.delivery(id(1), id(9), in(5s)).value().has_value());
}

TEST(RedisStore, AWrongAddressIsSaidSo)
{
    store::RedisStore wrong { clock, { "nonsense", "", "", 0, "t:" } };
    const std::vector<store::Key> keys { key(1) };
    const auto found = wrong.lookup(keys, in(1s));
    CHECK_FALSE(found.ok());
    STRCMP_CONTAINS("neither HOST:PORT nor unix:/path", found.error().what.c_str());
}
