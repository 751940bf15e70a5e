// Time as a value. Durations and deadlines come from a Clock that the caller hands in; the engine
// has none of its own, so that tests move time by hand. The real one is in milter/steady_clock.h.
#pragma once

#include <algorithm>
#include <chrono>
#include <cstdint>

namespace core {

using Duration = std::chrono::nanoseconds;
using Time = std::chrono::time_point<std::chrono::steady_clock, Duration>;
using WallTime = std::chrono::sys_seconds; // UTC

class Clock {
public:
    virtual ~Clock() = default;
    virtual Time now() const = 0; // monotonic; thread-safe
    virtual WallTime wall() const = 0; // thread-safe
};

inline double seconds(Duration d)
{
    return std::chrono::duration<double>(d).count();
}

inline double milliseconds(Duration d)
{
    return std::chrono::duration<double, std::milli>(d).count();
}

// A moment after which nobody waits any more. The clock must outlive it.
class Deadline {
public:
    Deadline(const Clock& clock, Time at)
        : clock_(&clock)
        , at_(at)
    {
    }
    static Deadline in(const Clock& clock, Duration d) { return { clock, clock.now() + d }; }

    Time at() const { return at_; }
    Time now() const { return clock_->now(); }
    Duration remaining() const { return std::max(Duration::zero(), at_ - clock_->now()); } // >= 0
    bool expired() const { return clock_->now() >= at_; }
    // The earlier of this deadline and `d` from now: budgets nest, an inner one never exceeds.
    Deadline capped(Duration d) const { return { *clock_, std::min(at_, clock_->now() + d) }; }

private:
    const Clock* clock_;
    Time at_;
};

} // namespace core
