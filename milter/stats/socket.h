// The stats socket: UNIX stream, in HAProxy's manner (management.txt 9.3): a line of commands
// separated by ';', each answer ends with an empty line, then close; `prompt` keeps it open.
// Served by one thread of its own, which takes no lock that mail holds for long: it answers while
// every worker hangs. At most `clients` at a time; a line must be complete within `idle`.
#pragma once

#include <sys/types.h>

#include <memory>
#include <string>
#include <vector>

#include "milter/stats/commands.h"
#include "triage/core/clock.h"
#include "triage/core/result.h"

namespace stats {

struct SocketOptions {
    std::string path;
    std::string group; // that may connect besides the owner; empty: the process's own
    std::vector<uid_t> admins; // besides root and the process's effective user
    std::size_t clients = 16;
    core::Duration idle = std::chrono::seconds { 5 };
    core::Duration prompt_idle = std::chrono::seconds { 60 }; // a person is typing
};

class SocketServer {
public:
    // Binds, mode 0660. A socket that nobody listens on is replaced; one that answers is refused,
    // and so is a path that is no socket. `commands` and `clock` must outlive the server.
    static core::Result<std::unique_ptr<SocketServer>> open(
        SocketOptions options, const CommandTable& commands, const core::Clock& clock);
    ~SocketServer(); // ends the thread, removes the socket

private:
    struct State;
    explicit SocketServer(std::unique_ptr<State> state);
    std::unique_ptr<State> state_;
};

} // namespace stats
