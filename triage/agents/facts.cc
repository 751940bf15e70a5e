#include "triage/agents/facts.h"

#include <algorithm>

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

} // namespace agents
