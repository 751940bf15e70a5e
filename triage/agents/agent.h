// The contract of a triage agent: one file in this folder and one row in agents.def. An agent is a
// pure function of its Case, const and shared; it keeps nothing between messages. It looks at the
// deadline in any loop whose length the message decides, and returns an Error rather than throw.
#pragma once

#include "triage/agents/explanation.h"
#include "triage/core/clock.h"
#include "triage/core/envelope.h"
#include "triage/core/message.h"
#include "triage/core/result.h"
#include "triage/core/verdict.h"

namespace agents {

struct Case {
    const core::Message& message;
    const core::Envelope& envelope;
    const core::Notes& so_far; // of the stages before
    core::Threat threat; // from the findings so far; Unknown when the scan did not finish
    int security = 100; // the score of these, 100 is safe
};

class Agent {
public:
    virtual ~Agent() = default;
    virtual core::Result<core::Notes> assess(const Case& c, core::Deadline deadline) const = 0;
    // Why it judged so: adds what it weighed. Of a case that it has assessed; for `triagectl
    // explain` only.
    virtual void explain(const Case& /*c*/, Explanation& /*explanation*/) const { }
};

} // namespace agents
