// The pool with real worker processes of the program that was built beside the tests: what a
// message gets when a worker does its work, fails in each way, is late, or is not there.
#include "milter/pool.h"

#include <atomic>
#include <cmath>
#include <csignal>
#include <filesystem>
#include <functional>
#include <poll.h>
#include <thread>

#include "milter/steady_clock.h"
#include "tests/support/processes.h"
#include "tests/support/temp_dir.h"

#include <CppUTest/TestHarness.h>

using namespace std::chrono_literals;
using core::Cause;
using core::Stage;
using core::Status;
using stats::Metric;
using stats::WorkerEnd;

namespace {

const std::string plain = "From: a@example.org\r\nTo: b@example.net\r\nSubject: Hello\r\n\r\n"
                          "Can you send the report by Friday?\r\n";
const std::string faulty = "X-Fault: yes\r\n" + plain;

std::filesystem::path own_build()
{
    return std::filesystem::read_symlink("/proc/self/exe").parent_path().parent_path();
}

// Tells how often somebody looked at it.
struct WatchedClock final : core::Clock {
    core::Time now() const override
    {
        ++looks;
        return steady.now();
    }
    core::WallTime wall() const override { return steady.wall(); }
    milter::SteadyClock steady;
    mutable std::atomic<int> looks = 0;
};

// Instrumented programs cannot live in the sandbox, and are slow.
bool sanitized()
{
    return own_build().string().find("sanitize") != std::string::npos;
}

std::size_t open_descriptors()
{
    const std::filesystem::directory_iterator all("/proc/self/fd");
    return static_cast<std::size_t>(std::distance(begin(all), end(all)));
}

bool eventually(const std::function<bool()>& condition)
{
    const milter::SteadyClock clock;
    const auto deadline = core::Deadline::in(clock, 20s);
    while (!condition()) {
        if (deadline.expired())
            return false;
        ::poll(nullptr, 0, 1);
    }
    return true;
}

std::optional<Cause> missing(const milter::Answer& a, Stage stage)
{
    for (const core::Missing& m : a.outcome.verdict.missing)
        if (m.stage == stage)
            return m.cause;
    return std::nullopt;
}

bool only_missing(const milter::Answer& a, Stage stage, Cause cause)
{
    return a.outcome.status == Status::Partial && a.outcome.verdict.missing.size() == 1
        && missing(a, stage) == cause;
}

}

TEST_GROUP(Pool)
{
    support::TempDir rules;
    WatchedClock clock;
    stats::Registry metrics;
    milter::BreakerPanel panel { milter::Config::Breakers {}, metrics };
    milter::PoolPolicy policy;
    milter::Config config;
    std::unique_ptr<milter::WorkerPool> pool;

    void setup() override
    {
        policy.executable = own_build() / "triage-milter";
        policy.worker_memory_bytes = 256u << 20;
        policy.min_workers = policy.max_workers = 1;
        policy.sandbox = sanitized() ? "off" : "require";
        config.security.rules_dir = rules.path();
        config.security.lists_dir = std::filesystem::absolute("etc/lists");
        config.agents.fault_field = "X-Fault";
    }
    std::shared_ptr<const milter::GenerationFile> generation()
    {
        auto made = milter::make_generation(config);
        CHECK_TRUE(made.generation != nullptr);
        return made.generation;
    }
    void start()
    {
        pool = std::make_unique<milter::WorkerPool>(policy, generation(), panel, metrics, clock);
    }
    void start(std::string_view fault, std::string_view stage = "fault")
    {
        config.agents.fault = fault;
        config.agents.fault_stage = stage;
        start();
    }
    milter::Answer run(const std::string& message, core::Duration budget = 20s)
    {
        auto file = milter::Memfd::create("message").value();
        CHECK_TRUE(file.append(message).ok());
        CHECK_TRUE(file.seal().ok());
        milter::Request request;
        request.message_fd = file.fd();
        request.size = file.size();
        request.digest = core::sha256(message);
        return pool->run(request, core::Deadline::in(clock, budget));
    }
    bool completes(const std::string& message)
    {
        return run(message).outcome.status == Status::Complete;
    }
    std::uint64_t ended(WorkerEnd why)
    {
        return metrics.value(Metric::WorkersEnded, static_cast<std::size_t>(why));
    }
    void run_at_once(int callers, const std::function<void(int)>& call)
    {
        std::vector<std::thread> threads;
        for (int i = 0; i < callers; ++i)
            threads.emplace_back([&call, i] { call(i); });
        for (std::thread& t : threads)
            t.join();
    }
};

