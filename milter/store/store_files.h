// What a SQLite store's file has beside it, and how it changes place. Used by the sqlite_* files.
#pragma once

#include <string>

#include "milter/unique_fd.h"
#include "triage/core/clock.h"
#include "triage/core/result.h"

namespace store {

// flock(2) on PATH.lock, held by who has the store open: one daemon, and no restore beside it.
core::Result<milter::UniqueFd> lock_store(const std::string& path);

void sync_file(const std::string& path); // or a folder
void remove_store(const std::string& path); // with its journals
// Renames a store that nobody has open, with its journal.
core::Result<void> move_store(const std::string& from, const std::string& to);
std::string stamp(core::WallTime now); // 20261127T113000Z
std::uint64_t file_bytes(const std::string& path); // 0: it is not there

} // namespace store
