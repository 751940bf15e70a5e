#include "milter/ctl/remote.h"

#include <sys/socket.h>
#include <sys/time.h>
#include <sys/un.h>

#include <cerrno>
#include <cstring>
#include <ostream>

#include "milter/ctl/options.h"
#include "milter/unique_fd.h"

namespace ctl {

namespace {

using Kind = RemoteAnswer::Kind;

RemoteAnswer not_connected(const Door& door, int error)
{
    if (error == ENOENT || error == ECONNREFUSED)
        return { Kind::NotRunning,
            "no daemon at " + door.socket + ": is it running? (systemctl status triage-milter)" };
    if (error == EACCES || error == EPERM)
        return { Kind::Failed,
            "no permission for " + door.socket + ": run as root, or as a member of the group "
                + std::string(door.group_key) };
    return { Kind::Failed, "cannot connect to " + door.socket + ": " + std::strerror(error) };
}

bool send_all(int fd, std::string_view bytes)
{
    while (!bytes.empty()) {
        const ssize_t n = ::send(fd, bytes.data(), bytes.size(), MSG_NOSIGNAL);
        if (n < 0 && errno == EINTR)
            continue;
        if (n <= 0)
            return false;
        bytes.remove_prefix(static_cast<std::size_t>(n));
    }
    return true;
}

// Until the daemon closes; false when the time is up.
bool receive_all(int fd, std::string& into)
{
    char buffer[65536];
    for (;;) {
        const ssize_t n = ::recv(fd, buffer, sizeof buffer, 0);
        if (n > 0)
            into.append(buffer, static_cast<std::size_t>(n));
        else if (n == 0)
            return true;
        else if (errno != EINTR)
            return false;
    }
}

} // namespace

RemoteAnswer exchange(const Door& door, std::string_view bytes, core::Duration limit)
{
    sockaddr_un address {};
    address.sun_family = AF_UNIX;
    const std::string& socket = door.socket;
    if (socket.empty())
        return { Kind::NotRunning,
            std::string(door.socket_key) + " is \"\": that socket is switched off" };
    if (socket.size() >= sizeof address.sun_path)
        return { Kind::Failed, socket + ": the path is too long for a socket" };
    std::memcpy(address.sun_path, socket.data(), socket.size());
    const milter::UniqueFd fd(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0));
    const auto us = std::chrono::duration_cast<std::chrono::microseconds>(limit).count();
    const timeval patience { us / 1000000, us % 1000000 };
    ::setsockopt(fd.get(), SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
    ::setsockopt(fd.get(), SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof patience);
    if (::connect(fd.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0)
        return not_connected(door, errno);
    RemoteAnswer answer;
    // What is refused half-way may be answered before it is read: then sending fails.
    const bool sent = send_all(fd.get(), bytes) && ::shutdown(fd.get(), SHUT_WR) == 0;
    if (!receive_all(fd.get(), answer.text) || !answer.text.ends_with("\n\n")
        || (!sent && !answer.text.starts_with("ERR ")))
        return { Kind::Failed, "the daemon at " + socket + " did not answer in time" };
    answer.text.pop_back();
    answer.kind = answer.text.starts_with("ERR ") ? Kind::Refused : Kind::Ok;
    if (answer.kind == Kind::Refused)
        answer.text = answer.text.substr(4, answer.text.size() - 5);
    return answer;
}

RemoteAnswer ask(const std::string& socket, const std::string& command, core::Duration limit)
{
    return exchange({ socket }, command + "\n", limit);
}

int failed(const RemoteAnswer& answer, std::ostream& err)
{
    err << "triagectl: " << answer.text << '\n';
    return answer.kind == Kind::NotRunning ? exit_not_running : exit_error;
}

} // namespace ctl
