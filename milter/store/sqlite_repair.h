// What becomes of a damaged store: every row that can still be reached goes into a new file, the
// damaged one is set aside. Called by sqlite_store.cc, which has closed its connections and holds
// the store's lock; reads and writes for as long as copying takes.
#pragma once

#include <string>

#include "triage/core/clock.h"
#include "triage/core/result.h"

namespace store {

// Replaces the file at `path` by what could be read of it. Returns what an admin should know: how
// much was saved, where the damaged file is (PATH.damaged-DATE; nobody deletes it). Error: the new
// file could not be made; then the old one is where it was.
core::Result<std::string> repair_file(const std::string& path, core::WallTime now);

// Ends a repair during which the machine went down. Before the store is opened.
void finish_repair(const std::string& path);

} // namespace store
