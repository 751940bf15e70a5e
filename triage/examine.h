// The scan stage: attachments looked into, the message scanned, and the same for every message
// attached to it. Called by the engine; one thread for one scratch.
#pragma once

#include <functional>
#include <string_view>

#include "triage/core/clock.h"
#include "triage/core/envelope.h"
#include "triage/core/limits.h"
#include "triage/core/message.h"
#include "triage/scan/scanner.h"

namespace triage {

using Parse = std::function<core::Message(std::string_view raw, core::Deadline until)>;

// `parse` reads an attached message as the outer one was read.
scan::Scanned examine(const core::Message& message, const core::Envelope& envelope,
    std::string_view raw, const core::Limits& limits, const scan::Scanner& scanner,
    scan::Scanner::Scratch& scratch, const Parse& parse, core::Deadline until);

} // namespace triage
