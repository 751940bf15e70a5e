#include "milter/spawn.h"

#include <array>
#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <cstring>
#include <fcntl.h>
#include <memory>
#include <poll.h>
#include <span>
#include <spawn.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <vector>

extern "C" { // glibc before 2.37 does not say so itself
#include <sys/pidfd.h>
}

#include "milter/wire.h"

namespace milter {

namespace {

constexpr int above_worker = 10; // copies of descriptors live here, clear of the worker's numbers
constexpr std::array kept_variables { "ASAN_OPTIONS", "UBSAN_OPTIONS", "TSAN_OPTIONS",
    "LLVM_PROFILE_FILE" };

core::Error failed(const char* doing, int error)
{
    return { std::string(doing) + ": " + std::strerror(error) };
}

UniqueFd raised(int fd)
{
    return UniqueFd(::fcntl(fd, F_DUPFD_CLOEXEC, above_worker));
}

std::vector<std::string> environment()
{
    std::vector<std::string> kept;
    for (const char* name : kept_variables)
        if (const char* value = std::getenv(name))
            kept.push_back(std::string(name) + "=" + value);
    return kept;
}

class FileActions {
public:
    FileActions() { ::posix_spawn_file_actions_init(&actions_); }
    ~FileActions() { ::posix_spawn_file_actions_destroy(&actions_); }
    FileActions(const FileActions&) = delete;
    FileActions& operator=(const FileActions&) = delete;
    void null(int fd)
    {
        note(::posix_spawn_file_actions_addopen(&actions_, fd, "/dev/null", O_RDWR, 0));
    }
    void move(const UniqueFd& from, int to)
    {
        note(::posix_spawn_file_actions_adddup2(&actions_, from.get(), to));
    }
    void close_from(int fd) { note(::posix_spawn_file_actions_addclosefrom_np(&actions_, fd)); }
    const posix_spawn_file_actions_t* get() const { return &actions_; }
    int error() const { return error_; }

private:
    void note(int error)
    {
        if (error != 0)
            error_ = error;
    }
    posix_spawn_file_actions_t actions_;
    int error_ = 0;
};

// Every signal unblocked and at its default: the daemon's handlers are none of the worker's.
class Attributes {
public:
    Attributes()
    {
        ::posix_spawnattr_init(&attributes_);
        sigset_t none, all;
        sigemptyset(&none);
        sigfillset(&all);
        ::posix_spawnattr_setsigmask(&attributes_, &none);
        ::posix_spawnattr_setsigdefault(&attributes_, &all);
        ::posix_spawnattr_setflags(&attributes_, POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF);
    }
    ~Attributes() { ::posix_spawnattr_destroy(&attributes_); }
    Attributes(const Attributes&) = delete;
    Attributes& operator=(const Attributes&) = delete;
    const posix_spawnattr_t* get() const { return &attributes_; }

private:
    posix_spawnattr_t attributes_;
};

struct Ends {
    UniqueFd ours, theirs;
};

core::Result<Ends> socket_pair()
{
    int fds[2];
    if (::socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, fds) != 0)
        return failed("making a worker's socket", errno);
    Ends ends { UniqueFd(fds[0]), {} };
    const UniqueFd low(fds[1]);
    ends.theirs = raised(low.get());
    return ends;
}

// The pid of a new process; its descriptors are those named in spawn.h.
core::Result<pid_t> start(const std::string& executable, const char* role, const UniqueFd& socket,
    const UniqueFd& generation, const UniqueFd* outbox)
{
    std::vector<std::string> kept = environment();
    std::vector<char*> envp;
    for (std::string& variable : kept)
        envp.push_back(variable.data());
    envp.push_back(nullptr);
    std::array<std::string, 3> words { "triage-milter", "-x", role };
    char* const argv[] = { words[0].data(), words[1].data(), words[2].data(), nullptr };

    FileActions files;
    files.null(0);
    files.null(1);
    if (kept.empty())
        files.null(2);
    files.move(socket, worker_socket);
    files.move(generation, worker_generation);
    if (outbox)
        files.move(*outbox, worker_outbox);
    files.close_from(outbox ? worker_outbox + 1 : worker_outbox);
    const Attributes attributes;
    pid_t pid = 0;
    const int error = files.error() != 0
        ? files.error()
        : ::posix_spawn(&pid, executable.c_str(), files.get(), attributes.get(), argv, envp.data());
    if (error != 0)
        return failed(("starting " + executable).c_str(), error);
    return pid;
}

void kill_and_reap(pid_t pid)
{
    ::kill(pid, SIGKILL);
    while (::waitpid(pid, nullptr, 0) < 0 && errno == EINTR) { }
}

ExitStatus describe(const siginfo_t& info)
{
    if (info.si_code == CLD_EXITED) {
        const Exit kind = info.si_status == 0  ? Exit::Orderly
            : info.si_status == exit_no_memory ? Exit::NoMemory
                                               : Exit::Failed;
        return { kind, "exited with status " + std::to_string(info.si_status) };
    }
    // A SIGKILL that was not ours is the kernel's out-of-memory killer.
    const char* name = ::sigdescr_np(info.si_status);
    return { info.si_status == SIGKILL ? Exit::NoMemory : Exit::Signal,
        "killed by signal " + std::to_string(info.si_status) + " (" + (name ? name : "unknown")
            + ")" };
}

core::Result<Process> spawn(
    const std::string& executable, const char* role, int generation_fd, const UniqueFd* outbox)
{
    auto ends = socket_pair();
    if (!ends)
        return ends.error();
    const UniqueFd generation = raised(generation_fd);
    if (!ends->theirs || !generation || (outbox && !*outbox))
        return failed("copying a worker's descriptors", errno);
    const auto pid = start(executable, role, ends->theirs, generation, outbox);
    if (!pid)
        return pid.error();
    UniqueFd pidfd(::pidfd_open(*pid, 0));
    if (!pidfd) {
        const int error = errno;
        kill_and_reap(*pid);
        return failed("watching a worker", error);
    }
    return Process { *pid, std::move(pidfd), std::move(ends->ours) };
}

bool send_with(int socket, std::string& frame, std::span<const int> fds)
{
    alignas(cmsghdr) char control[CMSG_SPACE(2 * sizeof(int))] {};
    iovec part { frame.data(), frame.size() };
    msghdr header {};
    header.msg_iov = &part;
    header.msg_iovlen = 1;
    header.msg_control = control;
    header.msg_controllen = CMSG_SPACE(fds.size_bytes());
    cmsghdr* c = CMSG_FIRSTHDR(&header);
    c->cmsg_level = SOL_SOCKET;
    c->cmsg_type = SCM_RIGHTS;
    c->cmsg_len = CMSG_LEN(fds.size_bytes());
    std::memcpy(CMSG_DATA(c), fds.data(), fds.size_bytes());
    return ::sendmsg(socket, &header, MSG_NOSIGNAL | MSG_DONTWAIT)
        == static_cast<ssize_t>(frame.size());
}

// The worker that a template says it has forked; 0 if it says none in time.
pid_t forked_pid(int socket, core::Duration patience)
{
    const auto ms = std::chrono::ceil<std::chrono::milliseconds>(patience).count();
    pollfd p { socket, POLLIN, 0 };
    char bytes[wire::max_frame];
    if (::poll(&p, 1, static_cast<int>(ms)) != 1)
        return 0;
    const ssize_t n = ::recv(socket, bytes, sizeof bytes, MSG_DONTWAIT);
    if (n <= 0)
        return 0;
    const auto frame = wire::decode({ bytes, static_cast<std::size_t>(n) });
    const auto* forked = frame ? std::get_if<wire::Forked>(&*frame) : nullptr;
    return forked ? forked->pid : 0;
}

} // namespace

