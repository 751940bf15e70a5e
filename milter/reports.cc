#include "milter/reports.h"

#include <unistd.h>

#include <array>
#include <ctime>

#include "milter/health.h"
#include "milter/stats/load.h"
#include "triage/core/digest.h"
#include "triage/core/stage.h"
#include "triage/core/verdict.h"

namespace milter {

namespace {

using stats::Metric;
using stats::Report;

std::int64_t whole(std::uint64_t n)
{
    return static_cast<std::int64_t>(n);
}

std::string iso(core::WallTime t)
{
    const std::time_t seconds = t.time_since_epoch().count();
    std::tm utc {};
    char buffer[32];
    if (!::gmtime_r(&seconds, &utc) || !std::strftime(buffer, sizeof buffer, "%FT%TZ", &utc))
        return "";
    return buffer;
}

std::string joined(const std::vector<std::string>& list)
{
    std::string out;
    for (const std::string& s : list)
        out += (out.empty() ? "" : " ") + s;
    return out;
}

double per_cent(std::uint64_t part, std::uint64_t all)
{
    return all == 0 ? 0 : 100 * static_cast<double>(part) / static_cast<double>(all);
}

std::uint64_t messages(const stats::Registry& metrics)
{
    std::uint64_t n = 0;
    for (std::size_t i = 0; i < core::status_names.size(); ++i)
        n += metrics.value(Metric::Messages, i);
    return n;
}

std::string_view log_level(const Log& log)
{
    std::size_t level = 0;
    while (level + 1 < level_names.size() && log.enabled(static_cast<Level>(level + 1)))
        ++level;
    return level_names[level];
}

Report show_info(const Sources& s)
{
    const auto runtime = s.runtime.get();
    const PoolInfo pool = s.pool.info();
    const Readiness ready = check_ready(health_readings(s));
    const auto reload = *s.state.reload.lock();
    Report r;
    r.add("name", "triage-milter").add("version", TRIAGE_VERSION);
    r.add("pid", std::int64_t { ::getpid() });
    r.add("started", iso(s.state.started_wall));
    r.add("uptime_s",
        std::chrono::duration_cast<std::chrono::seconds>(s.clock.now() - s.state.started).count());
    r.add("config", s.state.config_path).add("mode", runtime->config.mode);
    r.add("socket", runtime->config.milter.socket);
    r.add("generation", core::hex(runtime->generation->digest).substr(0, 12));
    r.add("ready", ready.ready).add("ready_reason", ready.reason);
    r.add("draining", s.state.draining.load());
    r.add("sessions", s.metrics.level(Metric::SessionsNow));
    r.add("messages", whole(messages(s.metrics)));
    r.add("workers", std::int64_t { pool.idle } + pool.busy);
    r.add("waiting", std::int64_t { pool.waiting });
    r.add("log_level", std::string(log_level(s.log)));
    r.add("reloads", whole(s.metrics.value(Metric::Reloads)));
    r.add("reloads_failed", whole(s.metrics.value(Metric::ReloadsFailed)));
    r.add("reload_error", reload.error);
    return r.add("restart_needed", joined(reload.restart_needed));
}

void add_histogram(Report& r, const std::string& name, const stats::Registry::Histogram& h)
{
    const double mean = h.count == 0 ? 0 : h.sum / static_cast<double>(h.count);
    r.add(name + ".count", whole(h.count)).add(name + ".mean_ms", mean * 1000);
    r.add(name + ".p50_ms", stats::quantile(h, 0.50) * 1000);
    r.add(name + ".p95_ms", stats::quantile(h, 0.95) * 1000);
    r.add(name + ".p99_ms", stats::quantile(h, 0.99) * 1000);
}

void add_metric(Report& r, const stats::Registry& metrics, const stats::MetricRow& row,
    const std::string& name, std::size_t label)
{
    if (row.kind == stats::Kind::seconds)
        add_histogram(r, name, metrics.histogram(row.id, label));
    else if (row.kind == stats::Kind::gauge)
        r.add(name, metrics.level(row.id));
    else
        r.add(name, whole(metrics.value(row.id, label)));
}

Report show_stat(const Sources& s)
{
    Report r;
    for (const stats::MetricRow& row : stats::metric_rows()) {
        const std::string name(row.name);
        const auto values = stats::label_values(row.labels);
        if (values.empty())
            add_metric(r, s.metrics, row, name, 0);
        for (std::size_t i = 0; i < values.size(); ++i)
            add_metric(r, s.metrics, row, name + "." + std::string(values[i]), i);
    }
    return r;
}

Report show_health(const Sources& s)
{
    const auto config = s.runtime.get();
    const auto checks = check_health(health_readings(s), config->config.monitoring);
    Report r;
    r.headline("status", std::string(health_words[static_cast<std::size_t>(worst(checks))]));
    for (const HealthCheck& c : checks)
        r.row("check",
            Report()
                .add("name", std::string(c.name))
                .add("level", std::string(grade_names[static_cast<std::size_t>(c.grade)]))
                .add("reason", c.reason));
    return r;
}

Report show_ready(const Sources& s)
{
    const Readiness ready = check_ready(health_readings(s));
    Report r;
    r.headline("status", ready.ready ? "READY" : "NOT READY");
    return r.add("ready", ready.ready).add("reason", ready.reason);
}

Report show_breakers(const Sources& s)
{
    Report r;
    r.table("breaker");
    for (const BreakerInfo& b : s.panel.info(s.clock.now()))
        r.row("breaker",
            Report()
                .add("name", b.name)
                .add("state", std::string(core::name(b.state)))
                .add("forced", b.forced)
                .add("tries", std::int64_t { b.window.tries })
                .add("failures", std::int64_t { b.window.failures })
                .add("networks", std::int64_t { b.window.foreign_networks })
                .add("opened", whole(b.opened)));
    return r;
}

Report show_workers(const Sources& s)
{
    const PoolInfo p = s.pool.info();
    Report r;
    r.add("starting", std::int64_t { p.starting }).add("idle", std::int64_t { p.idle });
    r.add("busy", std::int64_t { p.busy }).add("retiring", std::int64_t { p.retiring });
    r.add("target", std::int64_t { p.target }).add("waiting", std::int64_t { p.waiting });
    r.add("utilisation", p.utilisation).add("sandbox_failed", p.sandbox_failed);
    r.add("last_error", p.last_error).add("template_error", p.template_error).table("worker");
    for (const WorkerInfo& w : p.workers)
        r.row("worker",
            Report()
                .add("pid", std::int64_t { w.pid })
                .add("state", w.state)
                .add("messages", whole(w.messages))
                .add("age_s", core::seconds(w.age))
                .add("stage", w.stage)
                .add("sandboxed", w.sandboxed)
                .add("generation", w.generation));
    return r;
}

Report show_agents(const Sources& s)
{
    Report r;
    for (std::size_t i = 0; i < core::stage_count; ++i) {
        const auto h = s.metrics.histogram(Metric::StageSeconds, i);
        const double mean = h.count == 0 ? 0 : h.sum / static_cast<double>(h.count);
        r.row("agent",
            Report()
                .add("name", std::string(core::stage_names[i]))
                .add("runs", whole(h.count))
                .add("missing", whole(s.metrics.value(Metric::PartialStages, i)))
                .add("mean_ms", mean * 1000)
                .add("p95_ms", stats::quantile(h, 0.95) * 1000)
                .add("p99_ms", stats::quantile(h, 0.99) * 1000));
    }
    return r;
}

Report show_cache(const Sources& s)
{
    const CacheInfo c = s.cache.info();
    Report r;
    r.add("enabled", s.runtime.get()->config.caching.enabled);
    r.add("entries", whole(c.entries)).add("bytes", whole(c.bytes));
    r.add("hits", whole(c.hits)).add("misses", whole(c.misses));
    r.add("hit_percent", per_cent(c.hits, c.hits + c.misses));
    r.add("inserted", whole(c.inserted)).add("evicted", whole(c.evicted));
    return r.add("expired", whole(c.expired)).add("refused", whole(c.refused));
}

Report show_store(const Sources& s)
{
    const store::Service::Status status = s.store.status();
    Report r;
    r.add("backend", status.backend).add("open", status.open);
    r.add("records", whole(status.facts.records));
    r.add("deliveries", whole(status.facts.deliveries));
    r.add("bytes", whole(status.facts.bytes)).add("schema", std::int64_t { status.facts.schema });
    r.add("queued", whole(status.queued));
    r.add("written", whole(s.metrics.value(Metric::StoreWritten)));
    r.add("dropped", whole(s.metrics.value(Metric::StoreDropped)));
    r.add("failures", whole(s.metrics.value(Metric::StoreFailures)));
    r.add("expired", whole(s.metrics.value(Metric::StoreExpired)));
    const auto h = s.metrics.histogram(Metric::StoreSeconds);
    r.add("lookups", whole(h.count)).add("lookup_p99_ms", stats::quantile(h, 0.99) * 1000);
    r.add("error", status.error).add("failing_s", status.failing_s);
    return r.add("note", status.note);
}

Report show_backup(const Sources& s)
{
    const store::Backups::Status b = s.store.backup_status();
    Report r;
    r.add("folder", s.runtime.get()->config.store.backup_dir);
    r.add("running", b.running).add("share", b.share).add("file", b.file);
    r.add("seconds", b.seconds).add("error", b.error);
    return r.add("made", whole(b.made)).add("failed", whole(b.failed));
}

struct Window {
    const char* name;
    core::Duration length;
};
constexpr std::array<Window, 4> windows { { { "10s", std::chrono::seconds { 10 } },
    { "1m", std::chrono::minutes { 1 } }, { "5m", std::chrono::minutes { 5 } },
    { "15m", std::chrono::minutes { 15 } } } };

Report show_load(const Sources& s)
{
    Report r;
    for (const Window& window : windows) {
        const stats::LoadWindow w = s.sampler.load().over(window.length);
        r.row("load",
            Report()
                .add("window", window.name)
                .add("seconds", w.seconds)
                .add("messages", whole(w.messages))
                .add("per_second", w.per_second)
                .add("mean_ms", w.mean * 1000)
                .add("p50_ms", w.p50 * 1000)
                .add("p95_ms", w.p95 * 1000)
                .add("p99_ms", w.p99 * 1000));
    }
    return r;
}

Report show_errors(const Sources& s)
{
    const auto last = s.errors.last();
    Report r;
    r.add("errors", whole(last.size())).table("error");
    for (const stats::Failure& f : last)
        r.row("error",
            Report()
                .add("time", iso(f.when))
                .add("queue_id", f.queue_id)
                .add("stage", std::string(f.stage))
                .add("cause", std::string(f.cause)));
    return r;
}

Report show_sessions(const Sources& s)
{
    Report r;
    r.add("sessions", s.metrics.level(Metric::SessionsNow));
    r.add("messages_in_flight", s.metrics.level(Metric::MessagesNow));
    r.add("inflight_bytes", s.metrics.level(Metric::InflightBytes));
    r.add("max_inflight_bytes", whole(s.state.max_inflight_bytes));
    r.add("sessions_total", whole(s.metrics.value(Metric::Sessions)));
    r.add("sessions_over_limit", whole(s.metrics.value(Metric::SessionsRefused)));
    return r.add("aborts", whole(s.metrics.value(Metric::Aborts)));
}

Report show_config(const Sources& s)
{
    Report r;
    for (const auto& [key, value] : describe(s.runtime.get()->config))
        r.add(key, value);
    return r;
}

constexpr ReportPage all_pages[] = {
    { "show info", "version, uptime, mode, readiness, reloads", show_info },
    { "show stat", "every counter, gauge and time", show_stat },
    { "show health", "OK, DEGRADED or FAIL, and each check with its reason", show_health },
    { "show ready", "whether mail is taken, and why not", show_ready },
    { "show breakers", "the breaker of each stage", show_breakers },
    { "show workers", "the pool and each worker", show_workers },
    { "show agents", "runs, failures and times of each stage", show_agents },
    { "show cache", "size, hits and misses of the verdict cache", show_cache },
    { "show load", "messages and triage times over 10 s, 1 m, 5 m and 15 m", show_load },
    { "show errors", "the last failures, newest first", show_errors },
    { "show sessions", "connections and messages in flight", show_sessions },
    { "show config", "every key with the value in effect", show_config },
    { "show store", "size of the site's memory, writes that wait or failed", show_store },
    { "show backup", "the backup of the store that is under way, or the last one", show_backup },
};

} // namespace

std::span<const ReportPage> report_pages()
{
    return all_pages;
}

} // namespace milter
