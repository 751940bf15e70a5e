#include "milter/worker.h"

#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <exception>
#include <limits>
#include <malloc.h>
#include <memory>
#include <new>
#include <sys/prctl.h>
#include <unistd.h>

#include "milter/fault.h"
#include "milter/memfd.h"
#include "milter/outbox.h"
#include "milter/sandbox.h"
#include "milter/spawn.h"
#include "milter/steady_clock.h"
#include "milter/wire.h"
#include "milter/worker_socket.h"
#include "milter/worker_template.h"
#include "triage/engine.h"
#include "triage/generation.h"
#include "triage/train/study.h"

namespace milter {

namespace {

constexpr int large_block = 1 << 20; // blocks from here on go back to the system when freed
constexpr std::size_t most_text = OutboxMemory::size - 4096; // the rest is the outbox's own
constexpr std::ptrdiff_t heap_growth = 8 << 20; // before the heap is trimmed
constexpr std::size_t small_message = 256 << 10; // bytes; larger ones are mapped

constexpr core::Stage agent_stages[] = {
#define AGENT(name, type, stage, budget) core::Stage::stage,
#include "triage/agents/agents.def"
#undef AGENT
};

core::StageSet stages_to_run(const agents::Settings& settings)
{
    core::StageSet stages;
    stages.add(core::Stage::Parse);
    if (!settings.disabled.has(core::Stage::Scan))
        stages.add(core::Stage::Scan);
    for (const core::Stage s : agent_stages)
        if (!settings.disabled.has(s))
            stages.add(s);
    if (settings.fault != agents::Fault::None && settings.fault_stage == core::Stage::Fault)
        stages.add(core::Stage::Fault);
    return stages;
}

// A process of its own: ends with the daemon, goes first when memory is short, and leaves ^C,
// reload and stop to the daemon, which lets messages in flight finish. Archives hold local times:
// unless TZ says otherwise, the C library opens the zone's file for each, which the sandbox
// forbids.
void settle_in()
{
    ::setenv("TZ", "UTC0", 1);
    ::tzset();
    for (const int s : { SIGHUP, SIGINT, SIGTERM, SIGUSR1, SIGUSR2, SIGPIPE })
        std::signal(s, SIG_IGN);
    static_cast<void>(::prctl(PR_SET_PDEATHSIG, SIGKILL));
    const std::unique_ptr<FILE, int (*)(FILE*)> f(
        std::fopen("/proc/self/oom_score_adj", "we"), std::fclose);
    if (f)
        std::fputs("500", f.get());
    ::mallopt(M_MMAP_THRESHOLD, large_block);
    ::mallopt(M_ARENA_MAX, 1);
    ::mallopt(M_TRIM_THRESHOLD, heap_growth); // not after each message: HeapTrimmer looks after it
}

// What is freed in the middle of the heap stays with the process: give it back once it has grown.
class HeapTrimmer {
public:
    void trim()
    {
        char* const end = static_cast<char*>(::sbrk(0));
        if (end - end_ < heap_growth)
            return;
        ::malloc_trim(0);
        end_ = static_cast<char*>(::sbrk(0));
    }

private:
    char* end_ = static_cast<char*>(::sbrk(0));
};

class Worker {
public:
    static core::Result<Worker> open(WorkerRole role);

    const core::Digest& generation() const { return digest_; }
    core::StageSet stages() const { return stages_to_run(settings_); }
    void serve(Outbox& outbox); // until the socket closes

private:
    Worker(Mapping mapping, triage::Engine engine, triage::Engine::Scratch scratch)
        : mapping_(std::move(mapping))
        , engine_(std::move(engine))
        , scratch_(std::move(scratch))
    {
    }
    bool receive_and_triage(const wire::Request& request, const UniqueFd& message, Outbox& outbox);
    void triage(const wire::Request& request, std::string_view message, Outbox& outbox);
    std::string extra(const core::Envelope& envelope, const core::ContentVerdict& verdict);

