// Looks into the attachments of a message: every leaf part, and what inspectors find inside. Called
// by the engine before the scan. Pure; bounded by limits and deadline; thread-safe.
#pragma once

#include "triage/core/clock.h"
#include "triage/core/limits.h"
#include "triage/core/message.h"
#include "triage/inspect/report.h"

namespace inspect {

// Never throws for a message's sake but std::bad_alloc. What is inside of nested messages is not
// looked at here: each is a message of its own.
Report inspect(const core::Message& m, const core::Limits& limits, const core::Deadline& deadline);

} // namespace inspect
