// OneNote sections ([MS-ONESTORE]): files that are hidden behind a picture of a button, and the
// text around them. Called by inspect() only.
#pragma once

#include "triage/inspect/item.h"
#include "triage/inspect/yield.h"

namespace inspect {

// Yields each file data object as a file inside, and judges names of files that stand in the
// section. Objects are found by their GUID and not through the section's tables: what OneNote would
// find is among them. One pass.
void look_into_one_note(const Item& item, Yield& out);

} // namespace inspect
