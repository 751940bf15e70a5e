// The contract on SQLite, and what is SQLite's alone: its file, its schema, its limits.
#include "milter/store/sqlite_store.h"

#include <sys/stat.h>

#include "milter/steady_clock.h"
#include "milter/store/sqlite_schema.h"
#include "tests/milter/store/contract.h"
#include "tests/support/temp_dir.h"

#include <CppUTest/TestHarness.h>

using namespace std::chrono_literals;
using store::SqliteDatabase;
using store::SqliteStore;

TEST_GROUP(SqliteStore)
{
    milter::SteadyClock clock;
    support::TempDir dir;
    std::string path = dir.file("history.sqlite");
    const store::Key key { store::Kind::Pair, { 1, 0, 2 } };

    core::Result<std::unique_ptr<SqliteStore>> open(std::uint64_t max_bytes = 0) const
    {
        return SqliteStore::open(clock, { .path = path, .max_bytes = max_bytes });
    }
    std::unique_ptr<SqliteStore> opened(std::uint64_t max_bytes = 0) const
    {
        auto store = open(max_bytes);
        CHECK_TEXT(store.ok(), store.ok() ? "" : store.error().what.c_str());
        return std::move(*store);
    }
    core::Result<void> add(store::Store & store, double by, std::uint16_t field = 0) const
    {
        return store.apply(std::vector<store::Change> { { key, 100, 0, { { field, by } } } });
    }
    double value(store::Store & store) const
    {
        const auto found = store.lookup(std::span(&key, 1), core::Deadline::in(clock, 10s));
        CHECK_TEXT(found.ok(), found.ok() ? "" : found.error().what.c_str());
        return found->front().at(0);
    }
    void execute(const std::string& sql) const
    {
        auto database = SqliteDatabase::open(path, SqliteDatabase::Mode::Create);
        CHECK_TRUE(database.ok());
        CHECK_TRUE(database->execute(sql).ok());
    }
    std::int64_t number(const std::string& sql) const
    {
        auto database = SqliteDatabase::open(path, SqliteDatabase::Mode::Write);
        CHECK_TRUE(database.ok());
        const auto n = database->number(sql);
        CHECK_TRUE(n.ok());
        return *n;
    }
};

TEST(SqliteStore, KeepsTheContract)
{
    int n = 0;
    contract::check(
        [&] {
            path = dir.file("contract" + std::to_string(++n) + ".sqlite");
            return opened();
        },
        clock);
}

TEST(SqliteStore, RemembersAfterItIsOpenedAgain)
{
    CHECK_TRUE(add(*opened(), 2).ok());
    auto again = opened();
    DOUBLES_EQUAL(2, value(*again), 0);
    CHECK_TRUE(add(*again, 1).ok());
    DOUBLES_EQUAL(3, value(*again), 0);
}

TEST(SqliteStore, IsReadableByItsOwnerOnly)
{
    auto store = opened();
    CHECK_TRUE(add(*store, 1).ok());
    for (const char* suffix : { "", "-wal", "-shm" }) {
        struct stat st { };
        CHECK_EQUAL(0, ::stat((path + suffix).c_str(), &st));
        CHECK_EQUAL(0600u, st.st_mode & 0777);
    }
}

TEST(SqliteStore, IsOpenInOneDaemonOnly)
{
    auto first = opened();
    const auto second = open();
    CHECK_FALSE(second.ok());
    STRCMP_CONTAINS("a daemon has this store open", second.error().what.c_str());
    first.reset();
    CHECK_TRUE(open().ok());
}

TEST(SqliteStore, InAFolderThatIsNotThereNamesIt)
{
    path = dir.file("absent/history.sqlite");
    const auto store = open();
    CHECK_FALSE(store.ok());
    STRCMP_CONTAINS("absent/history.sqlite", store.error().what.c_str());
}

TEST(SqliteStore, OfALaterVersionIsRefusedAndKept)
{
    opened().reset();
    execute("PRAGMA user_version = 99");
    const auto store = open();
    CHECK_FALSE(store.ok());
    STRCMP_CONTAINS("schema 99, this one knows 1", store.error().what.c_str());
    CHECK_EQUAL(99, number("PRAGMA user_version"));
}

TEST(SqliteStore, RefusesTheDatabaseOfAnotherProgram)
{
    execute("CREATE TABLE theirs(a); INSERT INTO theirs VALUES(1)");
    const auto store = open();
    CHECK_FALSE(store.ok());
    STRCMP_CONTAINS("no store of triage-milter", store.error().what.c_str());
    CHECK_EQUAL(1, number("SELECT count(*) FROM theirs"));
}

