// Calendar files (RFC 5545): where invitations lead, what they show, and what they carry that
// invitations do not need. Called by inspect() only.
#pragma once

#include "triage/inspect/item.h"
#include "triage/inspect/yield.h"

namespace inspect {

// Marks CalendarRisk for files inside that are no pictures, for markup that runs, and for text in
// characters that nobody sees; yields links, text and files inside. One pass over the unfolded
// file, which is charged once.
void look_into_invitation(const Item& item, Yield& out);

} // namespace inspect
