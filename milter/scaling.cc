#include "milter/scaling.h"

#include <algorithm>

namespace milter {

namespace {

constexpr core::Duration settle = std::chrono::seconds { 1 }; // for the utilisation to follow

struct Bounds {
    std::uint32_t low, high;
};

Bounds bounds(const PoolPolicy& policy)
{
    const auto low = std::clamp<std::uint32_t>(policy.min_workers, 1, worker_ceiling);
    const auto high = std::clamp<std::uint32_t>(policy.max_workers, low, worker_ceiling);
    return { low, policy.auto_scaling ? high : low };
}

std::uint32_t more(const Load& load, const PoolPolicy& policy, core::Time now)
{
    if (load.starting > 0)
        return 0;
    if (load.waiting > 0 && load.longest_wait >= policy.target_wait)
        return std::min(load.waiting, std::max<std::uint32_t>(load.target, 1));
    return load.utilisation > policy.target_utilisation && now - load.raised >= settle ? 1 : 0;
}

} // namespace

Target scale(const Load& load, const PoolPolicy& policy, core::Time now)
{
    const auto [low, high] = bounds(policy);
    const std::uint32_t current = std::clamp(load.target, low, high);
    if (const std::uint32_t up = more(load, policy, now); up > 0)
        return { std::min(current + up, high), {}, {} };
    if (current == low)
        return { current, {}, {} };
    const bool quiet = load.waiting == 0 && load.utilisation < policy.target_utilisation / 2;
    if (!quiet)
        return { current, {}, now + settle };
    const core::Time since = load.low_since.value_or(now);
    if (now - since >= policy.idle)
        return { current - 1, now, now + policy.idle };
    return { current, since, std::min(now + settle, since + policy.idle) };
}

} // namespace milter
