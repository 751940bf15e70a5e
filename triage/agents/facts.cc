#include "triage/agents/facts.h"

#include <algorithm>
#include <cmath>

namespace agents {

void Facts::set(Fact f, double value)
{
    values_[static_cast<std::size_t>(f)] = std::clamp(value, 0.0, 1.0);
}

std::vector<core::Feature> Facts::features() const
{
    std::vector<core::Feature> out;
    for (std::size_t i = 0; i < fact_count; ++i)
        if (values_[i] > 0)
            out.push_back({ static_cast<std::uint16_t>(i), static_cast<float>(values_[i]) });
    return out;
}

Facts Facts::of(std::span<const core::Feature> features)
{
    Facts facts;
    for (const core::Feature& f : features)
        if (f.id < fact_count && std::isfinite(f.value))
            facts.set(static_cast<Fact>(f.id), f.value);
    return facts;
}

} // namespace agents
