// The daemon's sockets from the other side: one request, one answer. Single-threaded, blocking
// within its time limit.
#pragma once

#include <iosfwd>
#include <string>
#include <string_view>

#include "triage/core/clock.h"
#include "triage/core/result.h"

namespace ctl {

struct RemoteAnswer {
    enum class Kind { Ok, Refused /* the daemon said ERR */, NotRunning, Failed };
    Kind kind = Kind::Failed;
    // The answer without its empty line at the end; for the others what went wrong, one line.
    std::string text;
};

// A socket of the daemon and the keys of the configuration that rule it.
struct Door {
    std::string socket;
    std::string_view socket_key = "monitoring.stats_socket", group_key = "monitoring.stats_group";
};

// Sends `bytes` and shuts that side; the answer is what comes until the daemon closes.
RemoteAnswer exchange(
    const Door& door, std::string_view bytes, core::Duration limit = std::chrono::seconds { 10 });
// A command over the stats socket.
RemoteAnswer ask(const std::string& socket, const std::string& command,
    core::Duration limit = std::chrono::seconds { 10 });
// Says what went wrong; the exit status for it.
int failed(const RemoteAnswer& answer, std::ostream& err);

} // namespace ctl
