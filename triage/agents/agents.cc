#include "triage/agents/agents.h"

#include <type_traits>

#include "triage/agents/classify.h"
#include "triage/agents/respond.h"
#include "triage/agents/summarise.h"

namespace agents {

namespace {

template <typename T>
void add(std::vector<AgentEntry>& to, const Settings& settings,
    const std::shared_ptr<const Models>& models, std::string_view name, core::Stage stage,
    std::chrono::milliseconds budget)
{
    if (settings.disabled.has(stage))
        return;
    if constexpr (std::is_constructible_v<T, const std::shared_ptr<const Models>&>)
        to.push_back({ stage, name, budget, std::make_unique<const T>(models) });
    else
        to.push_back({ stage, name, budget, std::make_unique<const T>() });
}

} // namespace

std::vector<AgentEntry> make_agents(
    const Settings& settings, const std::shared_ptr<const Models>& models)
{
    std::vector<AgentEntry> out;
#define AGENT(name, type, stage, budget_ms)                                                        \
    add<type>(                                                                                     \
        out, settings, models, name, core::Stage::stage, std::chrono::milliseconds { budget_ms });
#include "triage/agents/agents.def"
#undef AGENT
    return out;
}

} // namespace agents