TEST(Pool, CompletesAMessage)
{
    start();
    const auto a = run(plain);
    CHECK_TRUE(a.outcome.status == Status::Complete);
    for (const Stage s : { Stage::Parse, Stage::Scan, Stage::Classify, Stage::Summarise })
        CHECK_TRUE(a.outcome.verdict.done.has(s));
    CHECK_TRUE(a.generation != nullptr);
    const auto info = pool->info();
    CHECK_EQUAL(1u, info.idle);
    STRCMP_EQUAL("", info.last_error.c_str());
    CHECK_EQUAL(1u, info.workers.at(0).messages);
    CHECK_EQUAL(!sanitized(), info.workers.at(0).sandboxed);
}

TEST(Pool, EachFaultCostsItsStageAndNothingElse)
{
    struct Case {
        const char* fault;
        Cause cause;
        std::optional<WorkerEnd> end; // of the worker; none: it survives
    };
    for (const Case& c : { Case { "crash", Cause::Crash, WorkerEnd::Crashed },
             Case { "throw", Cause::Error, {} }, Case { "memory", Cause::Memory, {} },
             Case { "garbage", Cause::Error, WorkerEnd::Anomaly } }) {
        start(c.fault);
        const auto before = c.end ? ended(*c.end) : 0;
        CHECK_TRUE(completes(plain));
        const std::string message = faulty + c.fault;
        CHECK_TRUE(only_missing(run(message), Stage::Fault, c.cause));
        CHECK_TRUE(completes(plain));
        if (c.end)
            CHECK_TRUE(eventually([&] { return ended(*c.end) == before + 1; }));
    }
}

TEST(Pool, AHangingWorkerCostsItsStageAndIsKilled)
{
    for (const char* fault : { "hang", "spin" }) {
        start(fault);
        const auto before = ended(WorkerEnd::Killed);
        CHECK_TRUE(completes(plain));
        const std::string message = faulty + fault;
        CHECK_TRUE(only_missing(run(message, 1s), Stage::Fault, Cause::Timeout));
        CHECK_TRUE(completes(plain));
        CHECK_TRUE(eventually([&] { return ended(WorkerEnd::Killed) == before + 1; }));
    }
}

TEST(Pool, ALateWorkerThatGoesOnIsForgivenAndLeavesTheSupervisorAsleep)
{
    policy.grace = 1s;
    start();
    CHECK_TRUE(completes(plain));
    const pid_t pid = pool->info().workers.at(0).pid;
    ::kill(pid, SIGSTOP);
    CHECK_FALSE(run(plain + "1", 20ms).outcome.status == Status::Complete);
    ::kill(pid, SIGCONT);
    CHECK_TRUE(eventually([&] { return pool->info().idle == 1; }));
    CHECK_EQUAL(pid, pool->info().workers.at(0).pid);
    ::kill(pid, SIGSTOP);
    const int before = clock.looks;
    const core::Time begun = clock.now();
    CHECK_FALSE(run(plain + "2", 1500ms).outcome.status == Status::Complete);
    CHECK_TRUE(clock.now() - begun >= 1500ms);
    CHECK_TRUE(clock.looks - before < 1000); // of a loop without rest it would be many more
    ::kill(pid, SIGCONT);
}

TEST(Pool, ALateStageChargesItselfAloneAndThoseAfterItAreMissingToo)
{
    start("hang", "classify");
    CHECK_TRUE(completes(plain));
    const auto a = run(faulty, 1s);
    CHECK_TRUE(a.outcome.verdict.done.has(Stage::Scan));
    CHECK_TRUE(missing(a, Stage::Classify) == Cause::Timeout);
    CHECK_TRUE(missing(a, Stage::Respond) == Cause::Timeout);
    const auto again = run(faulty);
    CHECK_TRUE(only_missing(again, Stage::Classify, Cause::Timeout));
}

