// Deliberate failures of a worker, for tests and drills (`agents.fault`). Called in a worker only.
#pragma once

#include <string_view>

#include "triage/agents/settings.h"

namespace milter {

// Whether a fault is configured that concerns this message: `raw` is the message; only its top
// header block is read.
bool fault_concerns(const agents::Settings& settings, std::string_view raw);

// Fails as configured: throws (throw, memory), dies (crash), never comes back (hang, spin), or
// writes a frame of nonsense to `socket` and goes on (garbage).
void strike(agents::Fault fault, int socket);

} // namespace milter
