// Which parts make up what a reader reads, as one text; private to this folder.
#pragma once

#include <string>

#include "triage/core/message.h"

namespace zone {

// Text parts of the body in order; of a multipart/alternative the text/plain version, unless that
// says next to nothing. '\n' line ends. Attached files and messages are no body.
std::string body_text(const core::Message& m);

} // namespace zone
