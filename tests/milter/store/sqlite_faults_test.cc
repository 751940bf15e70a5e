// What happens to disks and files: full, locked, damaged. Real faults, on real files.
#include "milter/store/sqlite_store.h"

#include <atomic>
#include <csignal>
#include <filesystem>
#include <fstream>
#include <map>
#include <sys/resource.h>
#include <thread>

#include "milter/store/sqlite_repair.h"
#include "milter/store/sqlite_schema.h"
#include "milter/unique_fd.h"
#include "tests/support/fake_clock.h"
#include "tests/support/temp_dir.h"

#include <CppUTest/TestHarness.h>

using namespace std::chrono_literals;
namespace fs = std::filesystem;
using store::SqliteDatabase;
using store::SqliteStore;

namespace {

constexpr std::size_t page_size = 4096;
constexpr std::uint32_t rows = 3000; // of each table
constexpr char leaf_of_keys = 10, leaf_of_rows = 13; // a page's first byte

store::Key key(std::uint32_t n)
{
    store::Key k { n % 2 == 0 ? store::Kind::Pair : store::Kind::Thread, {} };
    const std::uint32_t mixed = n * 2654435761u; // spread as hashes are
    for (std::size_t i = 0; i < 4; ++i)
        k.id[i] = static_cast<std::uint8_t>(mixed >> (8 * i));
    return k;
}

store::Delivery delivery(std::uint32_t n)
{
    return { key(n).id, { 7 }, 100, 200, 300, store::Label::None, "data of " + std::to_string(n) };
}

// Files may not grow beyond `bytes` while this lives: what a full disk does, for this process.
class FullDisk {
public:
    explicit FullDisk(rlim_t bytes)
    {
        before_signal_ = std::signal(SIGXFSZ, SIG_IGN);
        ::getrlimit(RLIMIT_FSIZE, &before_);
        const rlimit limit { bytes, before_.rlim_max };
        ::setrlimit(RLIMIT_FSIZE, &limit);
    }
    ~FullDisk()
    {
        ::setrlimit(RLIMIT_FSIZE, &before_);
        std::signal(SIGXFSZ, before_signal_);
    }
    FullDisk(const FullDisk&) = delete;
    FullDisk& operator=(const FullDisk&) = delete;

private:
    rlimit before_ {};
    void (*before_signal_)(int) = nullptr;
};

} // namespace

TEST_GROUP(SqliteFaults)
{
    support::FakeClock clock;
    support::TempDir dir;
    std::string path = dir.file("history.sqlite");

    std::unique_ptr<SqliteStore> opened(std::uint64_t max_bytes = 0) const
    {
        auto store
            = SqliteStore::open(clock, { .path = path, .max_bytes = max_bytes, .lock_wait = 1ms });
        CHECK_TEXT(store.ok(), store.ok() ? "" : store.error().what.c_str());
        return std::move(*store);
    }
    static core::Result<void> add(store::Store & store, std::uint32_t n)
    {
        return store.apply(
            std::vector<store::Change> { { key(n), 100, 1000, { { 0, 1.0 + n }, { 9, 0.5 } } } });
    }
    void fill() const
    {
        auto store = opened();
        const auto done = store->batch([&]() -> core::Result<void> {
            for (std::uint32_t n = 0; n < rows; ++n)
                if (!add(*store, n) || !store->deliver(delivery(n), {}))
                    return core::Error { "no" };
            return {};
        });
        CHECK_TRUE(done.ok());
    }
    double value(store::Store & store, std::uint32_t n) const
    {
        const store::Key k = key(n);
        const auto found = store.lookup(std::span(&k, 1), core::Deadline::in(clock, 1h));
        CHECK_TEXT(found.ok(), found.ok() ? "" : found.error().what.c_str());
        return found->front().at(0);
    }
    bool delivered(store::Store & store, std::uint32_t n) const
    {
        const store::Delivery d = delivery(n);
        const auto found = store.delivery(d.message, d.recipient, core::Deadline::in(clock, 1h));
        CHECK_TRUE(found.ok());
        return *found == d;
    }
    // How many rows that were written are there no more; every other is as it was.
    std::uint32_t lost(store::Store & store) const
    {
        std::uint32_t lost = 0;
        for (std::uint32_t n = 0; n < rows; ++n) {
            const double v = value(store, n);
            CHECK_TRUE(v == 0 || v == 1.0 + n);
            lost += (v == 0 ? 1u : 0u) + (delivered(store, n) ? 0u : 1u);
        }
        return lost;
    }
    static char kind_of_page(const std::string& file, std::size_t page)
    {
        std::ifstream in(file, std::ios::binary);
        in.seekg(static_cast<std::streamoff>(page * page_size));
        return static_cast<char>(in.get());
    }
    static void overwrite(const std::string& file, std::size_t page, char with)
    {
        std::fstream out(file, std::ios::binary | std::ios::in | std::ios::out);
        out.seekp(static_cast<std::streamoff>(page * page_size));
        out << std::string(page_size, with);
        CHECK_TRUE(out.good());
    }
    std::size_t pages() const
    {
        return fs::file_size(path) / page_size;
    }
    std::vector<std::string> set_aside() const
    {
        std::vector<std::string> names;
        for (const auto& entry : fs::directory_iterator(dir.path()))
            if (entry.path().string().find(".damaged-") != std::string::npos)
                names.push_back(entry.path().string());
        return names;
    }
};

