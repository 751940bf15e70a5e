// Private to the pool's files: the crew of workers under one lock. The threads that call run() take
// and give back workers here; the supervisor alone adds and removes them.
// A worker's descriptors belong to whom its phase says: Busy to the caller that took it, all others
// to the supervisor.
#pragma once

#include <condition_variable>
#include <deque>
#include <limits>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "milter/pool.h"
#include "milter/scaling.h"
#include "milter/spawn.h"
#include "milter/utilisation.h"

namespace milter {

enum class Phase : std::uint8_t {
    Starting, // Hello is awaited
    Idle,
    Busy,
    Late, // its message is past the deadline; it may still finish within the grace
    Ending, // told to go, or killed; its exit is awaited
};

struct Worker {
    Worker(Child c, std::shared_ptr<const GenerationFile> g, bool f, core::Time now)
        : child(std::move(c))
        , generation(std::move(g))
        , forked(f)
        , started(now)
    {
    }
    Child child;
    const std::shared_ptr<const GenerationFile> generation;
    const bool forked; // from the template
    const core::Time started;
    // The rest is reached under the crew's lock only.
    Phase phase = Phase::Starting;
    bool sandboxed = false;
    core::StageSet stages; // that it runs
    std::uint32_t messages = 0; // answered
    std::uint32_t sequence = 0; // of the last message
    std::optional<stats::WorkerEnd> due; // to be replaced, for that reason, once another is ready
    stats::WorkerEnd end = stats::WorkerEnd::Failed; // why it ends, when Ending
    core::Time kill_at = core::Time::max(); // when Late or Ending
    core::Digest late_digest {}; // of the message, when Late
    std::string complaint; // why it was refused at its start; empty: see how it ended
};
using WorkerPtr = std::shared_ptr<Worker>;

struct Waiter { // a caller in the queue; lives on its stack
    std::condition_variable wake;
    WorkerPtr given;
    core::Time since {};
};

struct Starts { // how the last ones went
    std::uint32_t failed_in_a_row = 0;
    core::Time not_before {};
    std::string last_error;
    std::string template_error; // why workers are not forked; empty: they are
    bool sandbox_failed = false;
};

class Crew {
public:
    Crew(PoolPolicy policy, std::shared_ptr<const GenerationFile> generation, BreakerPanel& panel,
        stats::Registry& metrics, const core::Clock& clock);
    ~Crew();

    // A worker for this caller alone, first come first served; null when none was free in time, the
    // queue is full or intake has stopped.
    WorkerPtr take(core::Deadline deadline);
    void give_back(const WorkerPtr& worker, bool answered);
    // Its message is past the deadline: the supervisor waits for it or kills it.
    void leave_late(const WorkerPtr& worker, const core::Digest& digest);
    void give_up(const WorkerPtr& worker, stats::WorkerEnd why); // kills it

    void set_generation(std::shared_ptr<const GenerationFile> generation);
    void set_policy(PoolPolicy policy);
    void stop_intake();
    void quit(); // tells the supervisor to end
    bool stopping() const;
    std::shared_ptr<const GenerationFile> generation() const;
    PoolInfo info() const;

    BreakerPanel& panel;
    stats::Registry& metrics;
    const core::Clock& clock;

private:
    friend class Supervisor;
    using Lock = std::unique_lock<std::mutex>;

    WorkerPtr wait_in_line(Lock& lock, core::Deadline deadline);
    void start_work(Worker& worker); // Idle or handed over -> Busy
    void make_available(const WorkerPtr& worker); // for the next in line, or Idle
    void end(Worker& worker, stats::WorkerEnd why, bool orderly);
    void mark_if_due(Worker& worker) const;
    std::size_t count(Phase phase) const;
    std::size_t ready() const; // Idle, Busy or Late
    void measure(); // before the number of busy or ready workers changes
    bool utilisation_asks(); // at most once a second
    void wake_supervisor();

    mutable std::mutex mutex_;
    PoolPolicy policy_;
    std::shared_ptr<const GenerationFile> generation_;
    std::vector<WorkerPtr> workers_; // all processes
    std::vector<WorkerPtr> idle_; // the last one back is taken first: its caches are warm
    std::deque<Waiter*> queue_;
    Utilisation utilisation_;
    Starts starts_;
    std::uint32_t target_ = 0;
    core::Time raised_ {};
    std::optional<core::Time> low_since_;
    core::Time utilisation_asked_ {}; // when the supervisor was last woken for it
    bool stopping_ = false;
    bool quitting_ = false;
    UniqueFd wake_; // eventfd
};

} // namespace milter
