#include "milter/store/sqlite_database.h"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <sqlite3.h>

#include "milter/unique_fd.h"

namespace store {

namespace {

constexpr int steps_between_looks = 1000; // of SQLite's machine: some ten microseconds

int past(void* deadline)
{
    return static_cast<const core::Deadline*>(deadline)->expired() ? 1 : 0;
}

int whole_milliseconds(core::Duration d)
{
    using std::chrono::milliseconds;
    const auto ms = std::chrono::duration_cast<milliseconds>(d);
    return static_cast<int>(std::clamp<std::int64_t>(ms.count(), 1, 3'600'000)); // 0 is "at once"
}

// SQLite gives its -wal and -shm files the mode of this one.
core::Result<void> make_file(const std::string& path)
{
    const milter::UniqueFd fd(::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600));
    if (!fd)
        return core::Error { path + ": cannot make the store's file: " + std::strerror(errno) };
    return {};
}

} // namespace

SqliteQuery::~SqliteQuery()
{
    if (!statement_)
        return;
    sqlite3_reset(statement_);
    sqlite3_clear_bindings(statement_);
}

SqliteQuery& SqliteQuery::bind(std::int64_t number)
{
    sqlite3_bind_int64(statement_, next_++, number);
    return *this;
}

SqliteQuery& SqliteQuery::bind(std::string_view blob)
{
    sqlite3_bind_blob64(
        statement_, next_++, blob.data() ? blob.data() : "", blob.size(), SQLITE_STATIC);
    return *this;
}

SqliteQuery& SqliteQuery::bind(std::span<const std::uint8_t> blob)
{
    return bind(std::string_view(reinterpret_cast<const char*>(blob.data()), blob.size()));
}

core::Result<bool> SqliteQuery::step()
{
    const int code
        = statement_ ? sqlite3_step(statement_) : sqlite3_extended_errcode(database_.handle());
    if (code == SQLITE_ROW)
        return true;
    if (code == SQLITE_DONE)
        return false;
    return database_.failure(code);
}

core::Result<void> SqliteQuery::run()
{
    for (;;) {
        const auto row = step();
        if (!row)
            return row.error();
        if (!*row)
            return {};
    }
}

std::int64_t SqliteQuery::number(int column) const
{
    return sqlite3_column_int64(statement_, column);
}

std::string_view SqliteQuery::bytes(int column) const
{
    const void* const data = sqlite3_column_blob(statement_, column);
    const int size = sqlite3_column_bytes(statement_, column);
    return data ? std::string_view(static_cast<const char*>(data), static_cast<std::size_t>(size))
                : std::string_view();
}

void SqliteDatabase::Close::operator()(sqlite3* handle) const
{
    sqlite3_close(handle);
}

void SqliteDatabase::Finalize::operator()(sqlite3_stmt* statement) const
{
    sqlite3_finalize(statement);
}

SqliteDatabase::SqliteDatabase(std::string path, sqlite3* handle)
    : path_(std::move(path))
    , handle_(handle)
{
}
SqliteDatabase::SqliteDatabase(SqliteDatabase&&) noexcept = default;
SqliteDatabase& SqliteDatabase::operator=(SqliteDatabase&& o) noexcept
{
    statements_ = std::move(o.statements_); // ours go before the connection that they belong to
    handle_ = std::move(o.handle_);
    deadline_ = std::move(o.deadline_);
    path_ = std::move(o.path_);
    damaged_ = o.damaged_;
    passing_ = o.passing_;
    return *this;
}
SqliteDatabase::~SqliteDatabase() = default;

core::Result<SqliteDatabase> SqliteDatabase::open(const std::string& path, Mode mode)
{
    if (mode == Mode::Create)
        if (auto made = make_file(path); !made)
            return made.error();
    const int access = mode == Mode::Read ? SQLITE_OPEN_READONLY : SQLITE_OPEN_READWRITE;
    sqlite3* handle = nullptr;
    const int code = sqlite3_open_v2(path.c_str(), &handle, access | SQLITE_OPEN_NOMUTEX, nullptr);
    SqliteDatabase database(path, handle);
    if (code != SQLITE_OK)
        return handle ? database.failure(code) : core::Error { path + ": no memory to open it" };
    sqlite3_extended_result_codes(handle, 1);
    // Untrusted files: a schema must not be able to run functions of its own choice.
    sqlite3_db_config(handle, SQLITE_DBCONFIG_DEFENSIVE, 1, nullptr);
    sqlite3_db_config(handle, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, nullptr);
    return database;
}

SqliteQuery SqliteDatabase::query(std::string_view sql)
{
    const auto known = statements_.find(sql);
    if (known != statements_.end())
        return { *this, known->second.get() };
    sqlite3_stmt* statement = nullptr;
    if (sqlite3_prepare_v3(handle_.get(), sql.data(), static_cast<int>(sql.size()),
            SQLITE_PREPARE_PERSISTENT, &statement, nullptr)
        == SQLITE_OK)
        statements_.emplace(sql, statement);
    return { *this, statement };
}

core::Result<void> SqliteDatabase::execute(const std::string& sql)
{
    const int code = sqlite3_exec(handle_.get(), sql.c_str(), nullptr, nullptr, nullptr);
    if (code != SQLITE_OK)
        return failure(code);
    return {};
}

core::Result<std::int64_t> SqliteDatabase::number(std::string_view sql)
{
    SqliteQuery q = query(sql);
    const auto row = q.step();
    if (!row)
        return row.error();
    return *row ? q.number(0) : 0;
}

std::int64_t SqliteDatabase::changed_rows() const
{
    return sqlite3_changes64(handle_.get());
}

bool SqliteDatabase::in_transaction() const
{
    return sqlite3_get_autocommit(handle_.get()) == 0;
}

void SqliteDatabase::limit(core::Deadline deadline)
{
    sqlite3_busy_timeout(handle_.get(), whole_milliseconds(deadline.remaining()));
    deadline_ = std::make_unique<core::Deadline>(deadline);
    sqlite3_progress_handler(handle_.get(), steps_between_looks, past, deadline_.get());
}

void SqliteDatabase::limit_waits(core::Duration for_locks)
{
    sqlite3_progress_handler(handle_.get(), 0, nullptr, nullptr);
    sqlite3_busy_timeout(handle_.get(), whole_milliseconds(for_locks));
}

core::Error SqliteDatabase::failure(int code)
{
    const int primary = code & 0xff;
    damaged_ = damaged_ || primary == SQLITE_CORRUPT || primary == SQLITE_NOTADB;
    passing_ = primary == SQLITE_BUSY || primary == SQLITE_LOCKED || primary == SQLITE_FULL
        || primary == SQLITE_IOERR || primary == SQLITE_NOMEM || primary == SQLITE_INTERRUPT;
    if (primary == SQLITE_INTERRUPT)
        return { path_ + ": no time left" };
    std::string what = path_ + ": " + sqlite3_errstr(primary);
    if (const std::string detail = sqlite3_errmsg(handle_.get()); detail != sqlite3_errstr(primary))
        what += ": " + detail;
    if (primary == SQLITE_CANTOPEN || primary == SQLITE_IOERR || primary == SQLITE_FULL)
        if (const int error = sqlite3_system_errno(handle_.get()); error != 0)
            what += std::string(" (") + std::strerror(error) + ')';
    return { what };
}

} // namespace store
