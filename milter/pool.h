// The pool of sandboxed workers. libmilter's threads call run(); one supervisor thread of the pool
// spawns, retires, kills and scales. Thread-safe.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "milter/breaker_panel.h"
#include "milter/generation_file.h"
#include "milter/stats/registry.h"
#include "triage/core/breaker.h"
#include "triage/core/clock.h"
#include "triage/core/digest.h"
#include "triage/core/envelope.h"
#include "triage/core/verdict.h"

namespace milter {

struct Request {
    core::Envelope envelope;
    int message_fd = -1; // sealed memfd, borrowed for the call
    std::uint64_t size = 0; // bytes in it
    core::Digest digest {}; // names the message's content, for poison
    std::optional<core::NetworkId> network; // of a foreign client, for the breakers
};

struct PoolPolicy {
    std::uint32_t min_workers = 1, max_workers = 4;
    bool auto_scaling = true;
    double target_utilisation = 0.7;
    core::Duration target_wait = std::chrono::milliseconds { 5 };
    core::Duration idle = std::chrono::seconds { 30 };
    std::uint32_t recycle_messages = 1000;
    core::Duration recycle_after = std::chrono::minutes { 10 };
    core::Duration grace = std::chrono::milliseconds { 50 };
    std::uint32_t max_queue = 1000;
    std::uint64_t worker_memory_bytes = 1ull << 30;
    std::string sandbox = "require";
    std::string executable = "/proc/self/exe"; // of the worker program; tests name their own
};
PoolPolicy pool_policy(const Config& config);

struct WorkerInfo { // one line of `show workers`
    int pid = 0;
    std::string state; // starting | idle | busy | retiring
    std::uint64_t messages = 0;
    core::Duration age {};
    std::string stage; // announced, when busy
    bool sandboxed = false;
    std::string generation; // first 12 hex digits
};

struct PoolInfo {
    std::uint32_t starting = 0, idle = 0, busy = 0, retiring = 0, waiting = 0;
    std::uint32_t target = 0; // what scaling wants now
    double utilisation = 0; // 0…1 over the last seconds
    bool sandbox_failed = false; // a worker could not enter the sandbox
    std::string last_error; // why the last worker did not start; empty: none
    std::string template_error; // why workers are spawned, not forked; empty: they are forked
    std::vector<WorkerInfo> workers;
};

struct Answer {
    core::Outcome outcome;
    // Whose tables the verdict's findings index: a reload may have come between. Never null; only
    // a verdict of the caller's own generation may go into the cache under its key.
    std::shared_ptr<const GenerationFile> generation;
};

class WorkerPool {
public:
    // `panel`, `metrics` and `clock` must outlive the pool. Starts min_workers and the supervisor.
    WorkerPool(PoolPolicy policy, std::shared_ptr<const GenerationFile> generation,
        BreakerPanel& panel, stats::Registry& metrics, const core::Clock& clock);
    ~WorkerPool(); // kills what still runs

    // Triage of one message, at the latest at the deadline: complete, partial or skipped (overload,
    // poison). Score and threat are not set. Charges breakers and the message's digest.
    Answer run(const Request& request, core::Deadline deadline);

    // New workers get this one; the old finish their message and go.
    void set_generation(std::shared_ptr<const GenerationFile> generation);
    void set_policy(PoolPolicy policy);
    void stop_intake(); // run() answers skipped(stopping) from now on

    PoolInfo info() const;

private:
    struct State;
    std::unique_ptr<State> state_;
};

} // namespace milter
