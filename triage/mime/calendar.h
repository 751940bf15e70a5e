// The two facts that triage needs of an invitation (RFC 5545, iTIP RFC 5546).
#pragma once

#include <string_view>

#include "triage/core/message.h"

namespace mime {

// Reads METHOD and the first event's DTSTART; `ics` is UTF-8. Both empty if there is none.
core::CalendarFacts read_calendar(std::string_view ics);

} // namespace mime
