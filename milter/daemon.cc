#include "milter/daemon.h"

#include <pwd.h>
#include <thread>
#include <unistd.h>
#include <utility>
#include <vector>

#include "milter/breaker_panel.h"
#include "milter/cache.h"
#include "milter/callbacks.h"
#include "milter/daemon_state.h"
#include "milter/feedback/desk.h"
#include "milter/feedback/server.h"
#include "milter/generation_file.h"
#include "milter/inflight.h"
#include "milter/log.h"
#include "milter/pool.h"
#include "milter/privileges.h"
#include "milter/providers.h"
#include "milter/runtime.h"
#include "milter/sampler.h"
#include "milter/service_notify.h"
#include "milter/services.h"
#include "milter/signals.h"
#include "milter/stats/commands.h"
#include "milter/stats/error_ring.h"
#include "milter/stats/http.h"
#include "milter/stats/registry.h"
#include "milter/stats/socket.h"
#include "milter/store/memories.h"
#include "milter/store/service.h"
#include "triage/core/digest.h"

namespace milter {

namespace {

using std::chrono::milliseconds;

// libmilter writes the answer after our callback has returned; nothing tells when it has.
constexpr milliseconds reply_patience { 100 };
// For what is still to be written to the store, which needs milliseconds when it works.
constexpr milliseconds store_patience { 3000 };
constexpr std::chrono::seconds sync_period { 5 }; // with what others have learnt
constexpr std::chrono::minutes label_period { 1 }; // for what was not answered in time

std::vector<uid_t> admin_uids(const std::vector<std::string>& names)
{
    std::vector<uid_t> uids;
    for (const std::string& name : names)
        if (const struct passwd* const entry = ::getpwnam(name.c_str()))
            uids.push_back(entry->pw_uid);
    return uids;
}

core::Error joined(const std::vector<core::Error>& errors)
{
    core::Error all;
    for (const core::Error& e : errors)
        all.what += (all.what.empty() ? "" : "\n") + e.what;
    return all;
}

// What is believed of answers before any is seen; without a model nothing, and why.
struct StartOfLearning {
    store::Start start = store::no_start();
    std::string error;
};

StartOfLearning read_start(const Config::Agents& config)
{
    if (config.models_dir.empty())
        return {};
    auto read = store::read_start_file(config.models_dir + "/priority.model");
    if (!read)
        return { store::no_start(), read.error().what };
    return { *std::move(read), "" };
}

} // namespace

// Members are made from top to bottom and go from bottom to top: who uses comes after what it uses.
struct Daemon::State {
    std::string config_path;
    const core::Clock& clock;
    std::unique_ptr<stats::Registry> metrics;
    std::unique_ptr<Log> log;
    CurrentRuntime runtime;
    BreakerPanel panel;
    VerdictCache cache;
    InflightMemory memory;
    stats::ErrorRing errors;
    StartOfLearning start_of_learning;
    store::Learner learner;
    store::Service store;
    WorkerPool pool;
    Services services;
    MilterServer server;
    DaemonState state;
    feedback::Desk desk;
    Sampler sampler;
    stats::CommandTable commands;
    std::unique_ptr<stats::SocketServer> stats_socket;
    std::unique_ptr<stats::HttpServer> http;
    std::unique_ptr<feedback::Server> feedback_socket;
    std::thread server_thread;
    int server_status = 0;

    State(std::string path, std::unique_ptr<stats::Registry> registry, std::unique_ptr<Log> a_log,
        std::shared_ptr<const Runtime> first, const core::Clock& a_clock)
        : config_path(std::move(path))
        , clock(a_clock)
        , metrics(std::move(registry))
        , log(std::move(a_log))
        , runtime(first)
        , panel(first->config.breakers, *metrics)
        , cache(first->config.caching)
        , memory(first->config.processing.max_inflight_bytes, *metrics)
        , start_of_learning(read_start(first->config.agents))
        , learner(start_of_learning.start)
        , store(first->config.store, store::open_store(first->config.store, clock), clock, panel,
              *metrics)
        , pool(pool_policy(first->config), first->generation, panel, *metrics, clock)
        , services { clock, *metrics, runtime, cache, memory, errors,
            [this](const Request& r, core::Deadline d) { return pool.run(r, d); },
            [this](Level level, std::string_view line) { log->write(level, line); },
            store.on() ? &store : nullptr, &learner }
        , server(services)
        , desk(services, feedback::system_logins())
        , sampler(clock, *metrics, [this] { return subject(); })
    {
        state.started = clock.now();
        state.started_wall = clock.wall();
        state.config_path = config_path;
        state.max_inflight_bytes = memory.limit();
        add_commands(commands, sources(), controls());
    }

