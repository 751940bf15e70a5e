// Starting, killing and reaping worker processes. The thread that spawns must be the pool's
// supervisor: the kernel kills a worker when the thread that made it ends (PR_SET_PDEATHSIG).
#pragma once

#include <optional>
#include <string>
#include <sys/types.h>

#include "milter/outbox.h"
#include "milter/unique_fd.h"
#include "triage/core/clock.h"
#include "triage/core/result.h"

namespace milter {

// Descriptors and exit codes that daemon and worker agree on.
inline constexpr int worker_socket = 3; // AF_UNIX SOCK_SEQPACKET, to the daemon
inline constexpr int worker_generation = 4; // memfd, sealed
inline constexpr int worker_outbox = 5; // memfd, shared (milter/outbox.h)
inline constexpr int exit_failed = 70; // EX_SOFTWARE; the last Hello, if any, says why
inline constexpr int exit_no_memory = 71;

struct Process {
    pid_t pid = 0;
    UniqueFd pidfd;
    UniqueFd socket; // our end
};

struct Child : Process { // a worker
    OutboxReader outbox;
};

// Runs `executable -x worker` (or another role of worker.h) with those descriptors, an environment
// of next to nothing, default signals and null standard streams (standard error stays when a
// sanitizer is configured).
core::Result<Child> spawn_worker(
    const std::string& executable, int generation_fd, const char* role = "worker");

// The same for the process that forks workers (milter/worker_template.h), which has no outbox.
core::Result<Process> spawn_template(const std::string& executable, int generation_fd);

// Has it fork one, and waits until it has or the time is up; the template is of no use any more if
// this fails.
core::Result<Child> fork_worker(const Process& parent, core::Duration patience);

// One frame to a worker with one descriptor; false if it is gone or its socket is full.
bool send_with_descriptor(int socket, std::string& frame, int fd);

void kill_child(const Process& child); // SIGKILL; harmless when it is gone

enum class Exit { Orderly, Failed, NoMemory, Signal };
struct ExitStatus {
    Exit kind = Exit::Orderly;
    std::string text; // "exited with status 70", "killed by signal 31 (Bad system call)"
};
// How it ended, if it has; `reap` lets the kernel forget it, after which nobody may ask again.
std::optional<ExitStatus> exit_status(const Process& child, bool reap);

} // namespace milter
