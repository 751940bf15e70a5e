// HTML parts -> what a reader sees, what is hidden, which elements there are, and the links. Called
// by the engine after mime::Runtime::parse. Pure; linear in the bytes; thread-safe.
#pragma once

#include "triage/core/limits.h"
#include "triage/core/message.h"

namespace html {

// Reads every text/html leaf of `m`: appends to m.html and m.links (anchors, images, forms).
// Reaching limits.html_tokens, limits.links or limits.text_bytes sets m.incomplete.
void read_parts(core::Message& m, const core::Limits& limits);

} // namespace html
