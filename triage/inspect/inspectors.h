// The table of inspectors: which looks into which format. Each stands in a file of its own.
#pragma once

#include <span>
#include <string_view>

#include "triage/inspect/item.h"
#include "triage/inspect/yield.h"

namespace inspect {

struct Inspector {
    std::string_view name;
    bool (*reads)(Format f);
    void (*look)(const Item& item, Yield& out);
};

// In the order in which they look; several may read one format.
std::span<const Inspector> inspectors();

} // namespace inspect
