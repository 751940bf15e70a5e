#include "milter/signals.h"

#include <array>
#include <atomic>
#include <cerrno>
#include <csignal>
#include <cstdint>
#include <cstring>
#include <poll.h>
#include <pthread.h>
#include <sys/eventfd.h>
#include <unistd.h>

namespace milter {

namespace {

// A signal handler can reach nothing but statics: this is why they are here.
std::atomic<int> event_fd { -1 };
std::atomic<bool> reload_asked { false };
std::atomic<bool> stop_asked { false };
static_assert(std::atomic<bool>::is_always_lock_free);

constexpr std::array<int, 4> ours { SIGHUP, SIGTERM, SIGINT, SIGUSR1 };

sigset_t our_set()
{
    sigset_t set;
    sigemptyset(&set);
    for (const int s : ours)
        sigaddset(&set, s);
    return set;
}

void on_signal(int number)
{
    const int saved = errno;
    ((number == SIGHUP || number == SIGUSR1) ? reload_asked : stop_asked) = true;
    wake();
    errno = saved;
}

} // namespace

core::Result<void> prepare_signals()
{
    const int fd = ::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
    if (fd < 0)
        return core::Error { std::string("eventfd: ") + std::strerror(errno) };
    event_fd = fd;
    const sigset_t set = our_set();
    pthread_sigmask(SIG_BLOCK, &set, nullptr);
    std::signal(SIGPIPE, SIG_IGN);
    struct sigaction action { };
    action.sa_handler = on_signal;
    action.sa_flags = SA_RESTART;
    sigfillset(&action.sa_mask);
    for (const int s : ours)
        sigaction(s, &action, nullptr);
    return {};
}

void receive_signals()
{
    const sigset_t set = our_set();
    pthread_sigmask(SIG_UNBLOCK, &set, nullptr);
}

Requests wait_for_requests(std::chrono::milliseconds longest)
{
    struct pollfd p {
        event_fd, POLLIN, 0
    };
    ::poll(&p, 1, static_cast<int>(longest.count())); // EINTR: a signal came, which is an answer
    std::uint64_t count = 0;
    [[maybe_unused]] const ssize_t n = ::read(event_fd, &count, sizeof count);
    return { reload_asked.exchange(false), stop_asked.exchange(false) };
}

void ask_reload()
{
    reload_asked = true;
    wake();
}

void ask_stop()
{
    stop_asked = true;
    wake();
}

void wake()
{
    const std::uint64_t one = 1;
    [[maybe_unused]] const ssize_t n = ::write(event_fd, &one, sizeof one);
}

} // namespace milter

// smfi_main() starts a thread that waits for HUP, TERM and INT with sigwait() and ends the milter
// at the first. The kernel prefers our main thread, but not while that one has a signal at hand: of
// a thousand quick HUPs one or two got there. Nobody else in this program calls sigwait().
extern "C" int sigwait(const sigset_t*, int*)
{
    for (;;)
        ::pause();
}
