// The busy share of the workers, smoothed over about a second. A value with no lock; time is given.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>

#include "triage/core/clock.h"

namespace milter {

class Utilisation {
public:
    // Accounts for the time since the last call, in which `busy` of `ready` workers were at work.
    void advance(core::Time now, std::size_t busy, std::size_t ready)
    {
        value_ = at(now, busy, ready), last_ = now;
    }
    // What it would be now.
    double at(core::Time now, std::size_t busy, std::size_t ready) const
    {
        const double share
            = ready == 0 ? 0 : static_cast<double>(busy) / static_cast<double>(ready);
        const double keep = std::exp(-core::seconds(std::max(core::Duration::zero(), now - last_)));
        return value_ * keep + share * (1 - keep);
    }

private:
    double value_ = 0;
    core::Time last_ {};
};

} // namespace milter
