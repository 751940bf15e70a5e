// SVG files: pictures that can run scripts, hold pages and lead elsewhere when a browser opens
// them. Called by inspect() only.
#pragma once

#include "triage/inspect/item.h"
#include "triage/inspect/yield.h"

namespace inspect {

// Marks SvgActive for each kind of active content, Smuggling for what it builds; links where it
// leads; what it holds in data: URLs becomes files inside.
void look_into_svg(const Item& item, Yield& out);

} // namespace inspect
