// SMTP commands behind a lone dot in a body: what a server that takes LF for CRLF would obey
// ("SMTP smuggling", CVE-2023-51764). Called by the raw view. One pass from line to line.
#pragma once

#include <string_view>

#include "triage/core/message.h"

namespace mime {

void note_smuggled_commands(std::string_view bytes, core::Message& m);

} // namespace mime
