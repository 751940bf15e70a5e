// Records and deliveries as rows of SQLite: what one row holds, and the statements that read and
// change one. Called by sqlite_store.cc within its transactions, and by sqlite_repair.cc.
#pragma once

#include <optional>
#include <string>

#include "milter/store/sqlite_database.h"
#include "milter/store/store.h"

namespace store {

inline constexpr std::size_t max_delivery_data = 4096;

// Absent: the blob is none of ours.
std::optional<std::vector<double>> values_of(std::string_view blob);
std::string blob_of(std::span<const double> values);

core::Result<Record> find_record(SqliteDatabase& database, const Key& key);
// True: the record is new.
core::Result<bool> add_to_record(SqliteDatabase& database, const Change& change);

core::Result<std::optional<Delivery>> find_delivery(SqliteDatabase& database,
    std::span<const std::uint8_t, 16> message, std::span<const std::uint8_t, 16> recipient);
// False: it is there already.
core::Result<bool> insert_delivery(SqliteDatabase& database, const Delivery& delivery);

// Delete at most `limit` rows that have expired and return how many. Both cost what they delete,
// whatever the size of the store.
core::Result<std::int64_t> expire_deliveries(
    SqliteDatabase& database, std::int64_t now, std::int64_t limit);
core::Result<std::int64_t> expire_records(
    SqliteDatabase& database, std::int64_t now, std::int64_t limit);

inline constexpr std::int64_t last_kind = 255; // of any version

struct OwnIds { // of records that belong to one recipient, see store.h
    explicit OwnIds(std::span<const std::uint8_t, 16> recipient);
    std::array<std::uint8_t, 16> first {}, last {};
};
core::Result<void> find_holdings(SqliteDatabase& database,
    std::span<const std::uint8_t, 16> recipient, std::size_t limit, Holdings& found);

// Of a row of `recipient, message, at, due, expires, label, data` from column `first` on. Absent:
// the row holds what we do not write.
inline constexpr std::string_view delivery_columns
    = "recipient, message, at, due, expires, label, data";
std::optional<Delivery> delivery_of(const SqliteQuery& row, int first);

} // namespace store