TEST(SqliteFaults, AFullStoreKeepsWhatItHasAndGoesOnWhenThereIsRoom)
{
    auto store = opened(400 * 1024);
    std::uint32_t n = 0;
    core::Result<void> done;
    while (done && n < 100000)
        done = add(*store, n++);
    CHECK_FALSE(done.ok());
    STRCMP_CONTAINS("full", done.error().what.c_str());
    DOUBLES_EQUAL(1, value(*store, 0), 0);
    CHECK_EQUAL(n - 1, store->facts()->records);
    CHECK_TRUE(*store->expire(86400, 1000) == 1000);
    CHECK_TRUE(add(*store, n).ok());
    CHECK_EQUAL(0u, set_aside().size());
}

TEST(SqliteFaults, AFullDiskIsAnErrorUntilItHasPassed)
{
    auto store = opened();
    CHECK_TRUE(add(*store, 0).ok());
    {
        const FullDisk full(fs::file_size(path + "-wal") + 8192);
        core::Result<void> done;
        for (std::uint32_t n = 1; done && n < 1000; ++n)
            done = add(*store, n);
        CHECK_FALSE(done.ok());
        DOUBLES_EQUAL(1, value(*store, 0), 0);
    }
    CHECK_TRUE(add(*store, 2000).ok());
    DOUBLES_EQUAL(2001, value(*store, 2000), 0);
    CHECK_EQUAL(0u, set_aside().size());
}

TEST(SqliteFaults, ADiskThatIsFullAtTheStartIsNoReasonNotToStart)
{
    const auto limited = [&] {
        const FullDisk full(0);
        return opened();
    };
    auto store = limited();
    CHECK_TRUE(add(*store, 1).ok());
}

TEST(SqliteFaults, ALockOfAnotherProgramStopsWritesAndNotLookups)
{
    auto store = opened();
    CHECK_TRUE(add(*store, 1).ok());
    auto other = SqliteDatabase::open(path, SqliteDatabase::Mode::Write);
    CHECK_TRUE(other->execute("BEGIN IMMEDIATE").ok());
    const auto done = add(*store, 2);
    CHECK_FALSE(done.ok());
    STRCMP_CONTAINS("locked", done.error().what.c_str());
    DOUBLES_EQUAL(2, value(*store, 1), 0);
    CHECK_TRUE(other->execute("ROLLBACK").ok());
    CHECK_TRUE(add(*store, 2).ok());
}

