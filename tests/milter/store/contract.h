// What every Store does, whatever is behind it: one list of rules, run against each backend by its
// own test program (sqlite_store_test.cc shows how). Times are around now, because a backend may
// forget by a clock of its own.
#pragma once

#include <functional>
#include <memory>

#include "milter/store/store.h"
#include "triage/core/clock.h"

namespace contract {

// Makes a store that holds nothing. What it needs must outlive what it returns.
using Factory = std::function<std::unique_ptr<store::Store>()>;

// Runs each rule on a store of its own; a failure names the rule. `clock` is the one that the
// stores have.
void check(const Factory& make, const core::Clock& clock);

} // namespace contract