    Mapping mapping_; // of the generation; outlives the engine
    triage::Engine engine_;
    triage::Engine::Scratch scratch_;
    std::string small_; // a message that was read; kept for its capacity
    WorkerRole role_ = WorkerRole::Triage;
    core::Digest digest_ {};
    agents::Settings settings_;
    SteadyClock clock_;
};

core::Result<Worker> Worker::open(WorkerRole role)
{
    auto mapping = Mapping::open(worker_generation, std::numeric_limits<std::uint64_t>::max());
    if (!mapping)
        return mapping.error();
    const auto generation = triage::Generation::open(mapping->bytes());
    if (!generation)
        return generation.error();
    auto settings = agents::Settings::parse(generation->section("agents"));
    if (!settings)
        return settings.error();
    auto engine = triage::Engine::open(*generation);
    if (!engine)
        return engine.error();
    auto scratch = engine->make_scratch();
    if (!scratch)
        return scratch.error();
    engine->warm_up(*scratch);
    Worker w(std::move(mapping).value(), std::move(engine).value(), std::move(scratch).value());
    w.role_ = role == WorkerRole::Template ? WorkerRole::Triage : role;
    w.engine_.model_view(w.scratch_).wanted = role == WorkerRole::Study;
    w.digest_ = generation->digest();
    w.settings_ = std::move(settings).value();
    return w;
}

// Anything that is no request with a message of the announced size ends the worker.
void Worker::serve(Outbox& outbox)
{
    HeapTrimmer heap;
    for (;;) {
        Received r = receive_frame();
        const auto* request = r.frame ? std::get_if<wire::Request>(&*r.frame) : nullptr;
        if (!request)
            return;
        if (!receive_and_triage(*request, r.descriptors[0], outbox))
            return;
        heap.trim();
    }
}

// False if the descriptor does not hold a message of the announced size; a large one must be
// sealed.
bool Worker::receive_and_triage(
    const wire::Request& request, const UniqueFd& message, Outbox& outbox)
{
    if (request.size <= small_message) {
        if (!read_all(message.get(), static_cast<std::size_t>(request.size), small_))
            return false;
        triage(request, small_, outbox);
        return true;
    }
    const auto mapping = Mapping::open(message.get(), request.size);
    if (!mapping || mapping->bytes().size() != request.size)
        return false;
    triage(request, mapping->bytes(), outbox);
    return true;
}

// What triagectl wants beside or instead of the reports.
std::string Worker::extra(const core::Envelope& envelope, const core::ContentVerdict& verdict)
{
    if (role_ == WorkerRole::Explain)
        return wire::encode_explanation(engine_.explain(envelope, verdict, scratch_));
    const core::Message& message = *engine_.parsed(scratch_);
    return role_ == WorkerRole::Study
        ? train::encode(train::study(message, engine_.model_view(scratch_)))
        : std::string(message.own_text().substr(0, most_text));
}

void Worker::triage(const wire::Request& request, std::string_view message, Outbox& outbox)
{
    const bool faulty = fault_concerns(settings_, message);
    core::StageSet unsent;
    const triage::OnStage on_stage {
        [&](core::Stage stage) {
            outbox.announce(stage);
            if (faulty && stage == settings_.fault_stage)
                strike(settings_.fault, worker_socket);
        },
        [&](const core::StageReport& report) {
            const bool wanted = role_ == WorkerRole::Triage || role_ == WorkerRole::Study;
            if (wanted && !outbox.add(wire::encode_report(report)))
                unsent.add(report.stage);
        },
    };
    outbox.begin(request.sequence);
    auto verdict = engine_.run(request.envelope, message, request.skip,
        core::Deadline::in(clock_, request.budget), on_stage, scratch_);
    if (role_ != WorkerRole::Triage)
        outbox.add(extra(request.envelope, verdict));
    for (std::size_t i = 0; i < core::stage_count; ++i)
        if (const auto s = static_cast<core::Stage>(i); unsent.has(s))
            verdict.miss(s, core::Cause::Limit);
    send_frame(wire::encode(wire::Done { request.sequence, std::move(verdict.missing) }));
}

std::optional<wire::Start> receive_start()
{
    const Received r = receive_frame();
    const auto* start = r.frame ? std::get_if<wire::Start>(&*r.frame) : nullptr;
    return start ? std::optional(*start) : std::nullopt;
}

core::Result<void> confine(const wire::Start& start, WorkerRole role)
{
    if (start.sandbox == wire::Sandbox::Off)
        return {};
    if (auto limited = limit_resources(start.memory_bytes); !limited)
        return limited;
    return role == WorkerRole::Template ? enter_template_sandbox(worker_socket)
                                        : enter_sandbox(worker_socket);
}

// What a template forked has its limits from it.
core::Result<void> confine_forked(const wire::Start& start)
{
    return start.sandbox == wire::Sandbox::Off ? core::Result<void> {}
                                               : enter_sandbox(worker_socket);
}

wire::Hello hello(
    const Worker& worker, const wire::Start& start, const core::Result<void>& confined)
{
    wire::Hello h;
    h.build = wire::build_id();
    h.generation = worker.generation();
    h.stages = worker.stages();
    h.ready = true;
    h.sandboxed = confined.ok() && start.sandbox != wire::Sandbox::Off;
    if (!confined)
        h.error = confined.error().what;
    return h;
}

int refuse(const core::Error& error)
{
    wire::Hello h;
    h.build = wire::build_id();
    h.error = error.what;
    send_frame(wire::encode(h));
    return exit_failed;
}

int leave(bool sandboxed)
{
    if (sandboxed)
        ::_exit(0); // exit handlers might need what the sandbox forbids
    return 0;
}

int run(WorkerRole role)
{
    const auto start = receive_start();
    if (!start)
        return exit_failed;
    settle_in();
    auto worker = Worker::open(role);
    if (!worker)
        return refuse(worker.error());
    auto confined = confine(*start, role);
    if (role == WorkerRole::Template) {
        const wire::Hello h = hello(*worker, *start, confined);
        send_frame(wire::encode(h));
        if (!fork_workers())
            return leave(h.sandboxed);
        confined = confine_forked(*start); // this process is a worker now
    }
    auto outbox = Outbox::open(worker_outbox);
    if (!outbox)
        return refuse(outbox.error());
    const wire::Hello h = hello(*worker, *start, confined);
    send_frame(wire::encode(h));
    worker->serve(*outbox);
    return leave(h.sandboxed);
}

} // namespace

int worker_main(WorkerRole role)
{
    try {
        return run(role);
    } catch (const std::bad_alloc&) {
        ::_exit(exit_no_memory);
    } catch (const std::exception&) {
        ::_exit(exit_failed);
    }
}

} // namespace milter
