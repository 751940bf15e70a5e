// What `scan` and `explain` print of one message. Text taken from the message is cleaned here for
// the terminal. Pure.
#pragma once

#include <string>
#include <string_view>

#include "milter/ctl/scanner.h"

namespace ctl {

// `file: status threat score category priority findings`, ends with '\n'.
std::string scan_line(std::string_view file, const Scanned& scanned);
// One object on one line, ends with '\n'. Keys are append-only.
std::string scan_json(std::string_view file, const Scanned& scanned);
// For a file that could not be read or triaged: {"file":…,"error":…}.
std::string error_json(std::string_view file, std::string_view error);
std::string scan_headers(const Scanned& scanned); // as they would stand in the message
std::string explanation(std::string_view file, const Scanned& scanned);

} // namespace ctl
