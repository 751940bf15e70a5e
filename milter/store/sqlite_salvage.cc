// SQLite stops a query at the first damaged page. So the walk goes on behind it: it looks for the
// nearest key from which on rows can be read again, in steps that double and then halve, which
// finds the end of the page without knowing where it is. What the tree does not lead to any more is
// then read from the pages themselves.
#include "milter/store/sqlite_salvage.h"

#include <algorithm>
#include <cmath>
#include <functional>

#include "milter/store/page_reader.h"
#include "milter/store/sqlite_rows.h"
#include "milter/store/sqlite_schema.h"

namespace store {

namespace {

__extension__ typedef unsigned __int128 Place; // of a row in the order of its table

constexpr std::uint64_t last_number = INT64_MAX;
// Finding the end of one takes 250 descents; what lies behind so many is left to the pages.
constexpr std::int64_t max_gaps = 100;
constexpr std::string_view insert_record
    = "INSERT INTO records(kind, id, first, last, expires, expires_day, vals) "
      "VALUES(?1, ?2, ?3, ?4, ?5, nullif(?6, 0), ?7) ON CONFLICT DO NOTHING";

// One table, or one kind of record, in the order of its key.
struct Walk {
    SqliteDatabase& source;
    std::string_view sql; // rows from the place that `bind` names
    Place last;
    std::function<void(SqliteQuery&, Place)> bind;
    std::function<Place(const SqliteQuery&)> place_of;
    std::function<core::Result<void>(const SqliteQuery&)> copy; // an error ends the repair
};

struct Reached {
    Place place = 0; // behind the last row that was copied
    bool end = false;
};

// Damaged rows may come in any order; the place never goes back.
core::Result<Reached> copy_from(const Walk& walk, Place start)
{
    Reached reached { start, false };
    SqliteQuery rows = walk.source.query(walk.sql);
    walk.bind(rows, start);
    while (!reached.end) {
        const auto row = rows.step();
        if (!row)
            return reached;
        if (*row)
            if (auto copied = walk.copy(rows); !copied)
                return copied.error();
        const Place place = *row ? walk.place_of(rows) : walk.last;
        reached.end = !*row || place >= walk.last;
        if (!reached.end)
            reached.place = std::max(reached.place, place + 1);
    }
    return reached;
}

bool readable(const Walk& walk, Place from)
{
    SqliteQuery rows = walk.source.query(walk.sql);
    walk.bind(rows, from);
    return rows.step().ok();
}

// The nearest place behind `bad` from which on there are rows or the end. Absent: none is.
std::optional<Place> behind(const Walk& walk, Place bad)
{
    Place low = bad, step = 1; // low: not readable
    for (;; step *= 2) {
        if (walk.last - low <= step)
            return std::nullopt;
        if (readable(walk, low + step))
            break;
        low += step;
    }
    while (step > 1) {
        step /= 2;
        if (!readable(walk, low + step))
            low += step;
    }
    return low + 1;
}

core::Result<void> rescue(const Walk& walk, Salvaged& saved)
{
    Place start = 0;
    for (;;) {
        const auto reached = copy_from(walk, start);
        if (!reached)
            return reached.error();
        if (reached->end)
            return {};
        if (++saved.gaps > max_gaps)
            return {};
        const auto next = behind(walk, reached->place);
        if (!next)
            return {};
        start = *next;
    }
}

Place place_of_id(std::string_view id)
{
    Place place = 0;
    for (const char byte : id)
        place = place << 8 | static_cast<unsigned char>(byte);
    return place;
}

std::array<std::uint8_t, 16> id_at(Place place)
{
    std::array<std::uint8_t, 16> id {};
    for (std::size_t i = id.size(); i-- > 0; place >>= 8)
        id[i] = static_cast<std::uint8_t>(place & 0xff);
    return id;
}

bool sound(std::string_view values)
{
    const auto all = values_of(values);
    return all && std::all_of(all->begin(), all->end(), [](double v) { return std::isfinite(v); });
}

core::Result<void> copy_record(const SqliteQuery& row, SqliteDatabase& to, std::int64_t kind)
{
    SqliteQuery q = to.query(insert_record);
    q.bind(kind).bind(row.bytes(0)).bind(row.number(1)).bind(row.number(2));
    q.bind(row.number(3)).bind(row.number(4)).bind(row.bytes(5));
    return q.run();
}

core::Result<void> rescue_records(
    SqliteDatabase& from, SqliteDatabase& to, std::int64_t kind, Salvaged& saved)
{
    std::array<std::uint8_t, 16> start {}; // bound, not copied
    return rescue({ from,
                      "SELECT id, first, last, expires, expires_day, vals FROM records "
                      "WHERE kind = ?1 AND id >= ?2 ORDER BY id",
                      ~Place { 0 },
                      [&](SqliteQuery& q, Place place) { q.bind(kind).bind(start = id_at(place)); },
                      [](const SqliteQuery& row) { return place_of_id(row.bytes(0)); },
                      [&](const SqliteQuery& row) -> core::Result<void> {
                          if (row.bytes(0).size() != start.size() || !sound(row.bytes(5))) {
                              ++saved.gaps;
                              return {};
                          }
                          ++saved.records;
                          return copy_record(row, to, kind);
                      } },
        saved);
}

core::Result<void> rescue_deliveries(SqliteDatabase& from, SqliteDatabase& to, Salvaged& saved)
{
    return rescue(
        { from,
            "SELECT number, recipient, message, at, due, expires, label, data FROM deliveries "
            "WHERE number >= ?1 ORDER BY number",
            Place { last_number },
            [](SqliteQuery& q, Place place) { q.bind(static_cast<std::int64_t>(place)); },
            [](const SqliteQuery& row) { return static_cast<Place>(row.number(0)); },
            [&](const SqliteQuery& row) -> core::Result<void> {
                const auto delivery = delivery_of(row, 1);
                if (!delivery) {
                    ++saved.gaps;
                    return {};
                }
                const auto inserted = insert_delivery(to, *delivery);
                if (!inserted)
                    return inserted.error();
                saved.deliveries += *inserted ? 1 : 0;
                return {};
            } },
        saved);
}

bool is_id(const RawValue& v)
{
    return v.type == RawValue::Type::Bytes && v.bytes.size() == 16;
}

bool are_numbers(std::span<const RawValue> values)
{
    return std::all_of(values.begin(), values.end(),
        [](const RawValue& v) { return v.type == RawValue::Type::Number; });
}

// A row of records: kind, id, first, last, expires, expires_day, vals.
core::Result<void> take_record(const RawRow& row, SqliteDatabase& to, Salvaged& saved)
{
    const std::span<const RawValue> c = row.columns;
    if (!is_id(c[1]) || !are_numbers(c.first(1)) || !are_numbers(c.subspan(2, 3))
        || c[6].type != RawValue::Type::Bytes || !sound(c[6].bytes) || c[0].number < 0
        || c[0].number > last_kind)
        return {};
    SqliteQuery q = to.query(insert_record);
    q.bind(c[0].number).bind(c[1].bytes).bind(c[2].number).bind(c[3].number);
    q.bind(c[4].number).bind(c[5].number).bind(c[6].bytes);
    if (auto done = q.run(); !done)
        return done;
    saved.records += to.changed_rows();
    return {};
}

// A row of deliveries: number, and the columns that Delivery has.
core::Result<void> take_delivery(const RawRow& row, SqliteDatabase& to, Salvaged& saved)
{
    const std::span<const RawValue> c = row.columns;
    if (!is_id(c[1]) || !is_id(c[2]) || !are_numbers(c.subspan(3, 4))
        || c[7].type != RawValue::Type::Bytes || c[7].bytes.size() > max_delivery_data
        || c[6].number < 0 || c[6].number > static_cast<std::int64_t>(Label::Lapsed))
        return {};
    Delivery d;
    std::copy(c[1].bytes.begin(), c[1].bytes.end(), d.recipient.begin());
    std::copy(c[2].bytes.begin(), c[2].bytes.end(), d.message.begin());
    d.at = c[3].number;
    d.due = c[4].number;
    d.expires = c[5].number;
    d.label = static_cast<Label>(c[6].number);
    d.data = c[7].bytes;
    const auto inserted = insert_delivery(to, d);
    if (!inserted)
        return inserted.error();
    saved.deliveries += *inserted ? 1 : 0;
    return {};
}

// The number of columns tells the tables and indexes apart. What is there already is newer or the
// same.
core::Result<void> rescue_pages(const std::string& path, SqliteDatabase& to, Salvaged& saved)
{
    return read_pages(path, [&](const RawRow& row) -> core::Result<void> {
        if (!row.has_number && row.columns.size() == 7)
            return take_record(row, to, saved);
        if (row.has_number && row.columns.size() == 8)
            return take_delivery(row, to, saved);
        return {};
    });
}

core::Result<void> rescue_all(SqliteDatabase& from, SqliteDatabase& to, Salvaged& saved)
{
    if (auto begun = to.execute("BEGIN"); !begun)
        return begun;
    for (std::int64_t kind = 0; kind <= last_kind; ++kind)
        if (auto done = rescue_records(from, to, kind, saved); !done)
            return done;
    if (auto done = rescue_deliveries(from, to, saved); !done)
        return done;
    if (saved.gaps > 0)
        if (auto done = rescue_pages(from.path(), to, saved); !done)
            return done;
    return to.execute("UPDATE totals SET n = (SELECT count(*) FROM records) WHERE name = 'records';"
                      "UPDATE totals SET n = (SELECT count(*) FROM deliveries) "
                      "WHERE name = 'deliveries'; COMMIT");
}

} // namespace

// Nothing waits for the disk here: a copy that is not finished is thrown away.
core::Result<Salvaged> salvage(const std::string& damaged, const std::string& fresh)
{
    auto to = SqliteDatabase::open(fresh, SqliteDatabase::Mode::Create);
    if (!to)
        return to.error();
    auto done = to->execute("PRAGMA auto_vacuum = INCREMENTAL; PRAGMA journal_mode = MEMORY; "
                            "PRAGMA synchronous = OFF; PRAGMA cache_size = -65536");
    if (done)
        done = migrate(*to);
    if (!done)
        return done.error();
    auto from = SqliteDatabase::open(damaged, SqliteDatabase::Mode::Write); // it may have a WAL
    if (!from)
        return from.error();
    Salvaged saved;
    if (done = rescue_all(*from, *to, saved); !done)
        return done.error();
    return saved;
}

} // namespace store
