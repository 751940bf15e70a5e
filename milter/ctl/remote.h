// The stats socket from the other side: one command, one answer. Single-threaded, blocking within
// its time limit.
#pragma once

#include <string>

#include "triage/core/clock.h"
#include "triage/core/result.h"

namespace ctl {

struct RemoteAnswer {
    enum class Kind { Ok, Refused /* the daemon said ERR */, NotRunning, Failed };
    Kind kind = Kind::Failed;
    // The answer without its empty line at the end; for the others what went wrong, one line.
    std::string text;
};

RemoteAnswer ask(const std::string& socket, const std::string& command,
    core::Duration limit = std::chrono::seconds { 10 });

} // namespace ctl
