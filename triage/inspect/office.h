// Office documents of the old kind and whatever else is a compound file: macros of VBA and Excel 4,
// encryption, embedded files and objects, attachments of Outlook messages. A row of the table of
// inspectors; thread-safe.
#pragma once

#include "triage/inspect/item.h"
#include "triage/inspect/yield.h"

namespace inspect {

bool is_compound(Format f);
void look_into_compound(const Item& item, Yield& out);

} // namespace inspect
