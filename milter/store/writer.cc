#include "milter/store/writer.h"

#include <algorithm>
#include <exception>

namespace store {

namespace {

using namespace std::chrono_literals;

constexpr std::size_t max_batch = 256;
constexpr core::Duration first_pause = 100ms, longest_pause = 30s;
constexpr core::Duration longest_sleep = 1h;
constexpr std::size_t failures_that_mean_away = 3; // in a row, of jobs tried alone

} // namespace

Writer::Writer(
    Store& store, const core::Clock& clock, stats::Registry& metrics, std::size_t max_queue)
    : store_(store)
    , clock_(clock)
    , metrics_(metrics)
    , max_queue_(max_queue)
{
}

Writer::~Writer()
{
    stop(0s);
}

void Writer::every(core::Duration period, Job job)
{
    tasks_.push_back({ period, std::move(job), clock_.now() });
}

void Writer::start()
{
    thread_ = std::thread([this] { serve(); });
}

bool Writer::add(Job job)
{
    {
        const std::lock_guard lock(mutex_);
        if (!stopping_ && queue_.size() + under_way_ < max_queue_) {
            queue_.push_back(std::move(job));
            metrics_.gauge(stats::Metric::StoreQueue, 1);
            if (queue_.size() == 1)
                wake_.notify_one();
            return true;
        }
    }
    metrics_.add(stats::Metric::StoreDropped);
    return false;
}

void Writer::serve()
{
    std::unique_lock lock(mutex_);
    while (!stopping_) {
        lock.unlock();
        const core::Duration idle = round();
        lock.lock();
        // What is queued while the backend is away does not wake the thread before its time.
        const bool away = retry_at_ > clock_.now();
        wake_.wait_for(lock, idle, [&] { return stopping_ || (!away && !queue_.empty()); });
    }
}

void Writer::stop(core::Duration limit)
{
    {
        const std::lock_guard lock(mutex_);
        stopping_ = true;
    }
    wake_.notify_one();
    if (thread_.joinable())
        thread_.join();
    const core::Deadline deadline = core::Deadline::in(clock_, limit);
    while (has_work() && !deadline.expired()) {
        take_batch();
        write_batch();
        if (!state().error.empty())
            break;
    }
    const std::lock_guard lock(mutex_);
    drop(queue_.size() + batch_.size());
    queue_.clear();
    batch_.clear();
    under_way_ = 0;
}

Writer::State Writer::state() const
{
    const std::lock_guard lock(mutex_);
    State s = state_;
    s.queued = queue_.size() + under_way_;
    return s;
}

bool Writer::has_work() const
{
    const std::lock_guard lock(mutex_);
    return !queue_.empty() || under_way_ > 0;
}

core::Duration Writer::round()
{
    if (clock_.now() >= retry_at_) {
        take_batch();
        write_batch();
        run_tasks();
    }
    return idle_for();
}

core::Duration Writer::idle_for() const
{
    const core::Time now = clock_.now();
    if (retry_at_ > now)
        return retry_at_ - now;
    if (has_work())
        return 0s;
    core::Duration idle = longest_sleep;
    for (const Task& task : tasks_)
        idle = std::min(idle, std::max(core::Duration::zero(), task.next - now));
    return idle;
}

void Writer::take_batch()
{
    const std::lock_guard lock(mutex_);
    while (batch_.size() < max_batch && !queue_.empty()) {
        batch_.push_back(std::move(queue_.front()));
        queue_.pop_front();
    }
    under_way_ = batch_.size();
}

// All in one transaction if that goes well. Else one by one, to find the one that spoils it.
void Writer::write_batch()
{
    if (batch_.empty())
        return;
    const std::size_t all = batch_.size();
    const auto done = store_.batch([&]() -> core::Result<void> {
        for (const Job& job : batch_)
            if (auto ran = run(job); !ran)
                return ran;
        return {};
    });
    if (done) {
        batch_.clear();
        succeeded(all);
    } else {
        const std::size_t written = all > 1 ? one_by_one() : 0;
        if (written > 0)
            succeeded(written);
        else
            failed(done.error().what);
    }
    const std::lock_guard lock(mutex_);
    metrics_.gauge(stats::Metric::StoreQueue,
        static_cast<std::int64_t>(batch_.size()) - static_cast<std::int64_t>(all));
    under_way_ = batch_.size();
}

// A job that fails is at fault, and dropped, if one after it succeeds. If none does, the backend is
// away, and all that are left wait. Returns how many were written.
std::size_t Writer::one_by_one()
{
    std::size_t written = 0, next = 0;
    std::deque<Job> failures; // since the last success
    while (next < batch_.size() && failures.size() < failures_that_mean_away) {
        Job& job = batch_[next++];
        if (!run(job)) {
            failures.push_back(std::move(job));
            continue;
        }
        ++written;
        metrics_.add(stats::Metric::StoreDropped, failures.size());
        failures.clear();
    }
    batch_.erase(batch_.begin(), batch_.begin() + static_cast<std::ptrdiff_t>(next));
    for (; !failures.empty(); failures.pop_back())
        batch_.push_front(std::move(failures.back()));
    return written;
}

core::Result<void> Writer::run(const Job& job)
{
    try {
        return job(store_);
    } catch (const std::exception& e) {
        return core::Error { std::string("a write threw: ") + e.what() };
    } catch (...) {
        return core::Error { "a write threw" };
    }
}

void Writer::run_tasks()
{
    for (Task& task : tasks_) {
        if (clock_.now() < task.next)
            continue;
        task.next = clock_.now() + task.period;
        const auto done = run(task.job);
        task.error = done ? "" : done.error().what;
        if (!done)
            metrics_.add(stats::Metric::StoreFailures);
    }
    const auto bad = std::find_if(
        tasks_.begin(), tasks_.end(), [](const Task& task) { return !task.error.empty(); });
    const std::lock_guard lock(mutex_);
    if (batch_.empty())
        note_error(bad == tasks_.end() ? "" : bad->error);
}

void Writer::succeeded(std::size_t written)
{
    metrics_.add(stats::Metric::StoreWritten, written);
    pause_ = {};
    const std::lock_guard lock(mutex_);
    note_error("");
}

void Writer::failed(const std::string& what)
{
    metrics_.add(stats::Metric::StoreFailures);
    pause_ = std::clamp(pause_ * 2, first_pause, longest_pause);
    retry_at_ = clock_.now() + pause_;
    const std::lock_guard lock(mutex_);
    note_error(what);
}

void Writer::note_error(const std::string& what)
{
    if (state_.error.empty())
        state_.failing_since = clock_.now();
    state_.error = what;
}

void Writer::drop(std::size_t n)
{
    metrics_.add(stats::Metric::StoreDropped, n);
    metrics_.gauge(stats::Metric::StoreQueue, -static_cast<std::int64_t>(n));
}

} // namespace store
