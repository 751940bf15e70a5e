// What a proven sender earns: the low findings of a message whose From is proven and whose links
// all lead to organisations that are proven to be the sender's weigh nothing. Nothing else is
// lifted: a pass is not innocence, and it says nothing of files, structure and links. Called by the
// scanner after its checks. Pure.
#pragma once

#include <span>

#include "triage/core/finding.h"
#include "triage/core/verdict.h"
#include "triage/scan/context.h"
#include "triage/scan/score.h"

namespace scan {

// From aligned, not at a freemail provider (anybody can have such a name proven), nothing attached
// that hides who wrote it, and each web link to a proven organisation, a local or a neutral host.
bool is_vouched(const Context& c);

// Makes low findings of the identity, HTML, content and header groups information, but for those
// whose severity the operator has set.
void lift_lows(core::Notes& notes, const core::FindingTable& table,
    std::span<const Override> overrides); // by FindingId

} // namespace scan
