// Rich text files: what they show, where they lead, and the objects in them. Called by inspect()
// only. The text is read by read_rtf (rtf_unpack.h).
#pragma once

#include "triage/inspect/item.h"
#include "triage/inspect/yield.h"

namespace inspect {

// Yields packaged files and compound files of objects as files inside; marks templates and objects
// from elsewhere, exploits of the equation editor and of the font table, and data exchanges.
void look_into_rtf(const Item& item, Yield& out);

} // namespace inspect
