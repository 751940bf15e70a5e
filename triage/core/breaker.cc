#include "triage/core/breaker.h"

#include <algorithm>

namespace core {

namespace {
constexpr int slots_per_window = 12;
}

Breaker::Slot& Breaker::slot(Time now)
{
    const Duration length = policy_.window / slots_per_window;
    while (!slots_.empty() && slots_.front().start + policy_.window <= now)
        slots_.pop_front();
    if (slots_.empty() || slots_.back().start + length <= now)
        slots_.push_back({ now, 0, 0, 0, {} });
    return slots_.back();
}

bool Breaker::allow(Time now)
{
    if (state_ == BreakerState::Closed)
        return true;
    if (forced_ || state_ == BreakerState::Probing || now < opened_at_ + policy_.pause)
        return false;
    state_ = BreakerState::Probing;
    return true;
}

void Breaker::success(Time now)
{
    if (forced_)
        return;
    row_ = 0;
    if (state_ == BreakerState::Probing) {
        state_ = BreakerState::Closed;
        slots_.clear();
        return;
    }
    ++slot(now).tries;
}

void Breaker::failure(Time now, std::optional<NetworkId> network)
{
    if (forced_)
        return;
    ++row_;
    if (state_ == BreakerState::Probing) {
        open(now);
        return;
    }
    Slot& s = slot(now);
    ++s.tries;
    if (!network) {
        ++s.own_failures;
    } else {
        ++s.foreign_failures;
        if (s.networks.size() < policy_.min_networks
            && std::find(s.networks.begin(), s.networks.end(), *network) == s.networks.end())
            s.networks.push_back(*network);
    }
    if (state_ != BreakerState::Closed)
        return;
    if (policy_.in_a_row > 0) {
        if (row_ >= policy_.in_a_row)
            open(now);
        return;
    }
    const Window w = window(now);
    if (w.tries >= policy_.min_tries && w.failures >= policy_.failure_share * w.tries)
        open(now);
}

void Breaker::cancel()
{
    if (state_ == BreakerState::Probing)
        state_ = BreakerState::Open;
}

void Breaker::open(Time now)
{
    state_ = BreakerState::Open;
    opened_at_ = now;
    row_ = 0;
    ++opened_;
}

void Breaker::force_open()
{
    if (state_ != BreakerState::Open)
        ++opened_;
    state_ = BreakerState::Open;
    forced_ = true;
}

void Breaker::force_closed()
{
    state_ = BreakerState::Closed;
    forced_ = true;
}

void Breaker::reset()
{
    state_ = BreakerState::Closed;
    forced_ = false;
    row_ = 0;
    slots_.clear();
}

Breaker::Window Breaker::window(Time now) const
{
    Window w;
    std::uint32_t own = 0, foreign = 0;
    std::vector<NetworkId> networks;
    for (const Slot& s : slots_) {
        if (s.start + policy_.window <= now)
            continue;
        w.tries += s.tries;
        own += s.own_failures;
        foreign += s.foreign_failures;
        networks.insert(networks.end(), s.networks.begin(), s.networks.end());
    }
    std::sort(networks.begin(), networks.end());
    const auto distinct = std::unique(networks.begin(), networks.end()) - networks.begin();
    w.foreign_networks = static_cast<std::uint32_t>(distinct);
    w.failures = own + (w.foreign_networks >= policy_.min_networks ? foreign : 0);
    return w;
}

} // namespace core
