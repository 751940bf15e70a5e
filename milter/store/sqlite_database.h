// A connection to SQLite and its prepared statements: the only place, with sqlite_backup.cc, that
// knows sqlite3.h. Used by the sqlite_* files beside it. Belongs to one thread at a time.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>

#include "triage/core/clock.h"
#include "triage/core/result.h"

struct sqlite3;
struct sqlite3_stmt;

namespace store {

class SqliteDatabase;

// One run of a prepared statement, which is reset when this goes. Text that does not compile is an
// error of the first step. Bytes that are bound, and bytes that are read, live until the next step.
class SqliteQuery {
public:
    SqliteQuery(SqliteDatabase& database, sqlite3_stmt* statement)
        : database_(database)
        , statement_(statement)
    {
    }
    ~SqliteQuery();
    SqliteQuery(const SqliteQuery&) = delete;
    SqliteQuery& operator=(const SqliteQuery&) = delete;

    SqliteQuery& bind(std::int64_t number); // the next parameter, from left to right
    SqliteQuery& bind(std::string_view blob);
    SqliteQuery& bind(std::span<const std::uint8_t> blob);
    core::Result<bool> step(); // true: there is a row
    core::Result<void> run(); // to the end; rows are passed over
    std::int64_t number(int column) const;
    std::string_view bytes(int column) const;

private:
    SqliteDatabase& database_;
    sqlite3_stmt* statement_;
    int next_ = 1;
};

class SqliteDatabase {
public:
    enum class Mode : std::uint8_t { Create, Write, Read };
    // Create makes the file, readable by its owner only, if it is not there. Nothing of it is read
    // yet: a damaged file opens.
    static core::Result<SqliteDatabase> open(const std::string& path, Mode mode);
    SqliteDatabase(SqliteDatabase&&) noexcept;
    SqliteDatabase& operator=(SqliteDatabase&&) noexcept;
    ~SqliteDatabase();

    SqliteQuery query(std::string_view sql); // one statement; compiled once, by its text
    core::Result<void> execute(const std::string& sql); // several, without parameters
    core::Result<std::int64_t> number(std::string_view sql); // of the first row; none: 0
    std::int64_t changed_rows() const; // by the last statement
    bool in_transaction() const;

    // What runs longer than this fails. Waits for locks count; a disk that hangs does not.
    void limit(core::Deadline deadline);
    void limit_waits(core::Duration for_locks); // no deadline, but locks are not waited for longer

    // Whether a step has met what no SQLite would have written since the connection was opened.
    bool damaged() const { return damaged_; }
    // Whether the last failure may pass by itself: a lock, a full disk, no time.
    bool passing() const { return passing_; }
    core::Error failure(int code);
    const std::string& path() const { return path_; }
    sqlite3* handle() { return handle_.get(); }

private:
    struct Close {
        void operator()(sqlite3* handle) const;
    };
    struct Finalize {
        void operator()(sqlite3_stmt* statement) const;
    };
    SqliteDatabase(std::string path, sqlite3* handle);

    std::string path_;
    std::unique_ptr<sqlite3, Close> handle_;
    std::unordered_map<std::string_view, std::unique_ptr<sqlite3_stmt, Finalize>> statements_;
    std::unique_ptr<core::Deadline> deadline_; // at an address that the connection knows
    bool damaged_ = false, passing_ = false;
};

} // namespace store