TEST(SqliteStore, AnOlderVersionIsMigratedAllOrNothing)
{
    const std::vector<std::string_view> one { "CREATE TABLE a(x); INSERT INTO a VALUES(7);" };
    const std::vector<std::string_view> bad { one[0], "ALTER TABLE a ADD y; SELECT no_such();" };
    const std::vector<std::string_view> two { one[0], "ALTER TABLE a ADD y; UPDATE a SET y = 8;" };
    auto database = SqliteDatabase::open(path, SqliteDatabase::Mode::Create);
    CHECK_TRUE(database.ok());
    CHECK_TRUE(store::migrate(*database, one).ok());
    CHECK_FALSE(store::migrate(*database, bad).ok());
    CHECK_FALSE(database->in_transaction());
    CHECK_EQUAL(1, number("PRAGMA user_version"));
    CHECK_TRUE(store::migrate(*database, two).ok());
    CHECK_EQUAL(2, number("PRAGMA user_version"));
    CHECK_EQUAL(15, number("SELECT x + y FROM a"));
}

TEST(SqliteStore, AFieldThatNoRecordHasIsAnErrorAndChangesNothing)
{
    auto store = opened();
    std::vector<store::Change> changes { { key, 100, 0, { { 0, 1 } } },
        { key, 100, 0, { { store::Record::max_values, 1 } } } };
    CHECK_FALSE(store->apply(changes).ok());
    DOUBLES_EQUAL(0, value(*store), 0);
    CHECK_EQUAL(0u, store->facts()->records);
}

TEST(SqliteStore, AFailedCallOfABatchLeavesTheOthers)
{
    auto store = opened();
    const auto done = store->batch([&]() -> core::Result<void> {
        CHECK_TRUE(add(*store, 1).ok());
        CHECK_FALSE(add(*store, 1, store::Record::max_values).ok());
        CHECK_TRUE(add(*store, 2).ok());
        return {};
    });
    CHECK_TRUE(done.ok());
    DOUBLES_EQUAL(3, value(*store), 0);
}

TEST(SqliteStore, NothingStaysOfABatchThatFails)
{
    auto store = opened();
    CHECK_FALSE(store
                    ->batch([&]() -> core::Result<void> {
                        CHECK_TRUE(add(*store, 1).ok());
                        return core::Error { "no" };
                    })
                    .ok());
    DOUBLES_EQUAL(0, value(*store), 0);
    CHECK_EQUAL(0u, store->facts()->records);
}

TEST(SqliteStore, CountsItsRows)
{
    auto store = opened();
    const std::array<std::uint8_t, 16> person { 1 };
    store::Change own { { store::Kind::Pair, person }, 100, 200, { { 0, 1 } } };
    CHECK_TRUE(store->apply(std::vector { own, own }).ok());
    CHECK_TRUE(store->deliver({ person, person, 1, 2, 300, store::Label::None, "" }, {}).ok());
    CHECK_EQUAL(1u, store->facts()->records);
    CHECK_EQUAL(1u, store->facts()->deliveries);
    CHECK_EQUAL(1u, store->facts()->schema);
    CHECK_EQUAL(2u, *store->expire(86400, 10));
    CHECK_EQUAL(0u, store->facts()->deliveries);
    CHECK_TRUE(*store->deliver({ person, person, 1, 2, 300, store::Label::None, "" }, {}));
    CHECK_EQUAL(0u, store->facts()->records);
    CHECK_EQUAL(1u, *store->forget(person));
    CHECK_EQUAL(0u, store->facts()->deliveries);
}

TEST(SqliteStore, ExpiresNoMoreThanItIsAsked)
{
    auto store = opened();
    for (std::uint8_t n = 0; n < 30; ++n) {
        const store::Key k { store::Kind::Pair, { n } };
        CHECK_TRUE(store->apply(std::vector<store::Change> { { k, 100, 200, { { 0, 1 } } } }).ok());
    }
    CHECK_EQUAL(0u, *store->expire(199, 100));
    CHECK_EQUAL(0u, *store->expire(86399, 100)); // records go when their day is over
    CHECK_EQUAL(20u, *store->expire(86400, 20));
    CHECK_EQUAL(10u, *store->expire(86400, 20));
}

TEST(SqliteStore, ReadsWhileAnotherWrites)
{
    auto store = opened();
    CHECK_TRUE(add(*store, 1).ok());
    CHECK_TRUE(store
                   ->batch([&]() -> core::Result<void> {
                       CHECK_TRUE(add(*store, 1).ok());
                       DOUBLES_EQUAL(1, value(*store), 0); // a reader sees what is committed
                       return {};
                   })
                   .ok());
    DOUBLES_EQUAL(2, value(*store), 0);
}
