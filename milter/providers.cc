#include "milter/providers.h"

#include <algorithm>

#include "milter/collectors.h"
#include "milter/errand_report.h"
#include "milter/reports.h"
#include "milter/stats/prometheus.h"
#include "triage/core/stage.h"

namespace milter {

namespace {

std::string help(const stats::CommandTable& table)
{
    std::string out = "Commands, separated by ';' on one line. 'json' after 'show …' makes JSON.\n";
    for (const stats::Command& c : table.commands()) {
        std::string line = "  " + c.name;
        line.resize(std::max<std::size_t>(line.size() + 1, 24), ' ');
        out += line + c.help + (c.admin ? " (admin)" : "") + '\n';
    }
    return out + "  prompt                keep the connection open for more lines\n"
        + "  quit                  close it\n";
}

stats::Answer no_arguments(std::string_view arguments, const std::function<stats::Answer()>& run)
{
    if (!arguments.empty())
        return core::Error { "no argument is wanted here" };
    return run();
}

void add_breaker(
    stats::CommandTable& table, BreakerPanel& panel, std::string verb, const char* text)
{
    table.add(
        { "breaker " + verb, text, true, [&panel, verb](std::string_view name) -> stats::Answer {
             if (auto done = panel.command(verb, std::string(name)); !done)
                 return done.error();
             return "breaker " + std::string(name) + ": " + verb + " done\n";
         } });
}

void add_errand(
    stats::CommandTable& table, const Controls& controls, store::Task task, const char* text)
{
    const std::string name(store::task_names[static_cast<std::size_t>(task)]);
    table.add(
        { name, text, true, [controls, task, name](std::string_view address) -> stats::Answer {
             if (address.find('@') == address.npos)
                 return core::Error { "'" + name + "' wants an address, such as anna@example.org" };
             if (auto begun = controls.errand(task, address); !begun)
                 return begun.error();
             return name + " begun\n";
         } });
}

void add_admin(stats::CommandTable& table, const Sources& s, const Controls& controls)
{
    table.add({ "reload", "read the configuration again; 'show info' tells the result", true,
        [controls](auto arguments) {
            return no_arguments(arguments, [&] {
                controls.reload();
                return "reload asked for\n";
            });
        } });
    table.add({ "drain", "be not ready, so that balancers send mail elsewhere", true,
        [controls](auto arguments) {
            return no_arguments(arguments, [&] {
                controls.drain();
                return "draining\n";
            });
        } });
    table.add({ "backup", "[FILE]: copy the store into store.backup_dir; 'show backup' tells", true,
        [controls](std::string_view name) -> stats::Answer {
            const auto file = controls.backup(std::string(name));
            if (!file)
                return file.error();
            return "backup begun: " + *file + '\n';
        } });
    add_errand(table, controls, store::Task::Forget,
        "ADDRESS: forget whose mail that is; 'errand' tells when it is done");
    add_errand(table, controls, store::Task::Export,
        "ADDRESS: find what is kept of whose mail that is; 'errand' shows it");
    table.add({ "errand", "what the last 'forget' or 'export' came to", true,
        [&store = s.store](auto arguments) {
            return no_arguments(arguments, [&] { return errand_report(store.errand_status()); });
        } });
    add_breaker(table, s.panel, "open", "NAME: skip the stage until 'breaker reset'");
    add_breaker(
        table, s.panel, "close", "NAME: run the stage whatever fails until 'breaker reset'");
    add_breaker(table, s.panel, "reset", "NAME: forget what was counted and forced");
    table.add({ "set loglevel", "LEVEL: error, warning, info or debug, until the next start", true,
        [controls](std::string_view name) -> stats::Answer {
            const auto level = core::named<Level>(level_names, name);
            if (!level)
                return core::Error { "a level is error, warning, info or debug" };
            controls.set_log_level(*level);
            return "log level is " + std::string(name) + '\n';
        } });
}

} // namespace

namespace {

HealthReadings::Store store_readings(const Sources& s)
{
    const store::Service::Status status = s.store.status();
    HealthReadings::Store r;
    r.wanted = status.open || !status.error.empty();
    r.error = status.error;
    r.failing_seconds = status.failing_s;
    r.queued = status.queued;
    r.dropped = s.metrics.value(stats::Metric::StoreDropped);
    r.note = status.note;
    return r;
}

} // namespace

HealthReadings health_readings(const Sources& s)
{
    const auto runtime = s.runtime.get();
    const Config& config = runtime->config;
    const PoolInfo pool = s.pool.info();
    const Sampler::Readings sampled = s.sampler.readings();
    HealthReadings r;
    r.system = sampled.system;
    r.seconds_since_system = core::seconds(s.clock.now() - sampled.at);
    r.waiting = pool.waiting;
    r.max_queue = config.processing.max_queue;
    r.inflight_bytes = static_cast<std::uint64_t>(
        std::max<std::int64_t>(0, s.metrics.level(stats::Metric::InflightBytes)));
    r.max_inflight_bytes = s.state.max_inflight_bytes;
    r.workers_up = pool.idle + pool.busy;
    r.workers_starting = pool.starting;
    r.min_workers = config.scaling.min_workers;
    r.worker_error = pool.last_error;
    r.sandbox = config.security.sandbox;
    r.sandbox_failed = pool.sandbox_failed;
    for (const BreakerInfo& b : s.panel.info(s.clock.now()))
        if (b.state != core::BreakerState::Closed)
            r.open_breakers.push_back(b.name);
    r.log_dropped = sampled.log_dropped;
    r.reload_error = s.state.reload.lock()->error;
    r.model_wanted = !config.security.model.empty();
    if (const auto& degraded = runtime->generation->degraded; !degraded.empty())
        r.model_error = degraded.front().what;
    r.listening = s.state.listening;
    r.draining = s.state.draining;
    r.store = store_readings(s);
    return r;
}

std::string metrics_page(const Sources& sources)
{
    stats::Exposition out;
    stats::write_registry(out, sources.metrics);
    write_collectors(out, sources);
    return out.text();
}

void add_commands(stats::CommandTable& table, const Sources& sources, Controls controls)
{
    table.add(
        { "help", "this list", false, [&table](auto) -> stats::Answer { return help(table); } });
    table.add({ "version", "of the daemon", false,
        [](auto) -> stats::Answer { return "triage-milter " TRIAGE_VERSION "\n"; } });
    table.add(
        { "ping", "is answered PONG", false, [](auto) -> stats::Answer { return "PONG\n"; } });
    for (const ReportPage& page : report_pages())
        table.add({ page.name, page.help, false,
            [sources, make = page.make](std::string_view arguments) -> stats::Answer {
                if (!arguments.empty())
                    return core::Error { "only 'json' may follow" };
                return make(sources);
            } });
    table.add({ "metrics", "the Prometheus page", false,
        [sources](auto) -> stats::Answer { return metrics_page(sources); } });
    add_admin(table, sources, controls);
}

} // namespace milter
