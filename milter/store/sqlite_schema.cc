#include "milter/store/sqlite_schema.h"

#include <array>
#include <string>

namespace store {

namespace {

// "tria": file(1) shows it, and another program's database is not taken for ours.
constexpr std::int64_t application = 0x74726961;

// Records by key, without a rowid: found in one descent. Deliveries come in the order of time and
// go in it, so that a rowid keeps them together and their three indexes small. What expires is
// indexed by the day, so that a record that is touched again the same day leaves its index alone;
// it goes when that day is over, so that nobody has to read a day's rows to find those whose hour
// has come. Counting rows would read all of them: `totals` keeps the counts. sqlite_salvage.cc
// knows the shapes of both.
constexpr std::string_view version_1 = R"sql(
CREATE TABLE records(
    kind INTEGER NOT NULL, id BLOB NOT NULL,
    first INTEGER NOT NULL, last INTEGER NOT NULL, expires INTEGER NOT NULL,
    expires_day INTEGER, -- rounded up; null: never
    vals BLOB NOT NULL, -- doubles, little endian
    PRIMARY KEY(kind, id)) WITHOUT ROWID, STRICT;
CREATE INDEX records_expire ON records(expires_day) WHERE expires_day IS NOT NULL;
CREATE TABLE deliveries(
    number INTEGER PRIMARY KEY,
    recipient BLOB NOT NULL, message BLOB NOT NULL,
    at INTEGER NOT NULL, due INTEGER NOT NULL, expires INTEGER NOT NULL,
    label INTEGER NOT NULL, data BLOB NOT NULL) STRICT;
CREATE UNIQUE INDEX deliveries_key ON deliveries(recipient, message);
CREATE INDEX deliveries_due ON deliveries(due) WHERE label = 0;
CREATE INDEX deliveries_expire ON deliveries(expires) WHERE expires > 0;
CREATE TABLE totals(name TEXT PRIMARY KEY, n INTEGER NOT NULL) WITHOUT ROWID, STRICT;
INSERT INTO totals VALUES('records', 0), ('deliveries', 0);
)sql";

constexpr std::array<std::string_view, 1> steps { version_1 };

core::Result<std::int64_t> version_of(SqliteDatabase& database)
{
    auto version = database.number("PRAGMA user_version");
    if (!version)
        return version;
    const auto app = database.number("PRAGMA application_id");
    if (!app)
        return app.error();
    const auto tables = database.number("SELECT count(*) FROM sqlite_master");
    if (!tables)
        return tables.error();
    const bool fresh = *version == 0 && *app == 0 && *tables == 0;
    if (!fresh && (*app != application || *version < 1))
        return core::Error { database.path() + ": this is no store of triage-milter" };
    return version;
}

core::Error too_new(const SqliteDatabase& database, std::int64_t version, std::size_t known)
{
    return { database.path() + ": written by a later triage-milter (schema "
        + std::to_string(version) + ", this one knows " + std::to_string(known)
        + "): install that one, or restore a backup from before it" };
}

core::Result<void> run_steps(
    SqliteDatabase& database, std::int64_t from, std::span<const std::string_view> all)
{
    for (const std::string_view step : all.subspan(static_cast<std::size_t>(from)))
        if (auto done = database.execute(std::string(step)); !done)
            return done;
    return database.execute("PRAGMA user_version = " + std::to_string(all.size())
        + "; PRAGMA application_id = " + std::to_string(application) + "; COMMIT");
}

} // namespace

std::span<const std::string_view> schema_steps()
{
    return steps;
}

core::Result<void> migrate(SqliteDatabase& database, std::span<const std::string_view> all)
{
    if (auto begun = database.execute("BEGIN IMMEDIATE"); !begun)
        return begun;
    const auto version = version_of(database);
    core::Result<void> done;
    if (!version)
        done = version.error();
    else if (*version > static_cast<std::int64_t>(all.size()))
        done = too_new(database, *version, all.size());
    else
        done = run_steps(database, *version, all);
    if (!done && database.in_transaction())
        (void)database.execute("ROLLBACK");
    return done;
}

core::Result<void> check_schema(SqliteDatabase& database)
{
    const auto version = version_of(database);
    if (!version)
        return version.error();
    if (*version > static_cast<std::int64_t>(steps.size()))
        return too_new(database, *version, steps.size());
    if (*version == 0)
        return core::Error { database.path() + ": it is empty" };
    return {};
}

} // namespace store
