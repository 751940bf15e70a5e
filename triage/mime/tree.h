// GMime's tree of parts -> Message::parts, bodies decoded within the limits.
#pragma once

#include <string_view>

#include "triage/core/clock.h"
#include "triage/core/limits.h"
#include "triage/core/message.h"
#include "triage/mime/raw_view.h"

struct _GMimeObject;

namespace mime {

// What the raw view compares with comes back. `bytes`: what the parser's memory stream reads;
// bodies are taken from it without a copy.
TreeFacts read_tree(_GMimeObject* root, std::string_view bytes, const core::Limits& limits,
    core::Deadline deadline, core::Message& m);

} // namespace mime
