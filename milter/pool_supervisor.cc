#include "milter/pool_supervisor.h"

#include <algorithm>
#include <cerrno>
#include <poll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>

namespace milter {

namespace {

using stats::WorkerEnd;

constexpr std::uint32_t starts_at_once = 10;
constexpr core::Duration start_timeout = std::chrono::seconds { 30 };
constexpr core::Duration first_pause = std::chrono::milliseconds { 100 };
constexpr core::Duration longest_pause = std::chrono::seconds { 5 };
constexpr core::Duration patience_at_the_end = std::chrono::milliseconds { 500 };

// nullopt: nothing has come. A frame of no bytes is the end of the connection.
std::optional<std::string> receive(int socket)
{
    char bytes[wire::max_frame + 1];
    const ssize_t n = ::recv(socket, bytes, sizeof bytes, MSG_DONTWAIT);
    if (n < 0)
        return errno == EAGAIN || errno == EINTR ? std::nullopt : std::optional<std::string>("");
    return std::string(bytes, static_cast<std::size_t>(n));
}

// What is wrong with a worker that has said this; empty: nothing.
std::string objection(const wire::Hello& hello, const Worker& worker, const PoolPolicy& policy)
{
    if (!hello.ready)
        return "a worker could not open the generation: " + hello.error;
    if (hello.build != wire::build_id())
        return "the worker program is of another build (" + hello.build
            + "): the file was replaced; restart the daemon";
    if (hello.generation != worker.generation->digest)
        return "a worker opened another generation than it was given";
    if (!hello.sandboxed && policy.sandbox == "require")
        return "a worker could not enter the sandbox (" + hello.error + "); see security.sandbox";
    return {};
}

core::Result<Child> spawn(const PoolPolicy& policy, const GenerationFile& generation)
{
    auto child = spawn_worker(policy.executable, generation.file.fd());
    const std::string frame = wire::encode(start_frame(policy));
    if (child)
        static_cast<void>(
            ::send(child->socket.get(), frame.data(), frame.size(), MSG_NOSIGNAL | MSG_DONTWAIT));
    return child;
}

bool lasts(const WorkerPtr& w) // is there to stay
{
    return !w->due && w->phase != Phase::Ending;
}

int poll_timeout(core::Time until, core::Time now)
{
    if (until == core::Time::max())
        return -1;
    const auto ms = std::chrono::ceil<std::chrono::milliseconds>(until - now).count();
    return static_cast<int>(std::clamp<std::int64_t>(ms, 0, 3'600'000));
}

} // namespace

void Supervisor::run()
{
    for (;;) {
        std::uint32_t n = 0;
        template_.look_after();
        {
            const Lock lock(crew_.mutex_);
            crew_.starts_.template_error = template_.error();
            if (crew_.quitting_)
                break;
            enforce_times(lock);
            adapt_target(lock);
            n = to_start(lock);
        }
        start(n);
        core::Time until;
        {
            const Lock lock(crew_.mutex_);
            retire_surplus(lock);
            until = next_look(lock);
        }
        wait(until);
    }
    end_all();
}

// Watches the workers that are the supervisor's (a busy one's caller sees for itself when it dies)
// and the sockets of those that are to say something.
void Supervisor::wait(core::Time until)
{
    std::vector<WorkerPtr> watched;
    std::vector<pollfd> fds { { crew_.wake_.get(), POLLIN, 0 } };
    {
        const Lock lock(crew_.mutex_);
        for (const WorkerPtr& w : crew_.workers_) {
            if (w->phase == Phase::Busy)
                continue;
            watched.push_back(w);
            fds.push_back({ w->child.pidfd.get(), POLLIN, 0 });
            if (w->phase == Phase::Starting || w->phase == Phase::Late)
                fds.push_back({ w->child.socket.get(), POLLIN, 0 });
        }
    }
    template_.watch(fds);
    if (::poll(fds.data(), fds.size(), poll_timeout(until, crew_.clock.now())) <= 0)
        return;
    eventfd_t ignored = 0;
    static_cast<void>(::eventfd_read(crew_.wake_.get(), &ignored));
    const Lock lock(crew_.mutex_);
    for (const WorkerPtr& w : watched)
        look_after(w, lock);
}

void Supervisor::look_after(const WorkerPtr& worker, const Lock&)
{
    if (worker->phase == Phase::Starting)
        greet(*worker, worker);
    else if (worker->phase == Phase::Late)
        finish_late(worker);
    if (worker->phase == Phase::Busy)
        return; // somebody has just taken it
    if (const auto status = exit_status(worker->child, true))
        gone(worker, *status);
}

void Supervisor::greet(Worker& worker, const WorkerPtr& self)
{
    const auto bytes = receive(worker.child.socket.get());
    if (!bytes)
        return;
    const auto frame = wire::decode(*bytes);
    const auto* hello = frame ? std::get_if<wire::Hello>(&*frame) : nullptr;
    if (hello)
        worker.complaint = objection(*hello, worker, crew_.policy_);
    if (hello && hello->ready)
        crew_.starts_.sandbox_failed = !hello->sandboxed && crew_.policy_.sandbox != "off";
    if (!hello || !worker.complaint.empty())
        return crew_.end(worker, WorkerEnd::Failed, false);
    worker.sandboxed = hello->sandboxed;
    worker.stages = hello->stages;
    if (worker.forked)
        template_.proved();
    crew_.starts_.failed_in_a_row = 0;
    crew_.starts_.last_error = hello->error;
    crew_.make_available(self);
}

void Supervisor::finish_late(const WorkerPtr& worker)
{
    const auto bytes = receive(worker->child.socket.get());
    if (!bytes)
        return;
    const auto frame = wire::decode(*bytes);
    const auto* done = frame ? std::get_if<wire::Done>(&*frame) : nullptr;
    if (done && done->sequence == worker->sequence) {
        ++worker->messages;
        worker->kill_at = core::Time::max();
        crew_.mark_if_due(*worker);
        return crew_.make_available(worker);
    }
    crew_.panel.killed_worker(worker->late_digest, crew_.clock.now());
    crew_.end(*worker, bytes->empty() ? WorkerEnd::Crashed : WorkerEnd::Anomaly, false);
}

void Supervisor::gone(const WorkerPtr& worker, const ExitStatus& status)
{
    WorkerEnd end = worker->end;
    if (worker->phase == Phase::Idle || worker->phase == Phase::Late)
        end = WorkerEnd::Crashed;
    if (worker->phase == Phase::Late)
        crew_.panel.killed_worker(worker->late_digest, crew_.clock.now());
    crew_.metrics.add(stats::Metric::WorkersEnded, end);
    if (end == WorkerEnd::Failed || (end == WorkerEnd::Crashed && worker->messages == 0))
        start_failed(worker->complaint.empty() ? "a worker that had just started " + status.text
                                               : worker->complaint);
    if (end == WorkerEnd::Failed && worker->forked)
        template_.failed(crew_.starts_.last_error);
    else if (end == WorkerEnd::Crashed || end == WorkerEnd::Anomaly)
        template_.spoil();
    crew_.measure();
    std::erase(crew_.idle_, worker);
    std::erase(crew_.workers_, worker);
}

void Supervisor::start_failed(const std::string& why)
{
    Starts& s = crew_.starts_;
    const auto doublings = std::min<std::uint32_t>(s.failed_in_a_row++, 10);
    s.not_before = crew_.clock.now()
        + std::min<core::Duration>(first_pause * (1 << doublings), longest_pause);
    s.last_error = why;
}

void Supervisor::enforce_times(const Lock&)
{
    const core::Time now = crew_.clock.now();
    for (const WorkerPtr& w : crew_.workers_) {
        crew_.mark_if_due(*w);
        if (w->phase == Phase::Starting && now - w->started >= start_timeout) {
            w->complaint = "a worker was not ready after 30 s";
            crew_.end(*w, WorkerEnd::Failed, false);
        } else if (w->phase == Phase::Late && now >= w->kill_at) {
            crew_.panel.killed_worker(w->late_digest, now);
            crew_.end(*w, WorkerEnd::Killed, false);
        } else if (w->phase == Phase::Ending && now >= w->kill_at) {
            kill_child(w->child);
            w->kill_at = core::Time::max();
        }
    }
}

void Supervisor::adapt_target(const Lock&)
{
    const core::Time now = crew_.clock.now();
    Load load;
    load.target = crew_.target_;
    load.starting = static_cast<std::uint32_t>(crew_.count(Phase::Starting));
    load.waiting = static_cast<std::uint32_t>(crew_.queue_.size());
    if (!crew_.queue_.empty())
        load.longest_wait = now - crew_.queue_.front()->since;
    const auto busy = crew_.count(Phase::Busy) + crew_.count(Phase::Late);
    load.utilisation = crew_.utilisation_.at(now, busy, crew_.ready());
    load.raised = crew_.raised_;
    load.low_since = crew_.low_since_;
    const Target target = scale(load, crew_.policy_, now);
    if (target.workers > crew_.target_)
        crew_.raised_ = now;
    crew_.target_ = target.workers;
    crew_.low_since_ = target.low_since;
    ask_scaling_again_ = target.ask_again;
}

std::uint32_t Supervisor::lacking(const Lock&) const
{
    const auto lasting = std::count_if(crew_.workers_.begin(), crew_.workers_.end(), lasts);
    const auto n = static_cast<std::uint32_t>(lasting);
    return n < crew_.target_ ? crew_.target_ - n : 0;
}

std::uint32_t Supervisor::to_start(const Lock& lock) const
{
    if (crew_.clock.now() < crew_.starts_.not_before)
        return 0;
    const auto starting = static_cast<std::uint32_t>(crew_.count(Phase::Starting));
    return std::min(lacking(lock), starts_at_once - std::min(starting, starts_at_once));
}

// Making one takes a millisecond: not under the lock.
void Supervisor::start(std::uint32_t n)
{
    if (n == 0)
        return;
    PoolPolicy policy;
    std::shared_ptr<const GenerationFile> generation;
    {
        const Lock lock(crew_.mutex_);
        policy = crew_.policy_;
        generation = crew_.generation_;
    }
    if (template_.prepare(policy, generation) == Template::State::Awaited)
        return;
    for (; n > 0; --n) {
        auto child = template_.fork();
        const bool forked = child.ok();
        if (!forked)
            child = spawn(policy, *generation);
        const Lock lock(crew_.mutex_);
        if (!child)
            return start_failed(child.error().what);
        crew_.metrics.add(stats::Metric::WorkersStarted);
        crew_.workers_.push_back(std::make_shared<Worker>(
            std::move(child).value(), generation, forked, crew_.clock.now()));
    }
}

// Those that are due go as soon as a successor is ready, so that capacity never drops below target.
void Supervisor::retire_surplus(const Lock&)
{
    while (crew_.ready() > crew_.target_ && !crew_.idle_.empty()) {
        auto it = std::find_if(crew_.idle_.begin(), crew_.idle_.end(),
            [](const WorkerPtr& w) { return w->due.has_value(); });
        if (it == crew_.idle_.end()) {
            const auto lasting = std::count_if(crew_.workers_.begin(), crew_.workers_.end(), lasts);
            if (static_cast<std::uint32_t>(lasting) <= crew_.target_)
                return;
            it = crew_.idle_.begin(); // idle for longest
        }
        const WorkerPtr worker = *it;
        crew_.end(*worker, worker->due.value_or(WorkerEnd::Scaled), true);
        crew_.idle_.erase(it);
    }
}

core::Time Supervisor::next_look(const Lock& lock) const
{
    core::Time next
        = std::min(template_.next_look(), ask_scaling_again_.value_or(core::Time::max()));
    for (const WorkerPtr& w : crew_.workers_) {
        next = std::min(next, w->kill_at);
        if (w->phase == Phase::Starting)
            next = std::min(next, w->started + start_timeout);
        else if (w->phase == Phase::Idle && !w->due && w->messages > 0)
            next = std::min(next, w->started + crew_.policy_.recycle_after);
    }
    if (lacking(lock) > 0 && crew_.clock.now() < crew_.starts_.not_before)
        next = std::min(next, crew_.starts_.not_before);
    return next;
}

void Supervisor::end_all()
{
    const Lock lock(crew_.mutex_);
    for (const WorkerPtr& w : crew_.workers_)
        crew_.end(*w, WorkerEnd::Scaled, w->phase != Phase::Busy);
    const core::Time until = crew_.clock.now() + patience_at_the_end;
    for (const WorkerPtr& w : crew_.workers_) {
        pollfd exited { w->child.pidfd.get(), POLLIN, 0 };
        if (::poll(&exited, 1, poll_timeout(until, crew_.clock.now())) != 1)
            kill_child(w->child);
        while (::poll(&exited, 1, -1) < 0 && errno == EINTR) { }
        static_cast<void>(exit_status(w->child, true));
    }
    crew_.workers_.clear();
    crew_.idle_.clear();
}

} // namespace milter
