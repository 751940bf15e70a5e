// Backups: made under load, checked, put in place; and what they refuse.
#include "milter/store/sqlite_backup.h"

#include <atomic>
#include <filesystem>
#include <fstream>
#include <thread>

#include "milter/steady_clock.h"
#include "milter/store/backups.h"
#include "milter/store/sqlite_store.h"
#include "tests/support/temp_dir.h"

#include <CppUTest/TestHarness.h>

using namespace std::chrono_literals;
namespace fs = std::filesystem;
using store::SqliteStore;

TEST_GROUP(SqliteBackup)
{
    milter::SteadyClock clock;
    support::TempDir dir;
    const std::string path = dir.file("history.sqlite"), file = dir.file("backup.sqlite");

    std::unique_ptr<SqliteStore> opened(const std::string& at) const
    {
        auto store = SqliteStore::open(clock, { .path = at });
        CHECK_TEXT(store.ok(), store.ok() ? "" : store.error().what.c_str());
        return std::move(*store);
    }
    static core::Result<void> add(store::Store & store, std::uint32_t n)
    {
        store::Key k { store::Kind::Pair, {} };
        for (std::size_t i = 0; i < 4; ++i)
            k.id[i] = static_cast<std::uint8_t>(n * 2654435761u >> (8 * i));
        return store.apply(std::vector<store::Change> { { k, 100, 0, { { 0, 1.0 }, { 7, 1 } } } });
    }
    void fill(store::Store & store, std::uint32_t from, std::uint32_t to) const
    {
        const auto done = store.batch([&]() -> core::Result<void> {
            for (std::uint32_t n = from; n < to; ++n)
                if (auto added = add(store, n); !added)
                    return added;
            return {};
        });
        CHECK_TRUE(done.ok());
    }
    void backup(store::Store & store) const
    {
        const auto done = store.backup(file, [](double) { return true; });
        CHECK_TEXT(done.ok(), done.error().what.c_str());
    }
    std::vector<std::string> left_over() const
    {
        std::vector<std::string> names;
        for (const auto& entry : fs::directory_iterator(dir.path()))
            if (entry.path().string().find("partial") != std::string::npos)
                names.push_back(entry.path().string());
        return names;
    }
};

TEST(SqliteBackup, IsAStoreOfItsOwnInOneFile)
{
    auto store = opened(path);
    fill(*store, 0, 5000);
    double last = 0;
    CHECK_TRUE(store
                   ->backup(file,
                       [&](double share) {
                           CHECK_TRUE(share >= last && share <= 1);
                           last = share;
                           return true;
                       })
                   .ok());
    DOUBLES_EQUAL(1, last, 0);
    CHECK_EQUAL(0u, left_over().size());
    CHECK_FALSE(fs::exists(file + "-wal"));
    CHECK_TRUE((fs::status(file).permissions() & fs::perms::all)
        == (fs::perms::owner_read | fs::perms::owner_write));
    const auto facts = store::verify_file(file);
    CHECK_TEXT(facts.ok(), facts.ok() ? "" : facts.error().what.c_str());
    CHECK_EQUAL(5000u, facts->records);
    CHECK_EQUAL(5000u, opened(file)->facts()->records);
}

TEST(SqliteBackup, IsOfOneMomentWhileOthersWrite)
{
    constexpr std::uint32_t begin = 60000; // some thirty steps of the copy
    auto store = opened(path);
    fill(*store, 0, begin);
    std::atomic<bool> stop { false };
    std::atomic<std::uint32_t> written { begin }, failed { 0 };
    std::thread writer([&] {
        while (!stop) {
            failed += add(*store, written).ok() ? 0 : 1;
            ++written;
        }
    });
    while (written < begin + 10)
        std::this_thread::yield();
    const std::uint32_t before = written;
    backup(*store);
    const std::uint32_t after = written;
    stop = true;
    writer.join();
    CHECK_EQUAL(0u, failed.load());
    CHECK_TRUE(after > before); // writes had their turn
    const auto facts = store::verify_file(file);
    CHECK_TEXT(facts.ok(), facts.ok() ? "" : facts.error().what.c_str());
    CHECK_TRUE(facts->records >= before);
    CHECK_TRUE(facts->records <= after + 1);
}

TEST(SqliteBackup, ReplacesNothingAndLeavesNothingHalfDone)
{
    auto store = opened(path);
    fill(*store, 0, 5000);
    std::ofstream(file) << "precious";
    CHECK_FALSE(store->backup(file, [](double) { return true; }).ok());
    CHECK_EQUAL(8u, fs::file_size(file));
    fs::remove(file);
    const auto given_up = store->backup(file, [](double) { return false; });
    STRCMP_CONTAINS("given up", given_up.error().what.c_str());
    CHECK_FALSE(fs::exists(file));
    CHECK_FALSE(store->backup(dir.file("absent/b"), [](double) { return true; }).ok());
    CHECK_EQUAL(0u, left_over().size());
    backup(*store);
}

