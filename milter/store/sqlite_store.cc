#include "milter/store/sqlite_store.h"

#include <algorithm>

#include "milter/store/patience.h"
#include "milter/store/sqlite_backup.h"
#include "milter/store/sqlite_repair.h"
#include "milter/store/sqlite_rows.h"
#include "milter/store/sqlite_schema.h"
#include "milter/store/store_files.h"

namespace store {

namespace {

using namespace std::chrono_literals;

constexpr core::Duration facts_time = 2s;
constexpr core::Duration readers_patience = 5s; // before a repair
constexpr core::Duration repair_pause = 1h;
constexpr int backup_pages = 64; // while which a write waits, about a millisecond
constexpr core::Duration backup_rest = 1ms; // in which writes have their turn
constexpr std::chrono::hours note_life { 24 };
constexpr std::uint64_t page_bytes = 4096;

// In this order: the first decides how an empty file is laid out. NORMAL: a crash of the machine
// may lose the last seconds, and never the file. FAST: what is forgotten is overwritten.
constexpr const char* writer_pragmas
    = "PRAGMA page_size = 4096; PRAGMA auto_vacuum = INCREMENTAL; PRAGMA journal_mode = WAL; "
      "PRAGMA synchronous = NORMAL; "
      "PRAGMA secure_delete = FAST; PRAGMA temp_store = MEMORY; PRAGMA cache_size = -16384; "
      "PRAGMA journal_size_limit = 67108864; ";

} // namespace

SqliteStore::SqliteStore(const core::Clock& clock, SqliteSettings settings)
    : clock_(clock)
    , settings_(std::move(settings))
    , readers_(settings_.path)
{
}

core::Result<std::unique_ptr<SqliteStore>> SqliteStore::open(
    const core::Clock& clock, SqliteSettings settings)
{
    std::unique_ptr<SqliteStore> store(new SqliteStore(clock, std::move(settings)));
    auto lock = lock_store(store->settings_.path);
    if (!lock)
        return lock.error();
    store->lock_ = std::move(*lock);
    finish_repair(store->settings_.path);
    if (auto done = store->connect(); !done && store->lasting_)
        return done.error();
    return store;
}

core::Result<void> SqliteStore::connect()
{
    auto database = SqliteDatabase::open(settings_.path, SqliteDatabase::Mode::Create);
    lasting_ = !database;
    if (!database)
        return database.error();
    database->limit_waits(settings_.lock_wait);
    std::string pragmas = writer_pragmas;
    if (settings_.max_bytes > 0)
        pragmas += "PRAGMA max_page_count = "
            + std::to_string(std::max<std::uint64_t>(settings_.max_bytes / page_bytes, 1));
    auto done = database->execute(pragmas);
    if (done)
        done = migrate(*database);
    damaged_ = damaged_ || database->damaged();
    lasting_ = !done && !database->passing() && !database->damaged();
    if (done)
        writer_ = std::move(*database);
    return done;
}

core::Result<void> SqliteStore::write(const Work& work)
{
    const std::lock_guard lock(writing_);
    if (in_batch_)
        return within_batch(work);
    if (auto done = ready(); !done)
        return done;
    auto done = transact(work);
    if (done || !writer_->damaged())
        return done;
    damaged_ = true;
    done = ready();
    return done ? transact(work) : done;
}

core::Result<void> SqliteStore::ready()
{
    if (!writer_ && !damaged_)
        if (auto connected = connect(); !connected && !damaged_)
            return connected;
    damaged_ = readers_.met_damage() || damaged_;
    return damaged_ ? repair() : core::Result<void> {};
}

// Not again and again: a disk that damages what is written to it would be filled with copies.
core::Result<void> SqliteStore::repair()
{
    const core::Time now = clock_.now();
    if (repaired_at_ && now - *repaired_at_ < repair_pause)
        return core::Error { settings_.path + ": damaged"
            + (repair_error_.empty() ? ", and has been repaired only just now"
                                     : "; the repair failed: " + repair_error_)
            + "; is tried again in an hour at most" };
    if (copying_)
        return core::Error { settings_.path + ": damaged; a backup is under way" };
    repaired_at_ = now;
    core::Result<std::string> repaired = core::Error { "readers are in its way" };
    if (readers_.close(readers_patience)) {
        writer_.reset();
        repaired = repair_file(settings_.path, clock_.wall());
    }
    readers_.open();
    damaged_ = !repaired;
    repair_error_ = repaired ? "" : repaired.error().what;
    if (damaged_)
        return core::Error { settings_.path + ": damaged; the repair failed: " + repair_error_ };
    *note_.lock() = { std::move(*repaired), clock_.wall() };
    return connect();
}

core::Result<void> SqliteStore::transact(const Work& work)
{
    added_ = {};
    if (auto begun = writer_->execute("BEGIN IMMEDIATE"); !begun)
        return begun;
    auto done = work(*writer_);
    if (done)
        done = commit();
    if (!done && writer_->in_transaction())
        (void)writer_->execute("ROLLBACK");
    return done;
}

core::Result<void> SqliteStore::commit()
{
    const std::pair<std::string_view, std::int64_t> all[]
        = { { "records", added_.records }, { "deliveries", added_.deliveries } };
    for (const auto& [name, n] : all) {
        if (n == 0)
            continue;
        SqliteQuery q
            = writer_->query("UPDATE totals SET n = n + ?1 WHERE name = CAST(?2 AS TEXT)");
        if (auto done = q.bind(n).bind(name).run(); !done)
            return done;
    }
    return writer_->query("COMMIT").run();
}

// A failure takes back this one alone, unless it made SQLite give up the whole transaction.
core::Result<void> SqliteStore::within_batch(const Work& work)
{
    if (!writer_->in_transaction())
        return core::Error { "the batch has failed already" };
    const Totals before = added_;
    if (auto begun = writer_->query("SAVEPOINT one").run(); !begun)
        return begun;
    auto done = work(*writer_);
    if (!done && writer_->in_transaction()) {
        added_ = before;
        if (auto undone = writer_->query("ROLLBACK TO one").run(); !undone)
            return undone;
    }
    if (writer_->in_transaction())
        if (auto released = writer_->query("RELEASE one").run(); !released)
            return released;
    return done;
}

core::Result<void> SqliteStore::batch(const std::function<core::Result<void>()>& work)
{
    const std::lock_guard lock(writing_);
    if (in_batch_)
        return work();
    return write([&](SqliteDatabase& database) -> core::Result<void> {
        in_batch_ = true;
        auto done = work();
        in_batch_ = false;
        if (done && !database.in_transaction())
            done = core::Error { settings_.path + ": the batch was given up" };
        return done;
    });
}

core::Result<void> SqliteStore::apply_all(SqliteDatabase& database, std::span<const Change> changes)
{
    for (const Change& change : changes) {
        const auto is_new = add_to_record(database, change);
        if (!is_new)
            return is_new.error();
        added_.records += *is_new ? 1 : 0;
    }
    return {};
}

core::Result<void> SqliteStore::apply(std::span<const Change> changes)
{
    return write([&](SqliteDatabase& database) { return apply_all(database, changes); });
}

core::Result<bool> SqliteStore::deliver(const Delivery& delivery, std::span<const Change> changes)
{
    bool is_new = false;
    const auto done = write([&](SqliteDatabase& database) -> core::Result<void> {
        const auto inserted = insert_delivery(database, delivery);
        if (!inserted)
            return inserted.error();
        is_new = *inserted;
        added_.deliveries += is_new ? 1 : 0;
        return is_new ? apply_all(database, changes) : core::Result<void> {};
    });
    if (!done)
        return done.error();
    return is_new;
}

core::Result<bool> SqliteStore::relabel(std::span<const std::uint8_t, 16> message,
    std::span<const std::uint8_t, 16> recipient, Label from, Label to,
    std::span<const Change> changes)
{
    bool matched = false;
    const auto done = write([&](SqliteDatabase& database) -> core::Result<void> {
        SqliteQuery q = database.query("UPDATE deliveries SET label = ?1 "
                                       "WHERE recipient = ?2 AND message = ?3 AND label = ?4");
        q.bind(static_cast<std::int64_t>(to)).bind(recipient).bind(message);
        if (auto updated = q.bind(static_cast<std::int64_t>(from)).run(); !updated)
            return updated;
        matched = database.changed_rows() == 1;
        return matched ? apply_all(database, changes) : core::Result<void> {};
    });
    if (!done)
        return done.error();
    return matched;
}

core::Result<std::size_t> SqliteStore::expire(std::int64_t now, std::size_t limit)
{
    std::int64_t gone = 0;
    const auto count = static_cast<std::int64_t>(limit);
    const auto done = write([&](SqliteDatabase& database) -> core::Result<void> {
        const auto deliveries = expire_deliveries(database, now, count);
        if (!deliveries)
            return deliveries.error();
        const auto records = expire_records(database, now, count - *deliveries);
        if (!records)
            return records.error();
        added_.deliveries -= *deliveries;
        added_.records -= *records;
        gone = *deliveries + *records;
        return database.query("PRAGMA incremental_vacuum(256)").run();
    });
    if (!done)
        return done.error();
    return static_cast<std::size_t>(gone);
}

core::Result<std::size_t> SqliteStore::forget(std::span<const std::uint8_t, 16> recipient)
{
    const OwnIds own(recipient);
    std::int64_t gone = 0;
    const auto done = write([&](SqliteDatabase& database) -> core::Result<void> {
        SqliteQuery deliveries = database.query("DELETE FROM deliveries WHERE recipient = ?1");
        if (auto deleted = deliveries.bind(recipient).run(); !deleted)
            return deleted;
        gone = database.changed_rows();
        added_.deliveries -= gone;
        for (std::int64_t kind = 0; kind <= last_kind; ++kind) {
            SqliteQuery records
                = database.query("DELETE FROM records WHERE kind = ?1 AND id BETWEEN ?2 AND ?3");
            if (auto deleted = records.bind(kind).bind(own.first).bind(own.last).run(); !deleted)
                return deleted;
            added_.records -= database.changed_rows();
            gone += database.changed_rows();
        }
        return {};
    });
    if (!done)
        return done.error();
    return static_cast<std::size_t>(gone);
}

core::Result<Holdings> SqliteStore::holdings(
    std::span<const std::uint8_t, 16> recipient, std::size_t limit)
{
    Holdings found;
    const auto done = readers_.read(patient(),
        [&](SqliteDatabase& database) { return find_holdings(database, recipient, limit, found); });
    if (!done)
        return done.error();
    return found;
}

core::Result<std::vector<Record>> SqliteStore::lookup(
    std::span<const Key> keys, core::Deadline deadline)
{
    std::vector<Record> records;
    records.reserve(keys.size());
    const auto done = readers_.read(deadline, [&](SqliteDatabase& database) -> core::Result<void> {
        for (const Key& key : keys) {
            auto record = find_record(database, key);
            if (!record)
                return record.error();
            records.push_back(std::move(*record));
        }
        return {};
    });
    if (!done)
        return done.error();
    return records;
}

core::Result<std::optional<Delivery>> SqliteStore::delivery(
    std::span<const std::uint8_t, 16> message, std::span<const std::uint8_t, 16> recipient,
    core::Deadline deadline)
{
    std::optional<Delivery> found;
    const auto done = readers_.read(deadline, [&](SqliteDatabase& database) -> core::Result<void> {
        auto delivery = find_delivery(database, message, recipient);
        if (!delivery)
            return delivery.error();
        found = std::move(*delivery);
        return {};
    });
    if (!done)
        return done.error();
    return found;
}

core::Result<std::vector<Delivery>> SqliteStore::due(std::int64_t now, std::size_t limit)
{
    std::vector<Delivery> found;
    const auto done = write([&](SqliteDatabase& database) -> core::Result<void> {
        SqliteQuery q
            = database.query("SELECT recipient, message, at, due, expires, label, data "
                             "FROM deliveries WHERE label = 0 AND due <= ?1 ORDER BY due LIMIT ?2");
        q.bind(now).bind(static_cast<std::int64_t>(limit));
        for (;;) {
            const auto row = q.step();
            if (!row)
                return row.error();
            if (!*row)
                return {};
            if (auto delivery = delivery_of(q, 0))
                found.push_back(std::move(*delivery));
        }
    });
    if (!done)
        return done.error();
    return found;
}

std::string SqliteStore::trouble()
{
    return readers_.closed() ? settings_.path + ": damaged, is being repaired" : "";
}

// Over the connection that writes, so that what is written meanwhile is copied too instead of
// making the copy begin again. Between two steps others write.
core::Result<void> SqliteStore::backup(
    const std::string& file, const std::function<bool(double)>& go_on)
{
    std::unique_lock lock(writing_);
    if (copying_)
        return core::Error { file + ": another backup is under way" };
    if (auto done = ready(); !done)
        return done;
    auto copy = SqliteCopy::begin(*writer_, file);
    if (!copy)
        return copy.error();
    copying_ = true;
    core::Result<bool> all = false;
    bool wanted = true;
    while (all && !*all && wanted) {
        copying_rests_.wait_for(lock, backup_rest, [] { return false; });
        all = copy->step(backup_pages);
        wanted = go_on(copy->share());
    }
    copying_ = false;
    copy->end();
    lock.unlock();
    if (!all)
        return all.error();
    return *all ? copy->finish() : core::Error { file + ": given up" };
}

core::Result<Facts> SqliteStore::facts()
{
    Facts facts;
    const auto deadline = core::Deadline::in(clock_, facts_time);
    const auto done = readers_.read(deadline, [&](SqliteDatabase& database) -> core::Result<void> {
        const auto records = database.number("SELECT n FROM totals WHERE name = 'records'");
        const auto deliveries = database.number("SELECT n FROM totals WHERE name = 'deliveries'");
        const auto version = database.number("PRAGMA user_version");
        if (!records || !deliveries || !version)
            return !records ? records.error()
                            : (!deliveries ? deliveries.error() : version.error());
        facts.records = static_cast<std::uint64_t>(*records);
        facts.deliveries = static_cast<std::uint64_t>(*deliveries);
        facts.schema = static_cast<std::uint32_t>(*version);
        return {};
    });
    if (!done)
        return done.error();
    if (const Note note = *note_.lock(); clock_.wall() - note.at < note_life)
        facts.note = note.text;
    facts.bytes = file_bytes(settings_.path) + file_bytes(settings_.path + "-wal");
    return facts;
}

} // namespace store
