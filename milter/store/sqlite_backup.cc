#include "milter/store/sqlite_backup.h"

#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <filesystem>
#include <optional>
#include <sqlite3.h>
#include <sys/stat.h>
#include <unistd.h>

#include "milter/store/sqlite_schema.h"
#include "milter/store/store_files.h"

namespace store {

namespace {

namespace fs = std::filesystem;

constexpr core::Duration lock_wait = std::chrono::seconds { 2 };
constexpr int pages_at_once = 1024;

struct FinishBackup {
    void operator()(sqlite3_backup* backup) const { sqlite3_backup_finish(backup); }
};

bool is_there(const std::string& path)
{
    std::error_code ignored;
    return fs::exists(fs::symlink_status(path, ignored));
}

// A count, and that it is what `totals` says.
core::Result<std::uint64_t> counted(SqliteDatabase& database, const std::string& table)
{
    const auto n = database.number("SELECT count(*) FROM " + table);
    if (!n)
        return n.error();
    const auto total = database.number("SELECT n FROM totals WHERE name = '" + table + "'");
    if (!total)
        return total.error();
    if (*n != *total)
        return core::Error { database.path() + ": has " + std::to_string(*n) + " " + table
            + " and says that it has " + std::to_string(*total) };
    return static_cast<std::uint64_t>(*n);
}

core::Result<void> check_integrity(SqliteDatabase& database)
{
    SqliteQuery q = database.query("PRAGMA integrity_check(1)");
    const auto row = q.step();
    if (!row)
        return row.error();
    if (!*row || q.bytes(0) != "ok")
        return core::Error { database.path() + ": damaged: " + std::string(q.bytes(0)) };
    return {};
}

core::Result<Facts> facts_of(SqliteDatabase& database)
{
    if (auto known = check_schema(database); !known)
        return known.error();
    if (auto sound = check_integrity(database); !sound)
        return sound.error();
    const auto records = counted(database, "records");
    if (!records)
        return records.error();
    const auto deliveries = counted(database, "deliveries");
    if (!deliveries)
        return deliveries.error();
    const auto version = database.number("PRAGMA user_version");
    return Facts { *records, *deliveries, file_bytes(database.path()),
        static_cast<std::uint32_t>(version ? *version : 0), "" };
}

core::Result<void> copy_file(const std::string& from, const std::string& to)
{
    auto source = SqliteDatabase::open(from, SqliteDatabase::Mode::Read);
    if (!source)
        return source.error();
    source->limit_waits(lock_wait);
    auto copy = SqliteCopy::begin(*source, to);
    if (!copy)
        return copy.error();
    for (;;) {
        const auto all = copy->step(pages_at_once);
        if (!all)
            return all.error();
        if (*all)
            break;
    }
    copy->end();
    return copy->finish();
}

// As root, what is made here must be the daemon's.
void give_to_owner_of(const std::string& path, const std::string& model)
{
    struct stat st { };
    const std::string folder = fs::path(model).parent_path().string();
    if (::stat(model.c_str(), &st) != 0 && ::stat(folder.c_str(), &st) != 0)
        return;
    // Nobody but root may give a file away, and nobody else needs to.
    [[maybe_unused]] const int ignored = ::lchown(path.c_str(), st.st_uid, st.st_gid);
}

} // namespace

struct SqliteCopy::State {
    std::string file, partial;
    std::optional<SqliteDatabase> to;
    std::unique_ptr<sqlite3_backup, FinishBackup> backup;

    ~State()
    {
        backup.reset();
        to.reset();
        remove_store(partial);
    }
};

SqliteCopy::SqliteCopy(std::unique_ptr<State> state)
    : state_(std::move(state))
{
}
SqliteCopy::SqliteCopy(SqliteCopy&&) noexcept = default;
SqliteCopy::~SqliteCopy() = default;

core::Result<SqliteCopy> SqliteCopy::begin(SqliteDatabase& from, const std::string& file)
{
    if (is_there(file))
        return core::Error { file + ": is there already" };
    auto state = std::make_unique<State>();
    state->file = file;
    state->partial = file + ".partial";
    remove_store(state->partial);
    auto to = SqliteDatabase::open(state->partial, SqliteDatabase::Mode::Create);
    if (!to)
        return to.error();
    state->to = std::move(*to);
    if (auto set = state->to->execute("PRAGMA synchronous = OFF"); !set)
        return set.error();
    state->backup.reset(sqlite3_backup_init(state->to->handle(), "main", from.handle(), "main"));
    if (!state->backup)
        return state->to->failure(sqlite3_errcode(state->to->handle()));
    return SqliteCopy(std::move(state));
}

core::Result<bool> SqliteCopy::step(int pages)
{
    const int code = sqlite3_backup_step(state_->backup.get(), pages);
    if (code == SQLITE_DONE)
        return true;
    if (code == SQLITE_OK)
        return false;
    return state_->to->failure(code);
}

double SqliteCopy::share() const
{
    const int all = state_->backup ? sqlite3_backup_pagecount(state_->backup.get()) : 0;
    return all == 0 ? 0 : 1.0 - sqlite3_backup_remaining(state_->backup.get()) / double(all);
}

void SqliteCopy::end()
{
    state_->backup.reset();
}

// Without a journal of its own, so that the one file is all there is to keep.
core::Result<void> SqliteCopy::finish()
{
    if (auto set = state_->to->execute("PRAGMA journal_mode = DELETE"); !set)
        return set;
    state_->to.reset();
    sync_file(state_->partial);
    if (::link(state_->partial.c_str(), state_->file.c_str())
        != 0) // unlike rename, replaces nothing
        return core::Error { state_->file + ": " + std::strerror(errno) };
    ::unlink(state_->partial.c_str());
    sync_file(fs::path(state_->file).parent_path().string());
    return {};
}

core::Result<Facts> verify_file(const std::string& file)
{
    if (!is_there(file))
        return core::Error { file + ": is not there" };
    auto database = SqliteDatabase::open(file, SqliteDatabase::Mode::Read);
    if (!database)
        return database.error();
    database->limit_waits(lock_wait);
    if (auto begun = database->execute("BEGIN"); !begun) // one moment of a store in use
        return begun.error();
    return facts_of(*database);
}

core::Result<std::string> restore_file(
    const std::string& file, const std::string& path, core::WallTime now)
{
    if (auto sound = verify_file(file); !sound)
        return sound.error();
    const auto lock = lock_store(path);
    if (!lock)
        return lock.error();
    const std::string fresh = path + ".restored";
    remove_store(fresh);
    if (auto copied = copy_file(file, fresh); !copied)
        return copied.error();
    give_to_owner_of(fresh, path);
    give_to_owner_of(path + ".lock", path);
    std::string aside;
    if (is_there(path)) {
        aside = path + ".replaced-" + stamp(now);
        if (auto moved = move_store(path, aside); !moved)
            return moved.error();
    }
    if (auto moved = move_store(fresh, path); !moved)
        return moved.error();
    sync_file(fs::path(path).parent_path().string());
    return aside;
}

} // namespace store
