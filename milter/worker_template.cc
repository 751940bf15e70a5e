#include "milter/worker_template.h"

#include <csignal>
#include <sched.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "milter/spawn.h"
#include "milter/worker_socket.h"

namespace milter {

namespace {

// The worker is the daemon's child, not ours: it is waited for, and ends with the daemon, like one
// that was spawned. glibc's fork() knows no such flag; what it does beside the call is for the
// locks of other threads, and there are none.
pid_t fork_a_sibling()
{
    return static_cast<pid_t>(
        ::syscall(SYS_clone, CLONE_PARENT | SIGCHLD, nullptr, nullptr, nullptr, nullptr));
}

// Neither of the two can be worker_socket itself, which is open.
bool take_places(UniqueFd socket, UniqueFd outbox)
{
    static_cast<void>(::prctl(PR_SET_PDEATHSIG, SIGKILL)); // not inherited
    if (::dup2(socket.get(), worker_socket) < 0)
        return false;
    socket = {};
    if (outbox.get() == worker_outbox) {
        outbox.release();
        return true;
    }
    return ::dup2(outbox.get(), worker_outbox) >= 0;
}

} // namespace

bool fork_workers()
{
    for (;;) {
        Received r = receive_frame();
        if (!r.frame || !std::holds_alternative<wire::Fork>(*r.frame) || !r.descriptors[0]
            || !r.descriptors[1])
            return false;
        const pid_t pid = fork_a_sibling();
        if (pid == 0 && take_places(std::move(r.descriptors[0]), std::move(r.descriptors[1])))
            return true;
        if (pid == 0)
            ::_exit(exit_failed);
        send_frame(wire::encode(wire::Forked { pid < 0 ? 0 : pid }));
    }
}

} // namespace milter
