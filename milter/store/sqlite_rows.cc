#include "milter/store/sqlite_rows.h"

#include <algorithm>

#include "triage/core/codec.h"

namespace store {

namespace {

constexpr std::int64_t day = 86400;

struct Row { // of records
    Record record;
    std::int64_t expires = 0;
    bool found = false;
};

core::Result<Row> read(SqliteDatabase& database, const Key& key)
{
    SqliteQuery q = database.query(
        "SELECT first, last, expires, vals FROM records WHERE kind = ?1 AND id = ?2");
    const auto there = q.bind(static_cast<std::int64_t>(key.kind)).bind(key.id).step();
    if (!there)
        return there.error();
    Row row;
    if (!*there)
        return row;
    row.found = true;
    row.record.first = q.number(0);
    row.record.last = q.number(1);
    row.expires = q.number(2);
    if (auto values = values_of(q.bytes(3)))
        row.record.values = std::move(*values);
    return row;
}

std::int64_t day_after(std::int64_t expires)
{
    return (expires + day - 1) / day;
}

core::Result<void> insert(
    SqliteDatabase& database, const Key& key, const Record& record, std::int64_t expires)
{
    const std::string blob = blob_of(record.values);
    SqliteQuery q = database.query("INSERT INTO records(kind, id, first, last, expires, "
                                   "expires_day, vals) VALUES(?1, ?2, ?3, ?4, ?5, nullif(?6, 0), "
                                   "?7)");
    q.bind(static_cast<std::int64_t>(key.kind)).bind(key.id);
    q.bind(record.first).bind(record.last).bind(expires).bind(day_after(expires)).bind(blob);
    return q.run();
}

// The day is named only when it changes: SQLite rewrites the index of every column that is named.
core::Result<void> update(
    SqliteDatabase& database, const Key& key, const Row& old, std::int64_t expires)
{
    const std::string blob = blob_of(old.record.values);
    const bool same = day_after(old.expires) == day_after(expires);
    SqliteQuery q = database.query(same
            ? "UPDATE records SET first = ?1, last = ?2, expires = ?3, vals = ?4 "
              "WHERE kind = ?5 AND id = ?6"
            : "UPDATE records SET first = ?1, last = ?2, expires = ?3, vals = ?4, "
              "expires_day = nullif(?7, 0) WHERE kind = ?5 AND id = ?6");
    q.bind(old.record.first).bind(old.record.last).bind(expires).bind(blob);
    q.bind(static_cast<std::int64_t>(key.kind)).bind(key.id);
    if (!same)
        q.bind(day_after(expires));
    return q.run();
}

bool is_id(std::string_view bytes)
{
    return bytes.size() == std::tuple_size_v<decltype(Key::id)>;
}

} // namespace

std::optional<std::vector<double>> values_of(std::string_view blob)
{
    if (blob.size() % sizeof(double) != 0 || blob.size() > sizeof(double) * Record::max_values)
        return std::nullopt;
    core::Reader in(blob);
    std::vector<double> values(blob.size() / sizeof(double));
    for (double& v : values)
        v = in.real();
    return values;
}

std::string blob_of(std::span<const double> values)
{
    core::Writer out;
    for (const double v : values)
        out.real(v);
    return out.take();
}

core::Result<Record> find_record(SqliteDatabase& database, const Key& key)
{
    auto row = read(database, key);
    if (!row)
        return row.error();
    return std::move(row->record);
}

core::Result<bool> add_to_record(SqliteDatabase& database, const Change& change)
{
    auto row = read(database, change.key);
    if (!row)
        return row.error();
    Record& r = row->record;
    r.first = row->found ? std::min(r.first, change.at) : change.at;
    r.last = row->found ? std::max(r.last, change.at) : change.at;
    for (const auto& [field, by] : change.add) {
        if (field >= Record::max_values)
            return core::Error { "a record has no field " + std::to_string(field) };
        if (field >= r.values.size())
            r.values.resize(field + std::size_t { 1 });
        r.values[field] += by;
    }
    const auto done = row->found ? update(database, change.key, *row, change.expires)
                                 : insert(database, change.key, r, change.expires);
    if (!done)
        return done.error();
    return !row->found;
}

core::Result<std::optional<Delivery>> find_delivery(SqliteDatabase& database,
    std::span<const std::uint8_t, 16> message, std::span<const std::uint8_t, 16> recipient)
{
    SqliteQuery q = database.query("SELECT recipient, message, at, due, expires, label, data "
                                   "FROM deliveries WHERE recipient = ?1 AND message = ?2");
    const auto there = q.bind(recipient).bind(message).step();
    if (!there)
        return there.error();
    return *there ? delivery_of(q, 0) : std::nullopt;
}

core::Result<bool> insert_delivery(SqliteDatabase& database, const Delivery& d)
{
    if (d.data.size() > max_delivery_data)
        return core::Error { "a delivery has at most 4 KiB of data" };
    SqliteQuery q
        = database.query("INSERT INTO deliveries(recipient, message, at, due, expires, label, "
                         "data) VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7) ON CONFLICT DO NOTHING");
    q.bind(d.recipient).bind(d.message).bind(d.at).bind(d.due).bind(d.expires);
    const auto done = q.bind(static_cast<std::int64_t>(d.label)).bind(d.data).run();
    if (!done)
        return done.error();
    return database.changed_rows() == 1;
}

OwnIds::OwnIds(std::span<const std::uint8_t, 16> recipient)
{
    last.fill(0xff);
    std::copy_n(recipient.begin(), first.size() / 2, first.begin());
    std::copy_n(recipient.begin(), last.size() / 2, last.begin());
}

core::Result<void> find_holdings(SqliteDatabase& database,
    std::span<const std::uint8_t, 16> recipient, std::size_t limit, Holdings& found)
{
    const OwnIds own(recipient);
    const auto room = [&] { return found.whole = found.size() < limit; };
    for (std::int64_t kind = 0; kind < static_cast<std::int64_t>(kind_count); ++kind) {
        SqliteQuery q = database.query("SELECT id, first, last, vals FROM records "
                                       "WHERE kind = ?1 AND id BETWEEN ?2 AND ?3");
        q.bind(kind).bind(own.first).bind(own.last);
        auto there = q.step();
        for (; there && *there && room(); there = q.step()) {
            Key key { static_cast<Kind>(kind), {} };
            const std::string_view id = q.bytes(0);
            auto values = values_of(q.bytes(3));
            if (!is_id(id) || !values)
                continue; // verify tells of it
            std::copy(id.begin(), id.end(), key.id.begin());
            found.records.push_back({ key, { std::move(*values), q.number(1), q.number(2) } });
        }
        if (!there)
            return there.error();
    }
    SqliteQuery q = database.query("SELECT recipient, message, at, due, expires, label, data "
                                   "FROM deliveries WHERE recipient = ?1");
    q.bind(recipient);
    auto there = q.step();
    for (; there && *there && room(); there = q.step())
        if (auto d = delivery_of(q, 0))
            found.deliveries.push_back(std::move(*d));
    return there ? core::Result<void> {} : there.error();
}

core::Result<std::int64_t> expire_deliveries(
    SqliteDatabase& database, std::int64_t now, std::int64_t limit)
{
    SqliteQuery q
        = database.query("DELETE FROM deliveries WHERE number IN (SELECT number FROM deliveries "
                         "WHERE expires > 0 AND expires <= ?1 ORDER BY expires LIMIT ?2)");
    if (auto deleted = q.bind(now).bind(limit).run(); !deleted)
        return deleted.error();
    return database.changed_rows();
}

// One by one: of a list of keys of two columns SQLite looks up the first column alone, and reads
// all records of a kind.
core::Result<std::int64_t> expire_records(
    SqliteDatabase& database, std::int64_t now, std::int64_t limit)
{
    std::vector<std::pair<std::int64_t, std::string>> keys;
    {
        SqliteQuery q
            = database.query("SELECT kind, id FROM records WHERE expires_day <= ?1 LIMIT ?2");
        q.bind(now / day).bind(limit); // days that are over, see sqlite_schema.cc
        for (;;) {
            const auto row = q.step();
            if (!row)
                return row.error();
            if (!*row)
                break;
            keys.emplace_back(q.number(0), q.bytes(1));
        }
    }
    for (const auto& [kind, id] : keys) {
        SqliteQuery q = database.query("DELETE FROM records WHERE kind = ?1 AND id = ?2");
        if (auto deleted = q.bind(kind).bind(std::string_view(id)).run(); !deleted)
            return deleted.error();
    }
    return static_cast<std::int64_t>(keys.size());
}

std::optional<Delivery> delivery_of(const SqliteQuery& row, int first)
{
    const std::string_view recipient = row.bytes(first), message = row.bytes(first + 1);
    const std::int64_t label = row.number(first + 5);
    const std::string_view data = row.bytes(first + 6);
    if (!is_id(recipient) || !is_id(message) || label < 0
        || label > static_cast<std::int64_t>(Label::Lapsed) || data.size() > max_delivery_data)
        return std::nullopt;
    Delivery d;
    std::copy(recipient.begin(), recipient.end(), d.recipient.begin());
    std::copy(message.begin(), message.end(), d.message.begin());
    d.at = row.number(first + 2);
    d.due = row.number(first + 3);
    d.expires = row.number(first + 4);
    d.label = static_cast<Label>(label);
    d.data = data;
    return d;
}

} // namespace store
