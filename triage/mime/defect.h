// Defects in their fixed vocabulary (NOTES.md lists it), bounded in number and length.
#pragma once

#include <string_view>

#include "triage/core/message.h"

namespace mime {

// The first 100 different ones are kept.
void add_defect(core::Message& m, std::string_view kind, std::string_view detail);
// A limit was hit: a defect, and the message is incomplete.
void add_limit(core::Message& m, std::string_view kind, std::string_view detail);

} // namespace mime
