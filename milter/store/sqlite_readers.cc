#include "milter/store/sqlite_readers.h"

namespace store {

namespace {

constexpr std::size_t max_idle = 4; // kept, each with up to 4 MiB of pages
constexpr const char* pragmas
    = "PRAGMA query_only = ON; PRAGMA temp_store = MEMORY; PRAGMA cache_size = -4096";

core::Result<void> in_transaction(SqliteDatabase& reader, const SqliteReaders::Ask& ask)
{
    if (auto begun = reader.query("BEGIN").run(); !begun)
        return begun;
    if (auto asked = ask(reader); !asked)
        return asked;
    return reader.query("COMMIT").run();
}

} // namespace

// After a failure the reader goes: its transaction may still be open.
core::Result<void> SqliteReaders::read(core::Deadline deadline, const Ask& ask)
{
    if (deadline.expired())
        return core::Error { path_ + ": no time left" };
    auto borrowed = borrow(deadline);
    if (!borrowed)
        return borrowed.error();
    std::optional<SqliteDatabase> reader(std::move(*borrowed));
    auto done = in_transaction(*reader, ask);
    if (reader->damaged())
        damaged_ = true;
    if (!done)
        reader.reset();
    give_back(std::move(reader));
    return done;
}

core::Result<SqliteDatabase> SqliteReaders::borrow(core::Deadline deadline)
{
    {
        const std::lock_guard lock(mutex_);
        if (closed_)
            return core::Error { path_ + ": is being repaired" };
        ++borrowed_;
        if (!idle_.empty()) {
            SqliteDatabase reader = std::move(idle_.back());
            idle_.pop_back();
            reader.limit(deadline);
            return reader;
        }
    }
    auto reader = fresh(deadline);
    if (!reader)
        give_back(std::nullopt);
    return reader;
}

core::Result<SqliteDatabase> SqliteReaders::fresh(core::Deadline deadline)
{
    auto reader = SqliteDatabase::open(path_, SqliteDatabase::Mode::Read);
    if (!reader)
        return reader;
    reader->limit(deadline);
    const auto set = reader->execute(pragmas);
    if (reader->damaged())
        damaged_ = true;
    if (!set)
        return set.error();
    return reader;
}

void SqliteReaders::give_back(std::optional<SqliteDatabase> reader)
{
    const std::lock_guard lock(mutex_);
    if (reader && idle_.size() < max_idle)
        idle_.push_back(std::move(*reader));
    reader.reset(); // before close() goes on
    --borrowed_;
    returned_.notify_all();
}

bool SqliteReaders::close(core::Duration patience)
{
    std::unique_lock lock(mutex_);
    closed_ = true;
    const bool all = returned_.wait_for(lock, patience, [this] { return borrowed_ == 0; });
    idle_.clear();
    return all;
}

void SqliteReaders::open()
{
    const std::lock_guard lock(mutex_);
    closed_ = false;
}

bool SqliteReaders::closed()
{
    const std::lock_guard lock(mutex_);
    return closed_;
}

} // namespace store
