// A circuit breaker as a pure state machine: it owns no clock and no lock (milter/breaker_panel.h
// has both). Opens on the share of failures in a sliding window, or on failures in a row; lets one
// probe through after a pause; a good probe closes it, a bad one opens it again.
#pragma once

#include <array>
#include <cstdint>
#include <deque>
#include <optional>
#include <string_view>
#include <vector>

#include "triage/core/clock.h"

namespace core {

// A client network (IPv4 /24, IPv6 /48) as an opaque number; absent for clients that are not
// foreign. A stranger's failures count only when enough networks see them, so that a handful of
// crafted mails cannot switch a check off.
using NetworkId = std::uint64_t;

struct BreakerPolicy {
    Duration window = std::chrono::seconds { 60 };
    std::uint32_t min_tries = 50; // in the window, before the share counts
    double failure_share = 0.20; // opens at this share or above
    std::uint32_t min_networks = 5; // distinct foreign networks before their failures count
    std::uint32_t in_a_row = 0; // > 0: open on so many in a row instead (outside services)
    Duration pause = std::chrono::seconds { 30 }; // open, before a probe
};

enum class BreakerState : std::uint8_t { Closed, Open, Probing };
inline constexpr std::array<std::string_view, 3> breaker_state_names { "closed", "open",
    "probing" };
constexpr std::string_view name(BreakerState s)
{
    return breaker_state_names[static_cast<std::size_t>(s)];
}

class Breaker {
public:
    explicit Breaker(BreakerPolicy policy)
        : policy_(policy)
    {
    }

    // Whether to try now. When open and the pause is over, the first caller is let through as the
    // probe and must end in success(), failure() or cancel().
    bool allow(Time now);
    void success(Time now);
    void failure(Time now, std::optional<NetworkId> network);
    void cancel(); // the try that allow() granted never ran

    void force_open(); // by an admin; stays until reset() or force_closed()
    void force_closed();
    void reset(); // closed, window empty, no force
    void set_policy(BreakerPolicy policy) { policy_ = policy; }

    BreakerState state() const { return state_; }
    bool forced() const { return forced_; }
    std::uint64_t opened_count() const { return opened_; } // transitions to open, ever
    struct Window {
        std::uint32_t tries = 0, failures = 0, foreign_networks = 0;
    };
    Window window(Time now) const; // what is counted now
private:
    struct Slot { // one twelfth of the window
        Time start {};
        std::uint32_t tries = 0;
        std::uint32_t own_failures = 0;
        std::uint32_t foreign_failures = 0;
        std::vector<NetworkId> networks; // distinct, at most min_networks
    };
    BreakerPolicy policy_;
    BreakerState state_ = BreakerState::Closed;
    bool forced_ = false;
    Time opened_at_ {};
    std::uint32_t row_ = 0;
    std::uint64_t opened_ = 0;
    std::deque<Slot> slots_;

    Slot& slot(Time now);
    void open(Time now);
};

} // namespace core
