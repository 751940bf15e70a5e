// The tables of the SQLite store, and how a file of an earlier version becomes one of this. Called
// by sqlite_store.cc when it opens a file, and by what makes new ones (repair, tests).
#pragma once

#include <cstdint>
#include <span>
#include <string_view>

#include "milter/store/sqlite_database.h"

namespace store {

// Step n makes version n + 1 of version n; the version is the file's PRAGMA user_version. Append
// only.
std::span<const std::string_view> schema_steps();

// Runs the steps that the file lacks, all or none. Error: it is no store, or one of a later
// version than there are steps.
core::Result<void> migrate(
    SqliteDatabase& database, std::span<const std::string_view> steps = schema_steps());

// That the file is a store of exactly this version, without changing it.
core::Result<void> check_schema(SqliteDatabase& database);

} // namespace store