TEST(Pool, ACrashIsTriedAgainWithoutItsStage)
{
    start("crash", "scan");
    CHECK_TRUE(completes(plain));
    CHECK_TRUE(only_missing(run(faulty), Stage::Scan, Cause::Crash));
    CHECK_EQUAL(1u, metrics.value(Metric::WorkerRetries));
    CHECK_TRUE(eventually([&] { return ended(WorkerEnd::Crashed) == 1; }));
    // The message's digest remembers: no second worker dies of it.
    CHECK_TRUE(only_missing(run(faulty), Stage::Scan, Cause::Crash));
    CHECK_EQUAL(1u, metrics.value(Metric::WorkerRetries));
}

TEST(Pool, ACrashOfTheParserLeavesEverythingMissing)
{
    start("crash", "parse");
    CHECK_TRUE(completes(plain));
    for (int delivery = 0; delivery < 3; ++delivery) {
        const auto a = run(faulty);
        CHECK_TRUE(a.outcome.status == Status::Partial);
        for (const Stage s : { Stage::Parse, Stage::Scan, Stage::Classify, Stage::Respond })
            CHECK_TRUE(missing(a, s) == Cause::Crash);
    }
    CHECK_EQUAL(0u, metrics.value(Metric::WorkerRetries));
    CHECK_TRUE(completes(plain));
}

TEST(Pool, APoisonousMessageReachesNoWorker)
{
    start();
    for (int i = 0; i < 2; ++i)
        panel.killed_worker(core::sha256(plain), clock.now());
    const auto a = run(plain);
    CHECK_TRUE(a.outcome.status == Status::Skipped);
    CHECK_TRUE(a.outcome.reason == core::SkipReason::Poison);
    CHECK_EQUAL(0u, pool->info().workers.at(0).messages);
}

TEST(Pool, AnOpenBreakerLeavesItsStageOut)
{
    start();
    CHECK_TRUE(panel.command("open", "summarise").ok());
    CHECK_TRUE(only_missing(run(plain), Stage::Summarise, Cause::Open));
    CHECK_TRUE(panel.command("open", "llm").ok());
    CHECK_FALSE(missing(run(plain), Stage::Llm).has_value());
}

TEST(Pool, WhoeverWaitsForHangingWorkersIsAnsweredInTime)
{
    policy.min_workers = policy.max_workers = 2;
    start("hang");
    CHECK_TRUE(completes(plain));
    const core::Duration budget = 300ms, slack = sanitized() ? 200ms : 20ms;
    std::vector<core::Duration> took(8);
    std::vector<Status> status(8);
    run_at_once(8, [&](int i) {
        const auto n = static_cast<std::size_t>(i);
        const core::Time begun = clock.now();
        status[n] = run(faulty + std::to_string(i), budget).outcome.status;
        took[n] = clock.now() - begun;
    });
    for (const core::Duration d : took)
        CHECK_TRUE(d <= budget + slack);
    for (const Status s : status)
        CHECK_TRUE(s != Status::Complete);
    CHECK_TRUE(completes(plain));
}

TEST(Pool, AFullQueueIsAnsweredAtOnce)
{
    policy.max_queue = 0;
    start("hang");
    CHECK_TRUE(eventually([&] { return pool->info().idle == 1; }));
    std::thread hanging([&] { run(faulty, 500ms); });
    CHECK_TRUE(eventually([&] { return pool->info().busy == 1; }));
    const auto a = run(plain);
    hanging.join();
    CHECK_TRUE(a.outcome.reason == core::SkipReason::Overload);
}

TEST(Pool, AReloadLosesNoMessage)
{
    policy.min_workers = policy.max_workers = 2;
    start();
    config.agents.disabled = { "respond" };
    const auto next = generation();
    std::array<int, 4> complete {};
    run_at_once(4, [&](int i) {
        for (int k = 0; k < 50; ++k) {
            complete[static_cast<std::size_t>(i)] += completes(plain) ? 1 : 0;
            if (i == 0 && k == 10)
                pool->set_generation(next);
        }
    });
    for (const int n : complete)
        CHECK_EQUAL(50, n);
    CHECK_TRUE(eventually([&] { return ended(WorkerEnd::Replaced) == 2; }));
    const auto a = run(plain);
    CHECK_TRUE(a.generation == next);
    CHECK_FALSE(a.outcome.verdict.done.has(Stage::Respond));
    CHECK_TRUE(a.outcome.verdict.complete());
}

