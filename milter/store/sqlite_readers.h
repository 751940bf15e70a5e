// The connections of a SQLite store that only read: borrowed, one a call, and kept for the next.
// Used by sqlite_store.cc. Thread-safe.
#pragma once

#include <atomic>
#include <condition_variable>
#include <functional>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "milter/store/sqlite_database.h"

namespace store {

class SqliteReaders {
public:
    explicit SqliteReaders(std::string path)
        : path_(std::move(path))
    {
    }

    // Asks within one transaction, so that all answers are of one moment. Error: the deadline has
    // passed, the file cannot be read, or a repair is under way.
    using Ask = std::function<core::Result<void>(SqliteDatabase&)>;
    core::Result<void> read(core::Deadline deadline, const Ask& ask);

    // Whether the file looked damaged to one of them since it was last asked.
    bool met_damage() { return damaged_.exchange(false); }

    // Lets nobody in and waits, at most so long, for those that are reading. True: no connection
    // is left. SQLite must have none to a file that is renamed: the last one to go deletes the
    // journal by its name, which is another's by then.
    bool close(core::Duration patience);
    void open();
    bool closed();

private:
    core::Result<SqliteDatabase> borrow(core::Deadline deadline);
    core::Result<SqliteDatabase> fresh(core::Deadline deadline);
    void give_back(std::optional<SqliteDatabase> reader); // nothing: it is gone

    const std::string path_;
    std::atomic<bool> damaged_ { false };
    std::mutex mutex_; // guards what follows
    std::condition_variable returned_;
    std::vector<SqliteDatabase> idle_;
    std::size_t borrowed_ = 0;
    bool closed_ = false;
};

} // namespace store
