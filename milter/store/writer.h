// All writing to the store, off the mail path: a bounded queue and one thread that empties it, a
// batch at a time, and does what falls due at intervals. While the backend fails, what is queued
// waits and is tried again ever less often; what does not fit any more is dropped and counted.
// Made by service.cc. Thread-safe, but for `every` and `start`, which come first.
#pragma once

#include <condition_variable>
#include <deque>
#include <functional>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "milter/stats/registry.h"
#include "milter/store/store.h"

namespace store {

// A write: calls the store it is given and returns its error. It may run more than once, each time
// from nothing when the store takes back what fails; it must not block for anything else.
using Job = std::function<core::Result<void>(Store&)>;

class Writer {
public:
    // `max_queue`: jobs that may wait. What is named must outlive this.
    Writer(Store& store, const core::Clock& clock, stats::Registry& metrics, std::size_t max_queue);
    ~Writer(); // as stop(0)
    Writer(const Writer&) = delete;
    Writer& operator=(const Writer&) = delete;

    void every(core::Duration period, Job job); // first at the start
    void start();

    bool add(Job job); // false: dropped, because the queue is full or has stopped. Never waits.
    // Writes what is queued, for at most about `limit`, and ends the thread.
    void stop(core::Duration limit);

    struct State {
        std::size_t queued = 0;
        std::string error; // of the last try to write; empty: it went well
        core::Time failing_since {}; // when there is an error
    };
    State state() const;

    // Does once what the thread does again and again: at most one batch, and what is due. Returns
    // how long there is nothing to do unless a job is added. For the thread, and for tests.
    core::Duration round();

private:
    struct Task {
        core::Duration period;
        Job job;
        core::Time next;
        std::string error {}; // of its last run
    };
    void serve();
    void take_batch();
    void write_batch();
    std::size_t one_by_one();
    void run_tasks();
    core::Result<void> run(const Job& job);
    void succeeded(std::size_t written);
    void failed(const std::string& what);
    void note_error(const std::string& what); // under mutex_; empty: all is well
    void drop(std::size_t n);
    core::Duration idle_for() const;
    bool has_work() const;

    Store& store_;
    const core::Clock& clock_;
    stats::Registry& metrics_;
    const std::size_t max_queue_;

    mutable std::mutex mutex_; // guards what follows
    std::condition_variable wake_;
    std::deque<Job> queue_;
    std::size_t under_way_ = 0; // jobs in batch_
    bool stopping_ = false;
    State state_;

    // The thread's own
    std::deque<Job> batch_;
    std::vector<Task> tasks_;
    core::Time retry_at_ {};
    core::Duration pause_ {};
    std::thread thread_;
};

} // namespace store
