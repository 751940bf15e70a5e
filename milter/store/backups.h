// Backups of the store while it is in use: one at a time, on a thread of its own, into the folder
// of store.backup_dir and nowhere else. Asked for over the stats socket, whose thread does not
// wait. Thread-safe.
#pragma once

#include <atomic>
#include <string>
#include <thread>

#include "milter/locked.h"
#include "milter/store/store.h"

namespace store {

class Backups {
public:
    struct Status {
        bool running = false;
        std::string file; // of the last one
        double share = 0; // copied, 0 to 1
        std::string error; // why it failed; empty: it went well, or is under way
        std::uint64_t made = 0, failed = 0; // since the start
        double seconds = 0; // that the last one took
    };

    // `store` may be null; what is named must outlive this.
    Backups(Store* store, const core::Clock& clock)
        : store_(store)
        , clock_(clock)
    {
    }
    ~Backups(); // gives up the one that is under way
    Backups(const Backups&) = delete;
    Backups& operator=(const Backups&) = delete;

    // Begins one. `name`: of a file that is not there, alone or with the folder before it; empty,
    // or the folder: named by the time. Returns its path.
    core::Result<std::string> begin(const std::string& folder, const std::string& name);
    Status status() const { return *status_.lock(); }

private:
    void run(const std::string& file);

    Store* const store_;
    const core::Clock& clock_;
    std::atomic<bool> stop_ { false };
    milter::Locked<Status> status_;
    std::thread thread_; // joined before the next one is made
};

} // namespace store
