// Fills the command table of the stats socket and of HTTP from the parts of the daemon. All
// commands run on the servers' threads, read only, and take no lock for longer than a copy.
// Called once by daemon.cc, before the servers start; everything named here must outlive them.
#pragma once

#include <functional>
#include <string>

#include "milter/breaker_panel.h"
#include "milter/cache.h"
#include "milter/daemon_state.h"
#include "milter/health.h"
#include "milter/log.h"
#include "milter/pool.h"
#include "milter/runtime.h"
#include "milter/sampler.h"
#include "milter/stats/commands.h"
#include "milter/stats/error_ring.h"
#include "milter/stats/registry.h"
#include "milter/store/service.h"

namespace milter {

struct Sources {
    const core::Clock& clock;
    const stats::Registry& metrics;
    const WorkerPool& pool;
    BreakerPanel& panel; // `breaker …` changes it
    const VerdictCache& cache;
    const CurrentRuntime& runtime;
    const stats::ErrorRing& errors;
    const Sampler& sampler;
    const DaemonState& state;
    const Log& log;
    const store::Service& store;
};

// What admin commands ask of the daemon. reload and drain only ask: they return at once, `show
// info` tells what came of it.
struct Controls {
    std::function<void()> reload;
    std::function<void()> drain;
    std::function<void(Level)> set_log_level;
    // Begins one; returns its path. Empty: named by the time.
    std::function<core::Result<std::string>(const std::string& name)> backup;
    // Begins one about whose mail the address is.
    std::function<core::Result<void>(store::Task, std::string_view address)> errand;
};

void add_commands(stats::CommandTable& table, const Sources& sources, Controls controls);

// For the HTTP server and the commands `metrics`, `show health`, `show ready`.
HealthReadings health_readings(const Sources& sources);
std::string metrics_page(const Sources& sources);

} // namespace milter
