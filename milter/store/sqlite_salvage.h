// Reads what can still be read of a damaged store. Used by sqlite_repair.cc.
#pragma once

#include <cstdint>
#include <string>

#include "triage/core/result.h"

namespace store {

struct Salvaged {
    std::int64_t records = 0, deliveries = 0;
    std::int64_t gaps = 0; // places where SQLite could not go on, or rows that are none of ours
};

// Copies every row that is found in the store at `damaged`, which nobody has open, into a new one
// at `fresh`. Error: that one cannot be made.
core::Result<Salvaged> salvage(const std::string& damaged, const std::string& fresh);

} // namespace store
