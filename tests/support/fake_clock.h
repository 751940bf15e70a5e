// A clock that moves only when a test moves it. One thread moves it, others may read it.
#pragma once

#include <atomic>

#include "triage/core/clock.h"

namespace support {

class FakeClock final : public core::Clock {
public:
    core::Time now() const override { return now_.load(); }
    core::WallTime wall() const override { return wall_.load(); }
    void advance(core::Duration d)
    {
        now_ = now_.load() + d;
        wall_ = wall_.load() + std::chrono::floor<std::chrono::seconds>(d);
    }
    void set_wall(core::WallTime t) { wall_ = t; }

private:
    std::atomic<core::Time> now_ { core::Time { std::chrono::hours { 1 } } };
    std::atomic<core::WallTime> wall_ {
        std::chrono::sys_days { std::chrono::year { 2026 } / 11 / 2 } + std::chrono::hours { 9 }
    };
};

} // namespace support