TEST(SqliteFaults, EveryRowOutsideADamagedPageIsSaved)
{
    fill();
    const std::string original = path;
    std::map<char, std::uint32_t> most; // lost, by what the page was
    for (std::size_t page = 0; page < pages(); page += page < 8 ? 1 : 9) {
        const char kind = kind_of_page(original, page);
        path = dir.file("copy" + std::to_string(page) + ".sqlite");
        fs::copy_file(original, path);
        overwrite(path, page, static_cast<char>(page % 2 == 0 ? 0xff : 0));
        const auto repaired = store::repair_file(path, clock.wall());
        CHECK_TEXT(repaired.ok(), repaired.ok() ? "" : repaired.error().what.c_str());
        auto store = opened();
        const std::uint32_t gone = lost(*store);
        most[kind] = std::max(most[kind], gone);
        CHECK_TRUE(gone <= 90); // what fits into one page
        CHECK_EQUAL(2 * rows - gone, store->facts()->records + store->facts()->deliveries);
        CHECK_TRUE(add(*store, 1).ok());
        path = original;
    }
    CHECK_EQUAL(0u, most['S']); // the head, of "SQLite format 3"
    CHECK_EQUAL(0u, most[5]); // inner pages of a table hold no rows
    CHECK_TRUE(most[leaf_of_keys] > 0 && most[leaf_of_rows] > 0); // the damage was real
}

TEST(SqliteFaults, WithoutItsHeadEveryValueIsStillRead)
{
    store::Change big { { store::Kind::Weights, { 1 } }, -5, 0, {} };
    for (std::uint16_t i = 0; i < store::Record::max_values; ++i)
        big.add.emplace_back(i, i - 100.25);
    store::Delivery long_one = delivery(1);
    long_one.at = -1;
    long_one.due = 0x123456789abc;
    long_one.expires = INT64_MAX;
    long_one.label = store::Label::Important;
    long_one.data = std::string(4096, '\0');
    long_one.data[9] = 'x';
    {
        auto store = opened();
        CHECK_TRUE(store->deliver(long_one, std::vector { big }).ok());
    }
    overwrite(path, 0, 0);
    auto store = opened();
    CHECK_TRUE(store->apply({}).ok());
    CHECK_EQUAL(1u, set_aside().size());
    const auto record
        = store->lookup(std::span(&big.key, 1), core::Deadline::in(clock, 1h))->front();
    CHECK_EQUAL(-5, record.last);
    for (std::size_t i = 0; i < store::Record::max_values; ++i)
        DOUBLES_EQUAL(double(i) - 100.25, record.at(i), 0);
    const auto found
        = store->delivery(long_one.message, long_one.recipient, core::Deadline::in(clock, 1h));
    CHECK_TRUE(*found == long_one);
}

TEST(SqliteFaults, WhatIsOnlyInTheJournalIsSavedToo)
{
    fill();
    const std::string copy = dir.file("copy.sqlite");
    {
        auto store = opened();
        for (std::uint32_t n = rows; n < rows + 50; ++n)
            CHECK_TRUE(add(*store, n).ok());
        fs::copy_file(path, copy); // as after a crash, with the journal beside it
        fs::copy_file(path + "-wal", copy + "-wal");
    }
    path = copy;
    overwrite(path, 0, '?');
    auto store = opened();
    CHECK_TRUE(store->apply({}).ok());
    CHECK_EQUAL(0u, lost(*store));
    for (std::uint32_t n = rows; n < rows + 50; ++n)
        DOUBLES_EQUAL(1.0 + n, value(*store, n), 0);
}

TEST(SqliteFaults, ARepairBringsBackNothingThatWasForgotten)
{
    fill();
    {
        auto store = opened();
        CHECK_EQUAL(rows, *store->forget(delivery(1).recipient));
        CHECK_TRUE(*store->expire(86400, 2000) == 2000);
    }
    overwrite(path, 0, '?');
    auto store = opened();
    CHECK_TRUE(store->apply({}).ok());
    CHECK_EQUAL(0u, store->facts()->deliveries);
    CHECK_EQUAL(rows - 2000, store->facts()->records);
}

TEST(SqliteFaults, RubbishIsReadWithoutHarm)
{
    fill();
    std::uint32_t state = 1;
    for (int round = 0; round < 8; ++round) {
        std::fstream out(path, std::ios::binary | std::ios::in | std::ios::out);
        for (int i = 0; i < 2000; ++i) {
            state = state * 1664525 + 1013904223;
            out.seekp(static_cast<std::streamoff>(state % fs::file_size(path)));
            out.put(static_cast<char>(state >> 24));
        }
        out.close();
        const auto repaired = store::repair_file(path, clock.wall());
        CHECK_TEXT(repaired.ok(), repaired.ok() ? "" : repaired.error().what.c_str());
        fs::remove(set_aside().front());
    }
    CHECK_TRUE(opened()->facts().ok());
}

