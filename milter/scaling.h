// How many workers there should be: a pure function of what the pool measured. Called by the pool's
// supervisor whenever it wakes; it also says when to ask again.
#pragma once

#include <cstdint>
#include <optional>

#include "milter/pool.h"
#include "triage/core/clock.h"

namespace milter {

inline constexpr std::uint32_t worker_ceiling = 20; // whatever the policy says

struct Load {
    std::uint32_t target = 0; // in force
    std::uint32_t starting = 0; // of them, not ready yet
    std::uint32_t waiting = 0; // callers in the queue
    core::Duration longest_wait {}; // of those
    double utilisation = 0; // 0…1, smoothed over about a second
    core::Time raised {}; // when the target last went up
    std::optional<core::Time> low_since; // as the last answer had it
};

struct Target {
    std::uint32_t workers = 0;
    std::optional<core::Time> low_since; // utilisation is below half the target since then
    std::optional<core::Time> ask_again; // when time alone may change the answer
};

// Up: when somebody has waited for target_wait, by as many as wait but at most to the double; or by
// one when utilisation is above its target, at most once a second. Never up while workers are
// starting: what they will carry is not measured yet. Down: by one after `idle` below half the
// target utilisation without a break, and again after another such time. The gap between the two
// thresholds is what keeps it from swinging.
Target scale(const Load& load, const PoolPolicy& policy, core::Time now);

} // namespace milter
