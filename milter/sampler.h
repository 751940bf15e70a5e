// The thread that looks at the daemon once a second: load samples and system readings. It has a
// thread of its own so that a reading which hangs delays no answer; what it read last, and how old
// that is, can be had at any time. Made by the daemon after the pool; thread-safe.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <thread>
#include <vector>

#include "milter/locked.h"
#include "milter/stats/load.h"
#include "milter/stats/registry.h"
#include "milter/system_readings.h"
#include "milter/unique_fd.h"
#include "triage/core/clock.h"

namespace milter {

class Sampler {
public:
    struct Subject { // what to look at; asked for on the sampler's thread, every second
        std::vector<int> workers;
        std::vector<std::string> files;
    };
    // `clock` and `metrics` must outlive the sampler. Takes the first readings before it returns.
    Sampler(
        const core::Clock& clock, const stats::Registry& metrics, std::function<Subject()> subject);
    ~Sampler();
    Sampler(const Sampler&) = delete;
    Sampler& operator=(const Sampler&) = delete;

    struct Readings {
        SystemReadings system;
        core::Time at {}; // when they were taken
        std::uint64_t log_dropped = 0; // lines in the last minute
    };
    Readings readings() const { return *readings_.lock(); }
    const stats::LoadRing& load() const { return load_; }

private:
    void sample();
    std::uint64_t dropped_in_a_minute();

    const core::Clock& clock_;
    const stats::Registry& metrics_;
    std::function<Subject()> subject_;
    SystemReader reader_; // the thread's
    std::vector<std::uint64_t> dropped_; // the thread's: the counter at each of the last 60 samples
    std::size_t next_ = 0;
    stats::LoadRing load_;
    Locked<Readings> readings_;
    UniqueFd wake_;
    std::thread thread_;
};

} // namespace milter
