// The time that the store's writer and upkeep give a question that no message waits for. The
// backend bounds itself; this only keeps a hung one from hanging its caller.
#pragma once

#include "triage/core/clock.h"

namespace store {

core::Deadline patient();

} // namespace store
