// The sandbox: a child enters it and tries one thing; how it ends tells whether it could.
#include "milter/sandbox.h"

#include <csignal>
#include <cstdlib>
#include <fcntl.h>
#include <functional>
#include <linux/seccomp.h>
#include <memory>
#include <new>
#include <sched.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>
#include <vector>

#include "milter/memfd.h"

#include <CppUTest/TestHarness.h>

namespace {

constexpr int no_sandbox = 99;
constexpr int worked = 0;
constexpr int did_not_work = 1;

using Enter = core::Result<void> (*)(int socket);

// The wait status of a child that does it in the sandbox.
int in_sandbox(const std::function<bool()>& act, Enter enter = milter::enter_sandbox)
{
    int pair[2];
    LONGS_EQUAL(0, ::socketpair(AF_UNIX, SOCK_SEQPACKET, 0, pair));
    const pid_t pid = ::fork();
    if (pid == 0) {
        if (!enter(pair[0]))
            ::_exit(no_sandbox);
        ::_exit(act() ? worked : did_not_work);
    }
    ::close(pair[0]);
    ::close(pair[1]);
    int status = 0;
    LONGS_EQUAL(pid, ::waitpid(pid, &status, 0));
    while (::wait(nullptr) > 0) { } // what a template forked is our child too
    return status;
}

core::Result<void> enter_both(int socket)
{
    const auto entered = milter::enter_template_sandbox(socket);
    return entered ? milter::enter_sandbox(socket) : entered;
}

bool killed(int status)
{
    return WIFSIGNALED(status) && WTERMSIG(status) == SIGSYS;
}

bool went_well(int status)
{
    return WIFEXITED(status) && WEXITSTATUS(status) == worked;
}

int in_limits(std::uint64_t memory, const std::function<bool()>& act)
{
    const pid_t pid = ::fork();
    if (pid == 0) {
        if (!milter::limit_resources(memory))
            ::_exit(no_sandbox);
        ::_exit(act() ? worked : did_not_work);
    }
    int status = 0;
    LONGS_EQUAL(pid, ::waitpid(pid, &status, 0));
    return status;
}

// What leads out of any of them.
const std::function<bool()> reaching_out[] = {
    [] { return ::open("/etc/passwd", O_RDONLY) >= 0; },
    [] { return ::syscall(SYS_open, "/etc/passwd", O_RDONLY) >= 0; },
    [] { return ::socket(AF_INET, SOCK_STREAM, 0) >= 0; },
    [] { return ::execl("/bin/true", "true", nullptr) == 0; },
    [] { return ::fork() >= 0; },
    [] { return ::ptrace(PTRACE_TRACEME, 0, nullptr, nullptr) == 0; },
    [] { return ::unlink("/nonexistent") == 0; },
    [] { return ::kill(::getppid(), 0) == 0; },
    [] { return ::syscall(SYS_tgkill, ::getppid(), ::getppid(), 0) == 0; },
    [] { return ::dup(0) >= 0; },
    [] { return ::write(STDOUT_FILENO, "x", 1) == 1; },
    [] { return ::fcntl(0, F_DUPFD, 0) >= 0; },
    [] { return ::syscall(SYS_io_uring_setup, 1, nullptr) >= 0; },
    [] {
        return ::mmap(nullptr, 4096, PROT_READ | PROT_EXEC, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0)
            != MAP_FAILED;
    },
};

// What the process that forks workers may do, and they may not.
const std::function<bool()> forking[] = {
    [] { return ::syscall(SYS_clone, CLONE_PARENT | SIGCHLD, 0, 0, 0, 0) >= 0; },
    [] { return ::dup2(0, 1) == 1; },
    [] { return ::prctl(PR_SET_PDEATHSIG, SIGKILL) == 0; },
    [] { return ::syscall(SYS_seccomp, SECCOMP_GET_ACTION_AVAIL, 0, nullptr) != 0; },
};

}

TEST_GROUP(Sandbox) {};

TEST(Sandbox, KillsWhoeverReachesOut)
{
    for (const Enter enter : { milter::enter_sandbox, milter::enter_template_sandbox, enter_both })
        for (const auto& attempt : reaching_out)
            CHECK_TRUE(killed(in_sandbox(attempt, enter)));
}

TEST(Sandbox, OnlyATemplateForks)
{
    for (const auto& attempt : forking) {
        CHECK_TRUE(killed(in_sandbox(attempt)));
        CHECK_TRUE(killed(in_sandbox(attempt, enter_both)));
        CHECK_TRUE(went_well(in_sandbox(attempt, milter::enter_template_sandbox)));
    }
}

TEST(Sandbox, ATemplateForksInOneWayOnly)
{
    const std::function<bool()> others[] = {
        [] { return ::syscall(SYS_clone, SIGCHLD, 0, 0, 0, 0) >= 0; },
        [] {
            return ::syscall(SYS_clone, CLONE_PARENT | CLONE_NEWUSER | SIGCHLD, 0, 0, 0, 0) >= 0;
        },
        [] { return ::syscall(SYS_clone3, nullptr, 0) >= 0; },
        [] { return ::prctl(PR_SET_DUMPABLE, 1) == 0; },
    };
    for (const auto& attempt : others)
        CHECK_TRUE(killed(in_sandbox(attempt, milter::enter_template_sandbox)));
}

TEST(Sandbox, MemoryCannotBecomeExecutable)
{
    CHECK_TRUE(killed(in_sandbox([] {
        void* page
            = ::mmap(nullptr, 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
        return ::mprotect(page, 4096, PROT_READ | PROT_EXEC) == 0;
    })));
}

TEST(Sandbox, LetsAWorkerWork)
{
    auto file = milter::Memfd::create("test").value();
    CHECK_TRUE(file.append("bytes").ok());
    CHECK_TRUE(file.seal().ok());
    CHECK_TRUE(went_well(in_sandbox([&] {
        const auto map = milter::Mapping::open(file.fd(), 100);
        if (!map || map->bytes() != "bytes")
            return false;
        const std::vector<char> large(64u << 20, 'x');
        return large.back() == 'x';
    })));
}

TEST(Sandbox, ExceptionsWork)
{
    CHECK_TRUE(went_well(in_sandbox([] {
        try {
            throw std::bad_alloc();
        } catch (const std::exception&) {
            return true;
        }
    })));
}

TEST(Sandbox, ACrashIsACrash)
{
    for (const Enter enter : { milter::enter_sandbox, enter_both }) {
        const int status = in_sandbox([]() -> bool { std::abort(); }, enter);
        CHECK_TRUE(WIFSIGNALED(status));
        LONGS_EQUAL(SIGABRT, WTERMSIG(status));
    }
}

TEST(Sandbox, MemoryBeyondTheLimitIsRefused)
{
    const auto allocate = [](std::size_t bytes) {
        return [bytes] {
            const std::unique_ptr<char, void (*)(void*)> p(
                static_cast<char*>(std::malloc(bytes)), std::free);
            return p != nullptr;
        };
    };
    CHECK_TRUE(went_well(in_limits(64u << 20, allocate(32u << 20))));
    CHECK_FALSE(went_well(in_limits(64u << 20, allocate(96u << 20))));
    CHECK_TRUE(went_well(in_limits(0, allocate(96u << 20))));
}

TEST(Sandbox, NoCoreAndNoFiles)
{
    CHECK_TRUE(went_well(in_limits(0, [] {
        rlimit core {}, size {};
        ::getrlimit(RLIMIT_CORE, &core);
        ::getrlimit(RLIMIT_FSIZE, &size);
        return core.rlim_max == 0 && size.rlim_max == 0;
    })));
}
