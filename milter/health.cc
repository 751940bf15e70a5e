#include "milter/health.h"

#include <algorithm>
#include <cstdio>

namespace milter {

namespace {

constexpr double stale_seconds = 15; // readings that old mean that the sampler hangs

std::string percent(double share)
{
    char buffer[32];
    std::snprintf(buffer, sizeof buffer, "%.0f %%", share * 100);
    return buffer;
}

std::string mib(std::uint64_t bytes)
{
    return std::to_string(bytes >> 20) + " MiB";
}

double share(std::uint64_t part, std::uint64_t whole)
{
    return whole == 0 ? 0 : static_cast<double>(part) / static_cast<double>(whole);
}

Grade graded(double value, double warning, double critical)
{
    if (value >= critical)
        return Grade::Critical;
    return value >= warning ? Grade::Warning : Grade::Ok;
}

Grade graded_percent(double share, std::uint32_t warning, std::uint32_t critical)
{
    return graded(share * 100, warning, critical);
}

HealthCheck memory(const HealthReadings& r, const Config::Monitoring& limits)
{
    const double own = share(r.system.own_bytes, r.system.limit_bytes);
    const double most = std::max(own, r.system.system_used);
    return { "memory",
        graded_percent(most, limits.memory_warn_percent, limits.memory_critical_percent),
        "daemon and workers " + mib(r.system.own_bytes) + " of " + mib(r.system.limit_bytes)
            + ", machine " + percent(r.system.system_used) + " used" };
}

HealthCheck cpu(const HealthReadings& r, const Config::Monitoring& limits)
{
    return { "cpu",
        graded_percent(r.system.cpu_share, limits.cpu_warn_percent, limits.cpu_critical_percent),
        percent(r.system.cpu_share) + " of the CPUs in use by daemon and workers" };
}

HealthCheck disk(const HealthReadings& r, const Config::Monitoring& limits)
{
    HealthCheck c { "disk", Grade::Ok, "no disk is written to" };
    double most = -1;
    for (const DiskReading& d : r.system.disks) {
        if (d.used <= most)
            continue;
        most = d.used;
        c.grade = graded_percent(d.used, limits.disk_warn_percent, limits.disk_critical_percent);
        c.reason = percent(d.used) + " used where " + d.path + " is";
    }
    return c;
}

HealthCheck queue(const HealthReadings& r, const Config::Monitoring&)
{
    const double waiting = share(r.waiting, r.max_queue);
    const double bytes = share(r.inflight_bytes, r.max_inflight_bytes);
    std::string reason = std::to_string(r.waiting) + " of " + std::to_string(r.max_queue)
        + " places taken, " + mib(r.inflight_bytes);
    if (r.max_inflight_bytes > 0)
        reason += " of " + mib(r.max_inflight_bytes);
    return { "queue", graded(std::max(waiting, bytes), 0.5, 0.9), reason + " in flight" };
}

HealthCheck workers(const HealthReadings& r, const Config::Monitoring&)
{
    HealthCheck c { "workers", Grade::Ok,
        std::to_string(r.workers_up) + " up, " + std::to_string(r.min_workers) + " wanted" };
    if (r.workers_up == 0)
        c.grade
            = r.workers_starting > 0 && r.worker_error.empty() ? Grade::Warning : Grade::Critical;
    else if (r.workers_up + r.workers_starting < r.min_workers || !r.worker_error.empty())
        c.grade = Grade::Warning;
    if (!r.worker_error.empty())
        c.reason += "; the last one did not start: " + r.worker_error;
    return c;
}

HealthCheck sandbox(const HealthReadings& r, const Config::Monitoring&)
{
    if (r.sandbox == "off")
        return { "sandbox", Grade::Warning, "security.sandbox is \"off\"" };
    if (!r.sandbox_failed)
        return { "sandbox", Grade::Ok, "workers are sandboxed" };
    const bool required = r.sandbox == "require";
    return { "sandbox", required ? Grade::Critical : Grade::Warning,
        required ? "a worker could not enter the sandbox and is not used"
                 : "a worker could not enter the sandbox and runs without" };
}

HealthCheck breakers(const HealthReadings& r, const Config::Monitoring&)
{
    if (r.open_breakers.empty())
        return { "breakers", Grade::Ok, "all closed" };
    std::string names;
    for (const std::string& name : r.open_breakers)
        names += (names.empty() ? "" : ", ") + name;
    return { "breakers", Grade::Warning, "not closed: " + names };
}

HealthCheck log(const HealthReadings& r, const Config::Monitoring&)
{
    if (r.log_dropped == 0)
        return { "log", Grade::Ok, "no line was dropped in the last minute" };
    return { "log", Grade::Warning,
        std::to_string(r.log_dropped) + " lines dropped in the last minute: the log is too slow" };
}

HealthCheck config(const HealthReadings& r, const Config::Monitoring&)
{
    if (r.reload_error.empty())
        return { "config", Grade::Ok, "in effect" };
    return { "config", Grade::Warning,
        "the last reload failed, the configuration before it is in effect: " + r.reload_error };
}

HealthCheck readings(const HealthReadings& r, const Config::Monitoring&)
{
    if (r.seconds_since_system < stale_seconds)
        return { "readings", Grade::Ok, "fresh" };
    return { "readings", Grade::Warning,
        "memory, cpu and disk were last read "
            + std::to_string(static_cast<std::uint64_t>(r.seconds_since_system))
            + " s ago: does a file system hang?" };
}

HealthCheck model(const HealthReadings& r, const Config::Monitoring&)
{
    if (!r.model_error.empty())
        return { "model", Grade::Warning, r.model_error };
    if (!r.model_wanted)
        return { "model", Grade::Ok, "security.model is empty: the findings alone decide" };
    return { "model", Grade::Ok, "in use" };
}

// Mail does not wait for the store, so that nothing here is critical.
HealthCheck store(const HealthReadings& r, const Config::Monitoring&)
{
    const HealthReadings::Store& s = r.store;
    if (!s.wanted)
        return { "store", Grade::Ok, "store.backend is \"off\": nothing is remembered" };
    const std::string counts
        = std::to_string(s.queued) + " writes wait, " + std::to_string(s.dropped) + " were dropped";
    if (!s.error.empty())
        return { "store", Grade::Warning,
            "mail flows, nothing is learnt for "
                + std::to_string(static_cast<std::uint64_t>(s.failing_seconds)) + " s: " + s.error
                + "; " + counts };
    if (!s.note.empty())
        return { "store", Grade::Warning, s.note };
    return { "store", Grade::Ok, counts };
}

using Check = HealthCheck (*)(const HealthReadings&, const Config::Monitoring&);
// The order is that of `show health`: append only.
constexpr Check all_checks[]
    = { memory, cpu, disk, queue, workers, sandbox, breakers, log, config, readings, model, store };

} // namespace

std::vector<HealthCheck> check_health(
    const HealthReadings& readings, const Config::Monitoring& limits)
{
    std::vector<HealthCheck> checks;
    for (const Check check : all_checks)
        checks.push_back(check(readings, limits));
    return checks;
}

Grade worst(const std::vector<HealthCheck>& checks)
{
    Grade w = Grade::Ok;
    for (const HealthCheck& c : checks)
        w = std::max(w, c.grade);
    return w;
}

Readiness check_ready(const HealthReadings& r)
{
    if (r.draining)
        return { false, "draining" };
    if (!r.listening)
        return { false, "the milter socket is not open" };
    if (r.workers_up == 0)
        return { false, "no worker is up" + (r.worker_error.empty() ? "" : ": " + r.worker_error) };
    return { true, "taking mail" };
}

} // namespace milter
