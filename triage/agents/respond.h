// Up to three short replies where a person awaits one: first a gate (reply_wanted), then a fixed
// set by what is asked, in the message's language. Nothing of the message enters a reply.
#pragma once

#include "triage/agents/agent.h"
#include "triage/agents/lexicon.h"

namespace agents {

class Respond final : public Agent {
public:
    core::Result<core::Notes> assess(const Case& c, core::Deadline deadline) const override;

private:
    Lexicon lexicon_;
};

// Never for automatic, list, bulk, no-reply, null-sender, encrypted, outbound or own mail, nor
// where the threat is anything but clean, nor in a category in which nobody waits.
bool reply_wanted(const Case& c);

} // namespace agents
