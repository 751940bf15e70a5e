// libmilter, and nothing else: translates its callbacks into calls of a Session. The only place
// that knows mfapi.h. Nothing that is thrown leaves a callback; whatever happens the MTA is told
// to go on.
#pragma once

#include <memory>
#include <string>

#include "milter/services.h"
#include "triage/core/result.h"

namespace milter {

// At most one in a process, because libmilter is: it can be opened and run once. `services` must
// outlive the process's last callback, that is run() and everything after stop().
class MilterServer {
public:
    explicit MilterServer(Services& services);
    ~MilterServer();
    MilterServer(const MilterServer&) = delete;
    MilterServer& operator=(const MilterServer&) = delete;

    // Listens: `unix:/path` (a lock is taken first, mode and group are set) or `inet:port@host`.
    // Sets services.max_sessions from `max_sessions` and the descriptor limit, which it raises.
    core::Result<void> open(const std::string& socket, const std::string& mode,
        const std::string& group, std::uint32_t max_sessions);
    // Serves until stop(); to be called on a thread of its own, because libmilter waits for signals
    // on the thread that calls it. 0: stopped as asked.
    int run();
    // No new connections over the UNIX path; those that are there go on. Any thread.
    void stop_intake();
    // Ends run(), within about five seconds. Sessions still open are never served again, so let
    // messages in flight finish first. Any thread.
    void stop();

private:
    struct State;
    std::unique_ptr<State> state_;
};

} // namespace milter
