// Parts of Office documents as the archive reader unpacks them (ECMA-376): what they show, where
// their relationships lead, and what runs without macros. Called by inspect() only.
#pragma once

#include "triage/inspect/item.h"
#include "triage/inspect/yield.h"

namespace inspect {

// Marks External for templates, objects and frames that are loaded from other hosts, and for
// programs behind clicks; Exploit for what only attacks do; Macro and MacroRuns for macro sheets of
// Excel 4. Pictures and hyperlinks from elsewhere are ordinary. Linear, without a tree.
void look_into_ooxml_part(const Item& item, Yield& out);

} // namespace inspect
