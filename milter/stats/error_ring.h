// The last failures, for `show errors`: the transaction adds one when a stage is missing or a
// message is skipped. Bounded: the oldest goes. Thread-safe; adding copies two short strings.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "milter/locked.h"
#include "triage/core/clock.h"

namespace stats {

struct Failure {
    core::WallTime when {};
    std::string queue_id; // the MTA's; cleaned where it is shown
    std::string_view stage; // core::name(Stage); "message" when no stage ran
    std::string_view cause; // core::name(Cause) or core::name(SkipReason)
};

class ErrorRing {
public:
    static constexpr std::size_t capacity = 20;
    void add(Failure failure);
    std::vector<Failure> last() const; // newest first

private:
    struct Ring {
        std::vector<Failure> slots; // at most capacity
        std::size_t next = 0; // where the next one goes
    };
    milter::Locked<Ring> ring_;
};

} // namespace stats
