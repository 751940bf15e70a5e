#include "milter/collectors.h"

#include <algorithm>

namespace milter {

namespace {

double gauge_of(core::BreakerState state)
{
    // The order of danger, not of the enumerators: dashboards colour by value.
    switch (state) {
    case core::BreakerState::Closed:
        return 0;
    case core::BreakerState::Probing:
        return 1;
    case core::BreakerState::Open:
        return 2;
    }
    return 2;
}

void write_build(stats::Exposition& out)
{
    out.family("build_info", "gauge", "Always 1; the version is the label");
    out.sample({ { "version", TRIAGE_VERSION } }, 1);
}

void write_workers(stats::Exposition& out, const PoolInfo& pool)
{
    out.family("workers", "gauge", "Workers by state");
    out.sample({ { "state", "starting" } }, pool.starting);
    out.sample({ { "state", "idle" } }, pool.idle);
    out.sample({ { "state", "busy" } }, pool.busy);
    out.sample({ { "state", "retiring" } }, pool.retiring);
    out.single("worker_target", "gauge", "Workers that scaling wants", pool.target);
    out.single(
        "worker_utilisation", "gauge", "Busy share of the workers, 0 to 1", pool.utilisation);
    out.single("queue_waiting", "gauge", "Messages waiting for a worker", pool.waiting);
}

void write_breakers(stats::Exposition& out, const std::vector<BreakerInfo>& breakers)
{
    out.family("breaker_state", "gauge", "0 closed, 1 probing, 2 open");
    for (const BreakerInfo& b : breakers)
        out.sample({ { "stage", b.name } }, gauge_of(b.state));
    out.family("breaker_tries", "gauge", "Tries in the breaker's window");
    for (const BreakerInfo& b : breakers)
        out.sample({ { "stage", b.name } }, b.window.tries);
    out.family("breaker_failures", "gauge", "Failures that count in the breaker's window");
    for (const BreakerInfo& b : breakers)
        out.sample({ { "stage", b.name } }, b.window.failures);
}

void write_cache(stats::Exposition& out, const CacheInfo& cache)
{
    const auto put = [&](std::string_view name, std::string_view type, std::string_view help,
                         std::uint64_t n) { out.single(name, type, help, static_cast<double>(n)); };
    put("cache_entries", "gauge", "Verdicts in the cache", cache.entries);
    put("cache_bytes", "gauge", "Memory of the cache", cache.bytes);
    put("cache_inserted_total", "counter", "Verdicts put into the cache", cache.inserted);
    put("cache_evicted_total", "counter", "Verdicts that made room for others", cache.evicted);
    put("cache_expired_total", "counter", "Verdicts that were too old", cache.expired);
    put("cache_refused_total", "counter", "Verdicts not kept", cache.refused);
}

void write_health(stats::Exposition& out, const Sources& s)
{
    const HealthReadings readings = health_readings(s);
    const auto config = s.runtime.get();
    out.family("health", "gauge", "0 ok, 1 warning, 2 critical");
    for (const HealthCheck& c : check_health(readings, config->config.monitoring))
        out.sample({ { "check", c.name } }, static_cast<double>(c.grade));
    out.single("ready", "gauge", "1 when mail is taken", check_ready(readings).ready ? 1 : 0);
}

void write_process(stats::Exposition& out, const Sources& s)
{
    const SystemReadings r = s.sampler.readings().system;
    out.single("process_cpu_seconds_total", "counter", "CPU time of the daemon without workers",
        r.cpu_seconds);
    out.single("process_resident_memory_bytes", "gauge", "Memory of the daemon without workers",
        static_cast<double>(r.daemon_bytes));
    out.single("resident_memory_bytes", "gauge", "Memory of daemon and workers",
        static_cast<double>(r.own_bytes));
    out.single("process_open_fds", "gauge", "Open descriptors", static_cast<double>(r.open_fds));
    out.single("process_max_fds", "gauge", "Limit of descriptors", static_cast<double>(r.max_fds));
    out.single("process_start_time_seconds", "gauge", "Start of the daemon since 1970-01-01 UTC",
        static_cast<double>(s.state.started_wall.time_since_epoch().count()));
}

} // namespace

void write_collectors(stats::Exposition& out, const Sources& sources)
{
    write_build(out);
    write_workers(out, sources.pool.info());
    write_breakers(out, sources.panel.info(sources.clock.now()));
    write_cache(out, sources.cache.info());
    write_health(out, sources);
    write_process(out, sources);
}

} // namespace milter
