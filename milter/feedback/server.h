// The feedback socket: UNIX stream, one request a connection, told complete by the peer shutting
// its side. Served by one thread of its own; the peer's uid, which the kernel tells, goes to the
// desk with the request. A client that is slow costs only its place.
#pragma once

#include <sys/types.h>

#include <functional>
#include <memory>
#include <string>

#include "milter/feedback/request.h"
#include "triage/core/clock.h"
#include "triage/core/result.h"

namespace feedback {

// The answer to a request of a user, complete. Called on the server's thread; may take seconds.
using Handle = std::function<std::string(uid_t peer, const Request& request)>;

struct ServerOptions {
    std::string path;
    std::string group; // that may connect besides the owner; empty: the process's own
    std::size_t clients = 8; // at a time, each with a request in memory; others wait
    core::Duration patience = std::chrono::seconds { 10 }; // for a request, and for its answer
};

class Server {
public:
    // Binds, mode 0660, as the stats socket does. `clock` must outlive the server.
    static core::Result<std::unique_ptr<Server>> open(
        ServerOptions options, Handle handle, const core::Clock& clock);
    ~Server(); // ends the thread, removes the socket

private:
    struct State;
    explicit Server(std::unique_ptr<State> state);
    std::unique_ptr<State> state_;
};

} // namespace feedback