TEST(SqliteBackup, VerifyFindsDamageAndForeignFiles)
{
    auto store = opened(path);
    fill(*store, 0, 5000);
    CHECK_TRUE(store::verify_file(path).ok()); // also while it is in use
    backup(*store);
    {
        std::fstream out(file, std::ios::binary | std::ios::in | std::ios::out);
        out.seekp(static_cast<std::streamoff>(fs::file_size(file) / 2 / 4096 * 4096));
        out << std::string(4096, 'x');
    }
    const auto damaged = store::verify_file(file);
    CHECK_FALSE(damaged.ok());
    STRCMP_CONTAINS("backup.sqlite", damaged.error().what.c_str());
    CHECK_FALSE(store::verify_file(dir.write("text", "no store\n")).ok());
    CHECK_FALSE(store::verify_file(dir.write("empty", "")).ok());
    CHECK_FALSE(store::verify_file(dir.file("absent")).ok());
    CHECK_FALSE(fs::exists(dir.file("absent")));
}

TEST(SqliteBackup, VerifyFindsRowsThatAreMissing)
{
    {
        auto store = opened(path);
        fill(*store, 0, 10);
        backup(*store);
    }
    auto database = store::SqliteDatabase::open(file, store::SqliteDatabase::Mode::Write);
    CHECK_TRUE(
        database->execute("DELETE FROM records WHERE id IN (SELECT id FROM records LIMIT 1)").ok());
    STRCMP_CONTAINS("has 9 records", store::verify_file(file).error().what.c_str());
}

TEST(SqliteBackup, RestoreRefusesWhileTheStoreIsOpen)
{
    auto store = opened(path);
    fill(*store, 0, 10);
    backup(*store);
    const auto refused = store::restore_file(file, path, clock.wall());
    CHECK_FALSE(refused.ok());
    STRCMP_CONTAINS("a daemon has this store open", refused.error().what.c_str());
    CHECK_TRUE(add(*store, 11).ok());
}

TEST(SqliteBackup, RestorePutsItBackAndKeepsWhatItReplaces)
{
    {
        auto store = opened(path);
        fill(*store, 0, 10);
        backup(*store);
        fill(*store, 10, 30);
    }
    const auto aside = store::restore_file(file, path, clock.wall());
    CHECK_TEXT(aside.ok(), aside.ok() ? "" : aside.error().what.c_str());
    CHECK_EQUAL(10u, opened(path)->facts()->records);
    CHECK_EQUAL(30u, store::verify_file(*aside)->records);
    CHECK_TRUE(store::verify_file(file).ok()); // the backup is still there
}

TEST(SqliteBackup, RestoreOfADamagedFileChangesNothing)
{
    {
        auto store = opened(path);
        fill(*store, 0, 30);
    }
    CHECK_FALSE(store::restore_file(dir.write("bad", "no store"), path, clock.wall()).ok());
    CHECK_EQUAL(30u, opened(path)->facts()->records);
}

TEST(SqliteBackup, RestoreNeedsNoStoreToBeThere)
{
    fill(*opened(path), 0, 10);
    const std::string elsewhere = dir.file("new.sqlite");
    const auto aside = store::restore_file(path, elsewhere, clock.wall());
    CHECK_TRUE(aside.ok() && aside->empty());
    CHECK_EQUAL(10u, opened(elsewhere)->facts()->records);
}

TEST(SqliteBackup, GoesIntoItsFolderAndNowhereElse)
{
    auto store = opened(path);
    const std::string folder = dir.file("backups");
    for (const char* name :
        { "../history.sqlite", "a/b", "/etc/passwd", "..", ".hidden", "x/../../y" }) {
        store::Backups backups(store.get(), clock);
        const auto begun = backups.begin(folder, name);
        CHECK_TEXT(!begun.ok(), name);
        STRCMP_CONTAINS("store.backup_dir", begun.error().what.c_str());
    }
    for (const std::string& name :
        { std::string(), folder, folder + "/", folder + "/mine", std::string("own") }) {
        store::Backups backups(store.get(), clock);
        const auto begun = backups.begin(folder, name);
        CHECK_TEXT(begun.ok(), name.c_str());
        CHECK_EQUAL(folder, fs::path(*begun).parent_path().string());
        while (backups.status().running)
            std::this_thread::yield();
        STRCMP_EQUAL("", backups.status().error.c_str());
        CHECK_EQUAL(1u, backups.status().made);
        CHECK_TRUE(store::verify_file(*begun).ok());
        fs::remove(*begun);
    }
    CHECK_FALSE(store::Backups(nullptr, clock).begin(folder, "").ok());
}

TEST(SqliteBackup, TakesAwayWhatAnEarlierOneLeftUnfinished)
{
    auto store = opened(path);
    fs::create_directory(dir.file("backups"));
    dir.write("backups/history-20260101T000000Z.sqlite.partial", "half");
    store::Backups backups(store.get(), clock);
    const auto begun = backups.begin(dir.file("backups"), "");
    CHECK_TRUE(begun.ok());
    while (backups.status().running)
        std::this_thread::yield();
    CHECK_TRUE(fs::exists(*begun));
    const auto files = fs::directory_iterator(dir.file("backups"));
    CHECK_EQUAL(1, std::distance(fs::begin(files), fs::end(files)));
}
