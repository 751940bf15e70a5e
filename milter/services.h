// What every session and transaction works with: made once by daemon.cc, handed down by reference,
// outlives them all. Tests hand in their own clock, triage and log.
#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <string_view>

#include "milter/cache.h"
#include "milter/inflight.h"
#include "milter/log.h"
#include "milter/pool.h"
#include "milter/runtime.h"
#include "milter/stats/error_ring.h"
#include "milter/stats/registry.h"
#include "milter/store/learner.h"
#include "milter/store/service.h"
#include "triage/core/clock.h"

namespace milter {

// One message's content triage; WorkerPool::run in the daemon. Thread-safe, may throw.
using Triage = std::function<Answer(const Request&, core::Deadline)>;
// One line of the log; Log::write in the daemon. Thread-safe, does not block.
using WriteLog = std::function<void(Level, std::string_view)>;

struct Services {
    const core::Clock& clock;
    stats::Registry& metrics;
    CurrentRuntime& runtime;
    VerdictCache& cache;
    InflightMemory& memory;
    stats::ErrorRing& errors;
    Triage triage;
    WriteLog log;
    store::Service* memories = nullptr; // null: there is no past
    store::Learner* learner = nullptr; // with the memories
    std::uint32_t max_sessions = 0; // beyond it sessions are served without triage; see listener.h
    std::atomic<bool> stopping { false }; // messages pass as skipped(stopping) from now on
    std::atomic<std::uint32_t> sessions { 0 };
};

} // namespace milter
