// Outlook's saved messages (.msg, [MS-OXMSG]): compound files whose streams are properties. Files
// in them are looked into, the message and those inside it go back to the engine. Used by the
// Office inspector.
#pragma once

#include "triage/inspect/cfb.h"
#include "triage/inspect/yield.h"

namespace inspect {

bool is_outlook(const CompoundFile& file);
void look_into_outlook(const CompoundFile& file, Yield& out);

} // namespace inspect
