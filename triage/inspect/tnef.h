// winmail.dat: a whole message in Microsoft's encapsulation ([MS-OXTNEF]). Its files are looked
// into, its text goes back to the engine. Called by the driver.
#pragma once

#include "triage/inspect/item.h"
#include "triage/inspect/yield.h"

namespace inspect {

void look_into_tnef(const Item& item, Yield& out);

} // namespace inspect
