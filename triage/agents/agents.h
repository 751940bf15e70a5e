// The agents of agents.def as objects, for the engine, which runs them in this order.
#pragma once

#include <memory>
#include <string_view>
#include <vector>

#include "triage/agents/agent.h"
#include "triage/agents/models.h"
#include "triage/agents/settings.h"
#include "triage/core/stage.h"

namespace agents {

struct AgentEntry {
    core::Stage stage;
    std::string_view name; // static storage
    core::Duration budget; // for one message; the message's own deadline caps it
    std::unique_ptr<const Agent> agent;
};

// Those that are not disabled, in order; they share the models.
std::vector<AgentEntry> make_agents(
    const Settings& settings, const std::shared_ptr<const Models>& models);

} // namespace agents
