// Copies of a SQLite store as files of their own: made while it is in use, checked, put in its
// place. Making one is called by sqlite_store.cc; the others by triagectl, on files.
#pragma once

#include <memory>
#include <string>

#include "milter/store/sqlite_database.h"
#include "milter/store/store.h"

namespace store {

// A copy under way from one open store to a file that is not there yet. What the source's
// connection writes between two steps is copied too, so that the source is never locked for longer
// than a step. The file has its name only when finish() has gone well.
class SqliteCopy {
public:
    static core::Result<SqliteCopy> begin(SqliteDatabase& from, const std::string& file);
    SqliteCopy(SqliteCopy&&) noexcept;
    ~SqliteCopy(); // takes away what is not finished

    core::Result<bool> step(int pages); // true: all is copied. Needs the source's connection.
    double share() const; // copied, 0 to 1
    void end(); // leaves the source alone from now on
    core::Result<void> finish(); // after end()

private:
    struct State;
    explicit SqliteCopy(std::unique_ptr<State> state);
    std::unique_ptr<State> state_;
};

// Reads all of a store's file: that it is one, of a version that is known, and sound. Error: what
// is wrong with it.
core::Result<Facts> verify_file(const std::string& file);

// Puts a copy of `file`, which is verified first, in the place of the store at `path`. Returns
// where the file is that was there before; empty: none was. Error: a daemon has the store open, or
// `file` is not sound; nothing has changed then. The new file belongs to whom the old one, or the
// folder, belongs to.
core::Result<std::string> restore_file(
    const std::string& file, const std::string& path, core::WallTime now);

} // namespace store
