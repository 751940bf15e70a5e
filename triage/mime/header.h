// The top level header block -> fields, addresses, subject, date and the priority field facts.
#pragma once

#include <string_view>

#include "triage/core/limits.h"
#include "triage/core/message.h"

namespace mime {

class Options; // options.h

// Reads the fields that stand before the empty line, through core::key_view.
void read_header(
    std::string_view raw, const core::Limits& limits, const Options& options, core::Message& m);

} // namespace mime
