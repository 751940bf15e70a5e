// The `show` commands: one function a page, each from the parts of the daemon to a Report. Listed
// in one table that providers.cc turns into commands and /api/stats into one object. Read only.
#pragma once

#include <span>

#include "milter/providers.h"
#include "milter/stats/report.h"

namespace milter {

struct ReportPage {
    const char* name; // of the command
    const char* help;
    stats::Report (*make)(const Sources&);
};
// Append only.
std::span<const ReportPage> report_pages();

} // namespace milter
