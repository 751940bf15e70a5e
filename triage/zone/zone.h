// What the sender wrote now, against what mail programs add: quotes of earlier messages, signature,
// disclaimer. Called by the engine after html::read_parts. Pure; linear; thread-safe.
#pragma once

#include "triage/core/limits.h"
#include "triage/core/message.h"

namespace zone {

// Sets m.text (text/plain of the body, else what the HTML shows; at most limits.text_bytes) and
// m.new_text (m.text without quotes, signature and disclaimer).
void split(core::Message& m, const core::Limits& limits);

} // namespace zone
