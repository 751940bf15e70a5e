// From what the workers say of a message to what it means for its recipients: which candidates
// apply, the score, the threat, what is missing. Pure.
#pragma once

#include <span>

#include "milter/direction.h"
#include "milter/generation_file.h"
#include "triage/core/verdict.h"

namespace milter {

// Fills findings (worst first), threat and security_score of a complete or partial outcome from its
// verdict; a skipped one stays as it is. `prefix_only`: the message was longer than was kept; body
// is missing then and there is no score. `generation` is the one that made the verdict.
void settle(core::Outcome& outcome, const GenerationFile& generation,
    std::span<const Recipient> recipients, bool prefix_only);

} // namespace milter
