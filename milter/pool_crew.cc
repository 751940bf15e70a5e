// Taking and giving back workers. The usual case, one idle and nobody waiting, is a lock and two
// moves; the supervisor is woken only when there is something for it to do.
#include "milter/pool_state.h"

#include <algorithm>
#include <sys/eventfd.h>
#include <sys/socket.h>

namespace milter {

namespace {

constexpr core::Duration orderly_exit = std::chrono::seconds { 1 };
constexpr std::string_view phase_names[] { "starting", "idle", "busy", "busy", "retiring" };

} // namespace

Crew::Crew(PoolPolicy policy, std::shared_ptr<const GenerationFile> generation, BreakerPanel& p,
    stats::Registry& m, const core::Clock& c)
    : panel(p)
    , metrics(m)
    , clock(c)
    , policy_(std::move(policy))
    , generation_(std::move(generation))
    , wake_(::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK))
{
    target_ = scale({}, policy_, clock.now()).workers;
}

Crew::~Crew() = default;

WorkerPtr Crew::take(core::Deadline deadline)
{
    Lock lock(mutex_);
    if (stopping_)
        return nullptr;
    WorkerPtr worker;
    if (!idle_.empty()) {
        worker = std::move(idle_.back());
        idle_.pop_back();
        start_work(*worker);
    } else if (queue_.size() < policy_.max_queue) {
        worker = wait_in_line(lock, deadline);
    }
    if (worker && utilisation_asks())
        wake_supervisor();
    return worker;
}

// Wakes the supervisor only once the wait is one that scaling cares about.
WorkerPtr Crew::wait_in_line(Lock& lock, core::Deadline deadline)
{
    Waiter me;
    me.since = clock.now();
    queue_.push_back(&me);
    const auto served = [&] { return me.given != nullptr || stopping_; };
    const core::Time patience = std::min(deadline.at(), me.since + policy_.target_wait);
    if (!me.wake.wait_until(lock, patience, served)) {
        wake_supervisor();
        me.wake.wait_until(lock, deadline.at(), served);
    }
    if (!me.given)
        std::erase(queue_, &me);
    return me.given;
}

void Crew::start_work(Worker& worker)
{
    measure();
    worker.phase = Phase::Busy;
    ++worker.sequence;
}

void Crew::make_available(const WorkerPtr& worker)
{
    measure();
    if (worker->due && ready() > target_) {
        end(*worker, *worker->due, true);
        wake_supervisor();
        return;
    }
    if (!queue_.empty()) {
        Waiter* first = queue_.front();
        queue_.pop_front();
        start_work(*worker);
        first->given = worker;
        first->wake.notify_one();
        return;
    }
    worker->phase = Phase::Idle;
    idle_.push_back(worker);
}

void Crew::give_back(const WorkerPtr& worker, bool answered)
{
    const Lock lock(mutex_);
    worker->messages += answered ? 1 : 0;
    const bool was_due = worker->due.has_value();
    mark_if_due(*worker);
    if (worker->due && !was_due)
        wake_supervisor(); // for its successor
    make_available(worker);
}

void Crew::leave_late(const WorkerPtr& worker, const core::Digest& digest)
{
    const Lock lock(mutex_);
    measure();
    worker->phase = Phase::Late;
    worker->kill_at = clock.now() + policy_.grace;
    worker->late_digest = digest;
    wake_supervisor();
}

void Crew::give_up(const WorkerPtr& worker, stats::WorkerEnd why)
{
    const Lock lock(mutex_);
    end(*worker, why, false);
    wake_supervisor();
}

// An orderly end lets the worker leave its loop by itself.
void Crew::end(Worker& worker, stats::WorkerEnd why, bool orderly)
{
    measure();
    worker.phase = Phase::Ending;
    worker.end = why;
    ::shutdown(worker.child.socket.get(), SHUT_RDWR);
    if (!orderly)
        kill_child(worker.child);
    worker.kill_at = orderly ? clock.now() + orderly_exit : core::Time::max();
}

void Crew::mark_if_due(Worker& worker) const
{
    if (worker.due)
        return;
    if (worker.generation != generation_)
        worker.due = stats::WorkerEnd::Replaced;
    else if (worker.messages >= policy_.recycle_messages
        || (worker.messages > 0 && clock.now() - worker.started >= policy_.recycle_after))
        worker.due = stats::WorkerEnd::Recycled;
}

std::size_t Crew::count(Phase phase) const
{
    return static_cast<std::size_t>(std::count_if(workers_.begin(), workers_.end(),
        [phase](const WorkerPtr& w) { return w->phase == phase; }));
}

std::size_t Crew::ready() const
{
    return count(Phase::Idle) + count(Phase::Busy) + count(Phase::Late);
}

void Crew::measure()
{
    utilisation_.advance(clock.now(), count(Phase::Busy) + count(Phase::Late), ready());
}

bool Crew::utilisation_asks()
{
    const core::Time now = clock.now();
    if (!policy_.auto_scaling || target_ >= policy_.max_workers
        || now - utilisation_asked_ < std::chrono::seconds { 1 }
        || utilisation_.at(now, count(Phase::Busy), ready()) <= policy_.target_utilisation)
        return false;
    utilisation_asked_ = now;
    return true;
}

void Crew::wake_supervisor()
{
    static_cast<void>(::eventfd_write(wake_.get(), 1));
}

void Crew::set_generation(std::shared_ptr<const GenerationFile> generation)
{
    const Lock lock(mutex_);
    generation_ = std::move(generation);
    starts_ = {}; // the new one deserves a try at once
    wake_supervisor();
}

void Crew::set_policy(PoolPolicy policy)
{
    const Lock lock(mutex_);
    policy_ = std::move(policy);
    starts_.not_before = {};
    wake_supervisor();
}

void Crew::stop_intake()
{
    const Lock lock(mutex_);
    stopping_ = true;
    for (Waiter* w : queue_)
        w->wake.notify_one();
}

bool Crew::stopping() const
{
    const Lock lock(mutex_);
    return stopping_;
}

std::shared_ptr<const GenerationFile> Crew::generation() const
{
    const Lock lock(mutex_);
    return generation_;
}

PoolInfo Crew::info() const
{
    const Lock lock(mutex_);
    const core::Time now = clock.now();
    PoolInfo i;
    i.starting = static_cast<std::uint32_t>(count(Phase::Starting));
    i.idle = static_cast<std::uint32_t>(count(Phase::Idle));
    i.busy = static_cast<std::uint32_t>(count(Phase::Busy) + count(Phase::Late));
    i.retiring = static_cast<std::uint32_t>(count(Phase::Ending));
    i.waiting = static_cast<std::uint32_t>(queue_.size());
    i.target = target_;
    i.utilisation = utilisation_.at(now, i.busy, ready());
    i.sandbox_failed = starts_.sandbox_failed;
    i.last_error = starts_.last_error;
    i.template_error = starts_.template_error;
    for (const WorkerPtr& w : workers_) {
        const bool busy = w->phase == Phase::Busy || w->phase == Phase::Late;
        const auto stage = busy ? w->child.outbox.announced(w->sequence) : std::nullopt;
        i.workers.push_back({ w->child.pid,
            std::string(phase_names[static_cast<std::size_t>(w->phase)]), w->messages,
            now - w->started, stage ? std::string(core::name(*stage)) : std::string(), w->sandboxed,
            core::hex(w->generation->digest).substr(0, 12) });
    }
    return i;
}

void Crew::quit()
{
    const Lock lock(mutex_);
    quitting_ = true;
    wake_supervisor();
}

} // namespace milter
