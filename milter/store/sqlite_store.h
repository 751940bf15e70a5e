// The site's memory in one SQLite file, for one daemon: one connection that writes, and a few that
// read, which WAL keeps from waiting for it. Thread-safe. Lookups keep their deadline. A full disk
// or a lock that another program holds are errors until they have passed; a damaged file is
// repaired (sqlite_repair.h) by the next write, and lookups fail meanwhile.
#pragma once

#include <condition_variable>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>

#include "milter/locked.h"
#include "milter/store/sqlite_readers.h"
#include "milter/store/store.h"
#include "milter/unique_fd.h"

namespace store {

struct SqliteSettings {
    std::string path;
    std::uint64_t max_bytes = 0; // of the file, beyond which nothing is added; 0: no limit
    // For another program's lock, of a write, which is off the mail path.
    core::Duration lock_wait = std::chrono::seconds { 2 };
};

class SqliteStore final : public Store {
public:
    // Error: another daemon has it, its folder cannot be used, or the file is of a later version or
    // no store at all. What may pass by itself (a lock, a full disk) is an error of each call
    // instead. The clock must outlive the store.
    static core::Result<std::unique_ptr<SqliteStore>> open(const core::Clock&, SqliteSettings);

    core::Result<std::vector<Record>> lookup(std::span<const Key> keys, core::Deadline) override;
    core::Result<std::optional<Delivery>> delivery(std::span<const std::uint8_t, 16> message,
        std::span<const std::uint8_t, 16> recipient, core::Deadline) override;
    core::Result<void> apply(std::span<const Change> changes) override;
    core::Result<bool> deliver(const Delivery& delivery, std::span<const Change> changes) override;
    core::Result<bool> relabel(std::span<const std::uint8_t, 16> message,
        std::span<const std::uint8_t, 16> recipient, Label from, Label to,
        std::span<const Change> changes) override;
    core::Result<std::vector<Delivery>> due(std::int64_t now, std::size_t limit) override;
    core::Result<std::size_t> expire(std::int64_t now, std::size_t limit) override;
    core::Result<std::size_t> forget(std::span<const std::uint8_t, 16> recipient) override;
    core::Result<Holdings> holdings(
        std::span<const std::uint8_t, 16> recipient, std::size_t limit) override;
    core::Result<Facts> facts() override;
    std::string trouble() override;
    core::Result<void> backup(
        const std::string& file, const std::function<bool(double)>& go_on) override;
    core::Result<void> batch(const std::function<core::Result<void>()>& work) override;

private:
    struct Totals { // by which a transaction changes the numbers of rows
        std::int64_t records = 0, deliveries = 0;
    };
    using Work = std::function<core::Result<void>(SqliteDatabase&)>;

    SqliteStore(const core::Clock& clock, SqliteSettings settings);
    core::Result<void> connect();
    core::Result<void> ready();
    core::Result<void> repair();
    core::Result<void> write(const Work& work);
    core::Result<void> transact(const Work& work);
    core::Result<void> within_batch(const Work& work);
    core::Result<void> commit();
    core::Result<void> apply_all(SqliteDatabase& database, std::span<const Change> changes);

    const core::Clock& clock_;
    const SqliteSettings settings_;
    milter::UniqueFd lock_; // flock(2) on path.lock: one daemon, and no restore beside it

    std::recursive_mutex writing_; // recursive: what runs in a batch calls the store again
    std::optional<SqliteDatabase> writer_;
    bool lasting_ = false; // what connect() failed of does not pass by itself
    bool in_batch_ = false;
    bool copying_ = false; // a backup has its eye on writer_
    std::condition_variable_any copying_rests_;
    Totals added_;
    std::optional<core::Time> repaired_at_; // or tried to
    std::string repair_error_;
    bool damaged_ = false;

    struct Note {
        std::string text; // of the last repair
        core::WallTime at {};
    };
    milter::Locked<Note> note_;
    SqliteReaders readers_;
};

} // namespace store
