// The real clock. Stateless; one in main(), handed down by reference.
#pragma once

#include "triage/core/clock.h"

namespace milter {

class SteadyClock final : public core::Clock {
public:
    core::Time now() const override { return std::chrono::steady_clock::now(); }
    core::WallTime wall() const override
    {
        return std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now());
    }
};

} // namespace milter