TEST(Pool, LeaksNeitherDescriptorsNorProcesses)
{
    start();
    CHECK_TRUE(completes(plain));
    const std::size_t before = open_descriptors();
    for (int i = 0; i < 1000; ++i)
        CHECK_TRUE(completes(plain));
    // The worker has been recycled on the way.
    CHECK_TRUE(eventually([&] {
        return ended(WorkerEnd::Recycled) == 1 && pool->info().workers.size() == 1
            && pool->info().idle == 1;
    }));
    // Those of the old one go when it has been reaped, which may be a moment later.
    CHECK_TRUE(eventually([&] { return open_descriptors() == before; }));
}

TEST(Pool, WorkersAreRecycledWithoutAGap)
{
    policy.recycle_messages = 10;
    start();
    for (int i = 0; i < 60; ++i)
        CHECK_TRUE(completes(plain));
    CHECK_TRUE(eventually([&] { return ended(WorkerEnd::Recycled) >= 1; }));
    CHECK_EQUAL(0u, ended(WorkerEnd::Crashed));
}

TEST(Pool, AWorkerThatDiedWhileIdleCostsNothing)
{
    start();
    CHECK_TRUE(completes(plain));
    ::kill(pool->info().workers.at(0).pid, SIGKILL);
    CHECK_TRUE(completes(plain));
    CHECK_TRUE(eventually([&] { return ended(WorkerEnd::Crashed) == 1; }));
}

TEST(Pool, WorkersComeWithATemplateAndWithout)
{
    policy.recycle_messages = 5;
    start();
    CHECK_TRUE(completes(plain));
    for (const pid_t pid : support::children())
        if (pid != pool->info().workers.at(0).pid)
            ::kill(pid, SIGKILL);
    CHECK_TRUE(eventually([&] { return completes(plain) && ended(WorkerEnd::Recycled) >= 3; }));
    CHECK_EQUAL(0u, ended(WorkerEnd::Crashed));
}

TEST(Pool, SaysWhyNoWorkerStarts)
{
    policy.executable = "/bin/false";
    const auto begin = std::chrono::steady_clock::now();
    start();
    CHECK_TRUE(run(plain, 200ms).outcome.reason == core::SkipReason::Overload);
    CHECK_TRUE(eventually([&] { return !pool->info().last_error.empty(); }));
    // It backs off: pauses of 0.1 s, 0.2, 0.4 and so on, however slow the machine is.
    const auto failed = static_cast<double>(ended(WorkerEnd::Failed));
    const std::chrono::duration<double> passed = std::chrono::steady_clock::now() - begin;
    CHECK_TRUE(failed <= 2 + std::log2(1 + passed.count() / 0.1));
    policy.executable = "/nonexistent/program";
    pool->set_policy(policy);
    CHECK_TRUE(eventually(
        [&] { return pool->info().last_error.find("/nonexistent/program") != std::string::npos; }));
    policy.executable = own_build() / "triage-milter";
    pool->set_policy(policy);
    CHECK_TRUE(completes(plain));
    STRCMP_EQUAL("", pool->info().last_error.c_str());
}

TEST(Pool, GrowsWhenCallersWaitAndShrinksByPolicy)
{
    policy.max_workers = 3;
    start("hang");
    CHECK_TRUE(completes(plain));
    run_at_once(3, [&](int i) { run(faulty + std::to_string(i), 2s); });
    CHECK_EQUAL(3u, pool->info().target);
    policy.max_workers = 1;
    pool->set_policy(policy);
    CHECK_TRUE(eventually([&] { return pool->info().workers.size() == 1; }));
    CHECK_TRUE(completes(plain));
}

TEST(Pool, AnswersAtOnceWhenIntakeHasStopped)
{
    start();
    pool->stop_intake();
    CHECK_TRUE(run(plain).outcome.reason == core::SkipReason::Stopping);
}

TEST(Pool, StoppingIntakeReleasesWhoeverWaits)
{
    start("hang");
    CHECK_TRUE(completes(plain));
    std::thread hanging([&] { run(faulty, 1s); });
    CHECK_TRUE(eventually([&] { return pool->info().busy == 1; }));
    std::optional<core::SkipReason> reason;
    std::thread waiting([&] { reason = run(plain).outcome.reason; });
    CHECK_TRUE(eventually([&] { return pool->info().waiting == 1; }));
    pool->stop_intake();
    waiting.join();
    hanging.join();
    CHECK_TRUE(reason == core::SkipReason::Stopping);
}