core::Result<Child> spawn_worker(const std::string& executable, int generation_fd, const char* role)
{
    UniqueFd outbox_fd;
    auto outbox = OutboxReader::create(outbox_fd);
    if (!outbox)
        return outbox.error();
    const UniqueFd box = raised(outbox_fd.get());
    auto process = spawn(executable, role, generation_fd, &box);
    if (!process)
        return process.error();
    return Child { std::move(process).value(), std::move(outbox).value() };
}

core::Result<Process> spawn_template(const std::string& executable, int generation_fd)
{
    return spawn(executable, "template", generation_fd, nullptr);
}

core::Result<Child> fork_worker(const Process& parent, core::Duration patience)
{
    UniqueFd outbox_fd;
    auto outbox = OutboxReader::create(outbox_fd);
    if (!outbox)
        return outbox.error();
    auto ends = socket_pair();
    if (!ends)
        return ends.error();
    std::string frame = wire::encode(wire::Fork {});
    const int fds[] { ends->theirs.get(), outbox_fd.get() };
    if (!send_with(parent.socket.get(), frame, fds))
        return failed("asking the template for a worker", errno);
    const pid_t pid = forked_pid(parent.socket.get(), patience);
    if (pid == 0)
        return core::Error { "the template forked no worker" };
    Process process { pid, UniqueFd(::pidfd_open(pid, 0)), std::move(ends->ours) };
    siginfo_t info {}; // it is a child of ours, or nothing that we may touch
    if (!process.pidfd
        || ::waitid(
               P_PIDFD, static_cast<id_t>(process.pidfd.get()), &info, WEXITED | WNOHANG | WNOWAIT)
            != 0)
        return failed("watching a worker", errno);
    return Child { std::move(process), std::move(outbox).value() };
}

bool send_with_descriptor(int socket, std::string& frame, int fd)
{
    return send_with(socket, frame, { &fd, 1 });
}

void kill_child(const Process& child)
{
    static_cast<void>(::pidfd_send_signal(child.pidfd.get(), SIGKILL, nullptr, 0));
}

std::optional<ExitStatus> exit_status(const Process& child, bool reap)
{
    siginfo_t info {};
    const int flags = WEXITED | WNOHANG | (reap ? 0 : WNOWAIT);
    const auto id = static_cast<id_t>(child.pidfd.get());
    if (::waitid(P_PIDFD, id, &info, flags) != 0 || info.si_pid == 0)
        return std::nullopt;
    return describe(info);
}

} // namespace milter
