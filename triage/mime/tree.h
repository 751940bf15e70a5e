// GMime's tree of parts -> Message::parts, bodies decoded within the limits.
#pragma once

#include <string_view>

#include "triage/core/clock.h"
#include "triage/core/limits.h"
#include "triage/core/message.h"

struct _GMimeObject;

namespace mime {

// `bytes`: what the parser's memory stream reads; bodies are taken from it without a copy.
void read_tree(_GMimeObject* root, std::string_view bytes, const core::Limits& limits,
    core::Deadline deadline, core::Message& m);

} // namespace mime
