// Ambiguities of one message, bounded: one of each kind and risk.
#pragma once

#include <string_view>

#include "triage/core/ambiguity.h"
#include "triage/core/message.h"

namespace mime {

void note(core::Message& m, core::AmbiguityKind kind, std::string_view detail, bool risky = false);

} // namespace mime
