// The template: a process that has done once what every worker of its generation does before its
// first message (charsets, rules, models), and forks workers when the daemon asks for one. It reads
// no message. Called by worker.cc; the process has one thread.
#pragma once

namespace milter {

// Serves the daemon's Forks on worker_socket. True in each worker that it forks, which then holds
// the descriptors of milter/spawn.h; false when the socket is closed.
bool fork_workers();

} // namespace milter
