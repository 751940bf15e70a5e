#include "triage/agents/agents.h"

#include "triage/agents/classify.h"
#include "triage/agents/respond.h"
#include "triage/agents/summarise.h"

namespace agents {

namespace {

template <typename T>
void add(std::vector<AgentEntry>& to, const Settings& settings, std::string_view name,
    core::Stage stage, std::chrono::milliseconds budget)
{
    if (!settings.disabled.has(stage))
        to.push_back({ stage, name, budget, std::make_unique<const T>() });
}

} // namespace

std::vector<AgentEntry> make_agents(const Settings& settings)
{
    std::vector<AgentEntry> out;
#define AGENT(name, type, stage, budget_ms)                                                        \
    add<type>(out, settings, name, core::Stage::stage, std::chrono::milliseconds { budget_ms });
#include "triage/agents/agents.def"
#undef AGENT
    return out;
}

} // namespace agents