    Sources sources()
    {
        return { clock, *metrics, pool, panel, cache, runtime, errors, sampler, state, *log,
            store };
    }
    Controls controls()
    {
        return { ask_reload, [this] { state.draining = true; },
            [this](Level level) { log->set_level(level); },
            [this](const std::string& name) {
                return store.begin_backup(runtime.get()->config.store.backup_dir, name);
            },
            [this](store::Task task, std::string_view address) {
                return begin_errand(task, address);
            } };
    }
    Sampler::Subject subject() const;
    stats::HttpPages pages();

    core::Result<void> sync(store::Store& s)
    {
        return learner.sync(
            s, clock.wall().time_since_epoch().count(), core::Deadline::in(clock, store_patience));
    }
    core::Result<void> begin_errand(store::Task task, std::string_view address)
    {
        const auto current = runtime.get();
        if (!current->store_keys)
            return core::Error { "there is no store" };
        const auto person = core::address_digest(current->people.person(address));
        return store.begin_errand(task, current->store_keys->recipient(person));
    }
    core::Result<void> open();
    core::Result<void> open_feedback(const Config::Feedback& config);
    core::Result<void> open_statistics(const Config::Monitoring& config);

    void serve()
    {
        server_thread = std::thread([this] {
            server_status = server.run();
            wake();
        });
    }

