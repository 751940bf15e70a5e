// Looks into PDF files. A row of inspectors.cc; pure but for `out`, thread-safe.
#pragma once

#include "triage/inspect/item.h"
#include "triage/inspect/yield.h"

namespace inspect {

bool is_pdf(Format f);
void look_into_pdf(const Item& item, Yield& out);

} // namespace inspect
