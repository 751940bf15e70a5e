#include "milter/store/patience.h"

#include <chrono>

namespace store {

namespace {

using namespace std::chrono_literals;

// A deadline by a clock that stands still is a plain limit for the backend.
struct Still final : core::Clock {
    core::Time now() const override { return {}; }
    core::WallTime wall() const override { return {}; }
};

} // namespace

core::Deadline patient()
{
    static const Still still;
    return core::Deadline::in(still, 1s);
}

} // namespace store