    void reload();
    void apply(std::shared_ptr<const Runtime> next);
    void drain();
};

Sampler::Subject Daemon::State::subject() const
{
    Sampler::Subject subject;
    for (const WorkerInfo& worker : pool.info().workers)
        subject.workers.push_back(worker.pid);
    const Config& config = runtime.get()->config;
    subject.files = { config.store.path };
    if (config.log.target == "file")
        subject.files.push_back(config.log.file);
    return subject;
}

stats::HttpPages Daemon::State::pages()
{
    const auto health = [this] {
        const auto checks
            = check_health(health_readings(sources()), runtime.get()->config.monitoring);
        stats::HttpPages::Probe probe { worst(checks) != Grade::Critical, {} };
        for (const HealthCheck& c : checks)
            probe.text += std::string(c.name) + ": "
                + std::string(grade_names[static_cast<std::size_t>(c.grade)]) + ": " + c.reason
                + '\n';
        return probe;
    };
    const auto ready = [this] {
        const Readiness r = check_ready(health_readings(sources()));
        return stats::HttpPages::Probe { r.ready, r.reason + '\n' };
    };
    return { [this] { return metrics_page(sources()); }, health, ready };
}

core::Result<void> Daemon::State::open()
{
    const Config& config = runtime.get()->config;
    const Config::Milter& m = config.milter;
    if (auto opened = server.open(m.socket, m.socket_mode, m.socket_group, m.max_sessions); !opened)
        return opened;
    state.listening = true;
    if (const auto status = store.status(); !status.error.empty())
        log->warning("the store cannot be used, nothing is learnt: " + status.error);
    if (!start_of_learning.error.empty())
        log->warning("the priority learns from nothing: " + start_of_learning.error);
    store.every(sync_period, [this](store::Store& s) { return sync(s); });
    store.every(label_period, [this](store::Store& s) {
        return store::label_overdue(s, learner, *runtime.get()->store_keys, clock);
    });
    store.start();
    if (auto opened = open_feedback(config.feedback); !opened)
        return opened;
    return open_statistics(config.monitoring);
}

core::Result<void> Daemon::State::open_feedback(const Config::Feedback& config)
{
    if (config.socket.empty())
        return {};
    feedback::ServerOptions options;
    options.path = config.socket;
    options.group = config.group;
    auto opened = feedback::Server::open(
        std::move(options),
        [this](uid_t peer, const feedback::Request& r) { return desk.answer(peer, r); }, clock);
    if (!opened)
        return opened.error();
    feedback_socket = std::move(opened).value();
    return {};
}

core::Result<void> Daemon::State::open_statistics(const Config::Monitoring& config)
{
    if (!config.stats_socket.empty()) {
        stats::SocketOptions options;
        options.path = config.stats_socket;
        options.group = config.stats_group;
        options.admins = admin_uids(config.admins);
        auto opened = stats::SocketServer::open(std::move(options), commands, clock);
        if (!opened)
            return opened.error();
        stats_socket = std::move(opened).value();
    }
    if (!config.http_listen.empty()) {
        auto opened = stats::HttpServer::open(config.http_listen, commands, pages());
        if (!opened)
            return opened.error();
        http = std::move(opened).value();
    }
    return {};
}

// All or nothing: whatever is wrong with the new configuration, the old one stays in force.
void Daemon::State::reload()
{
    log->reopen();
    LoadedConfig loaded = load_config(config_path);
    RuntimeResult made { nullptr, std::move(loaded.errors) };
    if (made.errors.empty())
        made = make_runtime(std::move(loaded.config));
    if (!made.errors.empty()) {
        for (const core::Error& e : made.errors)
            log->error("reload refused, the old configuration stays: " + e.what);
        state.reload.lock()->error = joined(made.errors).what;
        metrics->add(stats::Metric::ReloadsFailed); // last: `triagectl reload` waits for it
        return;
    }
    const std::vector<std::string> waiting
        = restart_needed(runtime.get()->config, made.runtime->config);
    for (const std::string& key : waiting)
        log->warning("restart needed for " + key);
    for (const core::Error& e : made.runtime->generation->degraded)
        log->warning(e.what);
    apply(std::move(made.runtime));
    *state.reload.lock() = { "", waiting };
    metrics->add(stats::Metric::Reloads);
    log->info("reloaded");
}

void Daemon::State::apply(std::shared_ptr<const Runtime> next)
{
    const Config& config = next->config;
    if (const auto level = core::named<Level>(level_names, config.log.level))
        log->set_level(*level);
    panel.configure(config.breakers);
    cache.configure(config.caching);
    memory.set_limit(config.processing.max_inflight_bytes);
    pool.set_policy(pool_policy(config));
    if (next->generation->digest != runtime.get()->generation->digest)
        pool.set_generation(next->generation);
    runtime.set(std::move(next));
}

// In this order because after smfi_stop libmilter serves nobody: no new connections first, then
// what is in flight may end, then the stop.
void Daemon::State::drain()
{
    const auto limit = milliseconds { runtime.get()->config.milter.stop_timeout_ms };
    services.stopping = true;
    state.draining = true;
    server.stop_intake();
    const core::Deadline deadline = core::Deadline::in(clock, limit);
    while (metrics->level(stats::Metric::MessagesNow) > 0 && !deadline.expired())
        wait_for_requests(milliseconds { 10 });
    wait_for_requests(reply_patience);
}

Daemon::Daemon(std::unique_ptr<State> state)
    : state_(std::move(state))
{
}
Daemon::~Daemon() = default;

core::Result<std::unique_ptr<Daemon>> Daemon::start(
    const std::string& config_path, Config config, const core::Clock& clock, bool background)
{
    if (auto done = become_user(config.milter.user); !done)
        return done.error();
    auto metrics = std::make_unique<stats::Registry>();
    auto log = Log::open(config.log, *metrics, background);
    if (!log)
        return log.error();
    auto made = make_runtime(std::move(config));
    if (!made.errors.empty())
        return joined(made.errors);
    auto state = std::make_unique<State>(
        config_path, std::move(metrics), std::move(log).value(), std::move(made.runtime), clock);
    if (auto opened = state->open(); !opened)
        return opened.error();
    state->serve();
    return std::unique_ptr<Daemon>(new Daemon(std::move(state)));
}

int Daemon::run()
{
    State& s = *state_;
    s.log->info("ready: triage-milter " TRIAGE_VERSION);
    notify_ready();
    for (Requests asked; !asked.stop && s.server_status == 0;) {
        asked = wait_for_requests();
        if (asked.reload && !asked.stop) {
            notify_reloading();
            s.reload();
            notify_ready();
        }
    }
    notify_stopping();
    s.log->info("stopping");
    s.drain();
    s.server.stop();
    s.store.write([&s](store::Store& store) { return s.sync(store); });
    s.store.stop(store_patience);
    // libmilter looks for the stop every 5 seconds and serves nobody until then: nothing to wait
    // for, and its threads must not see our parts go. Workers end with the process.
    s.log->flush();
    ::_exit(s.server_status);
}

} // namespace milter
