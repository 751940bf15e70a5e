// Load over the last seconds and minutes, for `show load` and the dashboard: a ring of one sample a
// second of the triage histogram; a window is the difference of two samples. sample() is called by
// the sampler's thread, the others by the servers'. Thread-safe; time is a value.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "milter/locked.h"
#include "milter/stats/registry.h"
#include "triage/core/clock.h"

namespace stats {

// The value below which a share `q` (0…1) of the observations lies, in seconds, interpolated within
// its bucket as Prometheus' histogram_quantile does; the last bound for what lies beyond it; 0 for
// no observations.
double quantile(const Registry::Histogram& histogram, double q);

struct LoadWindow {
    double seconds = 0; // that the window really covers; less than asked for after a start
    std::uint64_t messages = 0;
    double per_second = 0;
    double mean = 0, p50 = 0, p95 = 0, p99 = 0; // of triage time, in seconds
};

class LoadRing {
public:
    static constexpr std::size_t capacity = 901; // fifteen minutes need one sample more
    void sample(core::Time now, Registry::Histogram triage);
    LoadWindow over(core::Duration window) const;

private:
    struct Sample {
        core::Time at;
        Registry::Histogram triage;
    };
    struct Ring {
        std::vector<Sample> samples; // at most capacity
        std::size_t next = 0;
    };
    milter::Locked<Ring> ring_;
};

} // namespace stats
