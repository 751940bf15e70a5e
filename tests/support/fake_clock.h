// A clock that moves only when a test moves it.
#pragma once

#include "triage/core/clock.h"

namespace support {

class FakeClock final : public core::Clock {
public:
    core::Time now() const override { return now_; }
    core::WallTime wall() const override { return wall_; }
    void advance(core::Duration d)
    {
        now_ += d;
        wall_ += std::chrono::floor<std::chrono::seconds>(d);
    }
    void set_wall(core::WallTime t) { wall_ = t; }

private:
    core::Time now_ { std::chrono::hours { 1 } };
    core::WallTime wall_ { std::chrono::sys_days { std::chrono::year { 2026 } / 11 / 2 }
        + std::chrono::hours { 9 } };
};

} // namespace support