TEST(SqliteFaults, ADamagedFileIsRepairedByTheWriteThatMeetsIt)
{
    fill();
    for (std::size_t page = 1; page < pages(); ++page)
        if (kind_of_page(path, page) == leaf_of_keys && page % 4 == 0)
            overwrite(path, page, 'x');
    auto store = opened();
    for (std::uint32_t n = 0; n < rows; ++n)
        CHECK_TRUE(store->apply(std::vector<store::Change> { { key(n), 1, 1000, {} } }).ok());
    CHECK_EQUAL(1u, set_aside().size());
    STRCMP_CONTAINS("the store was damaged and has been repaired", store->facts()->note.c_str());
    STRCMP_CONTAINS(set_aside().front().c_str(), store->facts()->note.c_str());
    CHECK_TRUE(lost(*store) < rows);
    clock.advance(25h);
    STRCMP_EQUAL("", store->facts()->note.c_str());
}

TEST(SqliteFaults, DamageThatALookupMeetsIsRepairedByTheNextWrite)
{
    fill();
    for (std::size_t page = 1; page < pages(); ++page)
        if (kind_of_page(path, page) == leaf_of_keys)
            overwrite(path, page, 'x');
    auto store = opened();
    const store::Key k = key(5);
    CHECK_FALSE(store->lookup(std::span(&k, 1), core::Deadline::in(clock, 1h)).ok());
    CHECK_TRUE(store->apply({}).ok());
    CHECK_EQUAL(1u, set_aside().size());
    CHECK_TRUE(store->lookup(std::span(&k, 1), core::Deadline::in(clock, 1h)).ok());
    CHECK_TRUE(store->facts()->records < rows / 10); // those of inner pages
    CHECK_EQUAL(rows, store->facts()->deliveries);
}

TEST(SqliteFaults, AFileWithoutItsHeadIsRepairedAndKept)
{
    fill();
    const auto size = fs::file_size(path);
    overwrite(path, 0, '?');
    auto store = opened();
    CHECK_TRUE(store->apply({}).ok());
    CHECK_EQUAL(1u, set_aside().size());
    CHECK_EQUAL(size, fs::file_size(set_aside().front()));
    CHECK_EQUAL(0u, lost(*store));
}

TEST(SqliteFaults, ARepairIsSaidWhileItLasts)
{
    fill();
    overwrite(path, 0, '?');
    auto store = opened();
    std::atomic<bool> begun { false }, done { false };
    bool said = false;
    std::thread watcher([&] {
        for (begun = true; !done;)
            said = said || store->trouble().find("is being repaired") != std::string::npos;
    });
    while (!begun)
        std::this_thread::yield();
    CHECK_TRUE(store->apply({}).ok());
    done = true;
    watcher.join();
    CHECK_TRUE(said);
    STRCMP_EQUAL("", store->trouble().c_str());
}

TEST(SqliteFaults, ATruncatedFileLosesWhatWasCutOff)
{
    fill();
    fs::resize_file(path, pages() / 2 * page_size);
    auto store = opened();
    for (std::uint32_t n = 0; n < 300; ++n)
        CHECK_TRUE(add(*store, n + rows).ok());
    CHECK_TRUE(store->facts()->records >= 300);
}

TEST(SqliteFaults, ARepairThatCannotBeMadeLeavesTheFileAndIsNotTriedAllTheTime)
{
    fill();
    overwrite(path, 0, '?');
    fs::create_directory(path + ".salvage"); // where the new file would be made
    auto store = opened();
    CHECK_FALSE(add(*store, 1).ok());
    const auto again = add(*store, 1);
    STRCMP_CONTAINS("the repair failed", again.error().what.c_str());
    CHECK_EQUAL(0u, set_aside().size());
    fs::remove(path + ".salvage");
    CHECK_FALSE(add(*store, 1).ok());
    clock.advance(2h);
    CHECK_TRUE(add(*store, 1).ok());
    CHECK_EQUAL(1u, set_aside().size());
}

TEST(SqliteFaults, ARepairThatWasCutOffIsFinishedAtTheNextStart)
{
    fill();
    fs::rename(path, path + ".salvaged");
    auto store = opened();
    CHECK_EQUAL(0u, lost(*store));
}
