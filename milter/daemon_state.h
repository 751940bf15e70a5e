// What only the daemon itself knows of its life, for `show info`, health and readiness. Written by
// daemon.cc, read by providers.cc. Thread-safe.
#pragma once

#include <atomic>
#include <string>
#include <vector>

#include "milter/locked.h"
#include "triage/core/clock.h"

namespace milter {

struct DaemonState {
    core::Time started {};
    core::WallTime started_wall {};
    std::string config_path;
    std::uint64_t max_inflight_bytes = 0; // in effect; processing.max_inflight_bytes 0 resolved
    std::atomic<bool> listening { false }; // the milter socket is open
    std::atomic<bool> draining { false };
    struct Reload {
        std::string error; // of the last one; empty: none yet, or it went well
        std::vector<std::string> restart_needed; // keys that wait for a restart
    };
    Locked<Reload> reload;
};

} // namespace milter
