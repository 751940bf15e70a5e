// The allow list is what a steady worker needs and nothing that reaches a file, a socket, another
// process or executable memory. A few calls that libraries make in passing (is standard error a
// terminal? how large is this stream?) fail with an error instead of killing.
#include "milter/sandbox.h"

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <cstdio>
#include <cstring>
#include <fcntl.h>
#include <memory>
#include <sched.h>
#include <seccomp.h>
#include <span>
#include <string>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <unistd.h>

namespace milter {

namespace {

constexpr rlim_t open_files = 32; // one message at a time needs one more than are open

constexpr int allowed[] = {
    SCMP_SYS(read),
    SCMP_SYS(readv),
    SCMP_SYS(pread64),
    SCMP_SYS(recvmsg),
    SCMP_SYS(close),
    SCMP_SYS(lseek),
    SCMP_SYS(fstat),
    SCMP_SYS(poll),
    SCMP_SYS(ppoll),
    SCMP_SYS(brk),
    SCMP_SYS(munmap),
    SCMP_SYS(mremap),
    SCMP_SYS(madvise),
    SCMP_SYS(futex),
    SCMP_SYS(clock_gettime),
    SCMP_SYS(clock_getres),
    SCMP_SYS(gettimeofday),
    SCMP_SYS(time),
    SCMP_SYS(nanosleep),
    SCMP_SYS(clock_nanosleep),
    SCMP_SYS(sched_yield),
    SCMP_SYS(sysinfo),
    SCMP_SYS(getrandom),
    SCMP_SYS(getpid),
    SCMP_SYS(gettid),
    SCMP_SYS(rt_sigaction),
    SCMP_SYS(rt_sigprocmask),
    SCMP_SYS(rt_sigreturn),
    SCMP_SYS(restart_syscall),
    SCMP_SYS(exit),
    SCMP_SYS(exit_group),
};

constexpr int calls_of_template[] = {
    SCMP_SYS(dup2),
    SCMP_SYS(dup3),
    SCMP_SYS(seccomp),
};

struct Refused {
    int call;
    int error;
};
constexpr Refused refused[] = {
    { SCMP_SYS(ioctl), ENOTTY },
    { SCMP_SYS(getpeername), ENOTSOCK },
    { SCMP_SYS(getsockname), ENOTSOCK },
    { SCMP_SYS(newfstatat), EACCES },
    { SCMP_SYS(statx), EACCES },
    { SCMP_SYS(prlimit64), EPERM },
    { SCMP_SYS(sched_getaffinity), EPERM },
};

struct Release {
    void operator()(void* filter) const { seccomp_release(filter); }
};
using Filter = std::unique_ptr<void, Release>;

std::uint64_t mapped_bytes()
{
    unsigned long pages = 0;
    const std::unique_ptr<FILE, int (*)(FILE*)> f(
        std::fopen("/proc/self/statm", "re"), std::fclose);
    if (!f || std::fscanf(f.get(), "%lu", &pages) != 1)
        return 0;
    return std::uint64_t { pages } * static_cast<std::uint64_t>(::sysconf(_SC_PAGESIZE));
}

bool limit(__rlimit_resource what, rlim_t value)
{
    const rlimit r { value, value };
    return ::setrlimit(what, &r) == 0;
}

// libseccomp's SCMP_A0 and its like are compound literals, which C++ has not.
scmp_arg_cmp equal(unsigned argument, scmp_datum_t value)
{
    return { argument, SCMP_CMP_EQ, value, 0 };
}

// Calls that are allowed for some arguments: each returns false if libseccomp refuses the rule.
bool allow_if(scmp_filter_ctx f, int call, scmp_arg_cmp condition)
{
    return seccomp_rule_add_array(f, SCMP_ACT_ALLOW, call, 1, &condition) == 0;
}

bool allow(scmp_filter_ctx f, std::span<const int> calls)
{
    return std::all_of(calls.begin(), calls.end(),
        [f](int call) { return seccomp_rule_add(f, SCMP_ACT_ALLOW, call, 0) == 0; });
}

bool add_conditions(scmp_filter_ctx f, int socket)
{
    const auto on = [](int fd) { return equal(0, static_cast<scmp_datum_t>(fd)); };
    const scmp_arg_cmp not_executable { 2, SCMP_CMP_MASKED_EQ, PROT_EXEC, 0 };
    bool ok = true;
    for (const int call : { SCMP_SYS(write), SCMP_SYS(writev) })
        ok = ok && allow_if(f, call, on(socket)) && allow_if(f, call, on(STDERR_FILENO));
    for (const int call : { SCMP_SYS(sendmsg), SCMP_SYS(sendto) })
        ok = ok && allow_if(f, call, on(socket));
    for (const int call : { SCMP_SYS(mmap), SCMP_SYS(mprotect) })
        ok = ok && allow_if(f, call, not_executable);
    return ok && allow_if(f, SCMP_SYS(fcntl), equal(1, F_GET_SEALS));
}

// abort() and raise(), on itself only.
bool add_own_signals(scmp_filter_ctx f)
{
    return allow_if(f, SCMP_SYS(tgkill), equal(0, static_cast<scmp_datum_t>(::getpid())));
}

// The same calls of a worker to come, whose number is not known yet: by the signal instead.
bool add_forking(scmp_filter_ctx f)
{
    bool ok = allow(f, calls_of_template)
        && allow_if(f, SCMP_SYS(clone), equal(0, CLONE_PARENT | SIGCHLD));
    for (const int option : { PR_SET_PDEATHSIG, PR_SET_NO_NEW_PRIVS })
        ok = ok && allow_if(f, SCMP_SYS(prctl), equal(0, static_cast<scmp_datum_t>(option)));
    for (const int signal : { SIGABRT, SIGSEGV })
        ok = ok && allow_if(f, SCMP_SYS(tgkill), equal(2, static_cast<scmp_datum_t>(signal)));
    return ok;
}

bool add_rules(scmp_filter_ctx f, int socket)
{
    if (!allow(f, allowed))
        return false;
    for (const Refused& r : refused)
        if (seccomp_rule_add(f, SCMP_ACT_ERRNO(static_cast<std::uint16_t>(r.error)), r.call, 0)
            != 0)
            return false;
    return add_conditions(f, socket);
}

core::Result<void> confine(int socket, bool (*add_more)(scmp_filter_ctx))
{
    const Filter filter(seccomp_init(SCMP_ACT_KILL_PROCESS));
    if (!filter || !add_rules(filter.get(), socket) || !add_more(filter.get()))
        return core::Error { "making the system call filter: libseccomp refused a rule" };
    // A binary tree of calls; older libraries lack it and are only slower.
    static_cast<void>(seccomp_attr_set(filter.get(), SCMP_FLTATR_CTL_OPTIMIZE, 2));
    const int error = seccomp_load(filter.get()); // sets no_new_privs first
    if (error != 0)
        return core::Error { std::string("loading the system call filter: ")
            + std::strerror(-error) };
    return {};
}

} // namespace

core::Result<void> limit_resources(std::uint64_t memory_bytes)
{
    bool ok = limit(RLIMIT_CORE, 0) && limit(RLIMIT_FSIZE, 0) && limit(RLIMIT_NOFILE, open_files);
    if (memory_bytes > 0) {
        const std::uint64_t mapped = mapped_bytes();
        ok = ok && mapped > 0 && limit(RLIMIT_AS, mapped + memory_bytes);
    }
    if (!ok)
        return core::Error { std::string("limiting a worker's resources: ")
            + std::strerror(errno) };
    return {};
}

core::Result<void> enter_sandbox(int socket)
{
    return confine(socket, add_own_signals);
}

core::Result<void> enter_template_sandbox(int socket)
{
    return confine(socket, add_forking);
}

} // namespace milter
