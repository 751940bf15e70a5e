// What documents load, start or lead to by themselves, whatever their format. Used by the readers
// of Office documents and rich text. Thread-safe.
#pragma once

#include <string_view>

#include "triage/inspect/yield.h"

namespace inspect {

// Something that is fetched when the document is opened: `what` it is and where from, as written.
// Marks External for other networks, Exploit for what only attacks name (CVE-2021-40444,
// CVE-2022-30190).
void judge_loaded(std::string_view what, std::string_view target, Yield& out);

// The code of a field: a hyperlink is a link, a data exchange is judged.
void judge_field(std::string_view code, Yield& out);

// A dynamic data exchange with a program, "DDEAUTO" before it where it starts by itself.
void judge_exchange(std::string_view code, Yield& out);

} // namespace inspect
