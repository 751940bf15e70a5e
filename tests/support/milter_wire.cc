#include "tests/support/milter_wire.h"

#include <arpa/inet.h>
#include <array>
#include <cerrno>
#include <cstring>
#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/un.h>

namespace support {

namespace {

using SteadyTime = std::chrono::steady_clock::time_point;

constexpr std::size_t out_limit = 64 * 1024;
constexpr std::uint32_t frame_limit = 1 << 20;

core::Error failed(const std::string& what)
{
    return { what + ": " + std::strerror(errno) };
}

core::Result<milter::UniqueFd> connect_unix(const std::string& path)
{
    sockaddr_un address {};
    address.sun_family = AF_UNIX;
    if (path.size() >= sizeof address.sun_path)
        return core::Error { "socket path too long: " + path };
    std::memcpy(address.sun_path, path.data(), path.size());
    milter::UniqueFd fd(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0));
    if (::connect(fd.get(), reinterpret_cast<sockaddr*>(&address), sizeof address) != 0)
        return failed("connect " + path);
    return fd;
}

core::Result<milter::UniqueFd> connect_inet(const std::string& port_at_host)
{
    const auto at = port_at_host.find('@');
    if (at == std::string::npos)
        return core::Error { "no inet:port@host: " + port_at_host };
    addrinfo hints {};
    hints.ai_socktype = SOCK_STREAM;
    addrinfo* found = nullptr;
    const auto port = port_at_host.substr(0, at), host = port_at_host.substr(at + 1);
    if (::getaddrinfo(host.c_str(), port.c_str(), &hints, &found) != 0)
        return core::Error { "cannot resolve " + port_at_host };
    milter::UniqueFd fd(::socket(found->ai_family, SOCK_STREAM | SOCK_CLOEXEC, 0));
    const int rc = ::connect(fd.get(), found->ai_addr, found->ai_addrlen);
    ::freeaddrinfo(found);
    if (rc != 0)
        return failed("connect " + port_at_host);
    const int one = 1;
    ::setsockopt(fd.get(), IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
    return fd;
}

core::Result<milter::UniqueFd> connect_any(const std::string& socket)
{
    if (socket.starts_with("inet:"))
        return connect_inet(socket.substr(5));
    for (const std::string_view prefix : { "unix:", "local:" })
        if (socket.starts_with(prefix))
            return connect_unix(socket.substr(prefix.size()));
    return connect_unix(socket);
}

} // namespace

core::Result<MilterWire> MilterWire::connect(
    const std::string& socket, std::chrono::milliseconds timeout)
{
    auto fd = connect_any(socket);
    if (!fd)
        return fd.error();
    return MilterWire(std::move(*fd), timeout);
}

core::Result<void> MilterWire::send(char command, std::string_view data)
{
    const std::uint32_t length = htonl(static_cast<std::uint32_t>(data.size() + 1));
    std::array<char, 4> head {};
    std::memcpy(head.data(), &length, head.size());
    out_.append(head.data(), head.size()).append(1, command).append(data);
    return out_.size() < out_limit ? core::Result<void> {} : flush();
}

core::Result<void> MilterWire::send_raw(std::string_view bytes)
{
    if (auto done = flush(); !done)
        return done;
    return write_all(bytes);
}

core::Result<void> MilterWire::flush()
{
    const std::string out = std::exchange(out_, {});
    return write_all(out);
}

core::Result<void> MilterWire::write_all(std::string_view bytes)
{
    const auto until = std::chrono::steady_clock::now() + timeout_;
    while (!bytes.empty()) {
        const auto n = ::send(fd_.get(), bytes.data(), bytes.size(), MSG_NOSIGNAL | MSG_DONTWAIT);
        if (n > 0)
            bytes.remove_prefix(static_cast<std::size_t>(n));
        else if (errno != EAGAIN && errno != EINTR)
            return failed("write to milter");
        else if (!wait(POLLOUT, until))
            return core::Error { "write to milter: timeout" };
    }
    return {};
}

core::Result<void> MilterWire::fill(std::size_t size)
{
    const auto until = std::chrono::steady_clock::now() + timeout_;
    std::array<char, 65536> chunk; // filled by recv
    while (in_.size() < size) {
        if (!wait(POLLIN, until))
            return core::Error { "read from milter: timeout" };
        const auto n = ::recv(fd_.get(), chunk.data(), chunk.size(), 0);
        if (n == 0)
            return core::Error { "read from milter: connection closed" };
        if (n < 0 && errno != EINTR)
            return failed("read from milter");
        if (n > 0)
            in_.append(chunk.data(), static_cast<std::size_t>(n));
    }
    return {};
}

core::Result<Frame> MilterWire::read()
{
    if (auto done = flush(); !done)
        return done.error();
    if (auto head = fill(5); !head)
        return head.error();
    std::uint32_t length = 0;
    std::memcpy(&length, in_.data(), sizeof length);
    length = ntohl(length);
    if (length == 0 || length > frame_limit)
        return core::Error { "milter sent a frame of " + std::to_string(length) + " bytes" };
    if (auto rest = fill(4 + length); !rest)
        return rest.error();
    Frame frame { in_[4], in_.substr(5, length - 1) };
    in_.erase(0, 4 + length);
    return frame;
}

void MilterWire::listen(std::chrono::milliseconds time)
{
    std::array<char, 4096> chunk {};
    const auto until = std::chrono::steady_clock::now() + time;
    if (!flush())
        return;
    while (wait(POLLIN, until))
        if (::recv(fd_.get(), chunk.data(), chunk.size(), 0) <= 0 && errno != EINTR)
            return;
}

bool MilterWire::wait(short events, SteadyTime until) const
{
    while (true) {
        const auto left = std::chrono::ceil<std::chrono::milliseconds>(
            until - std::chrono::steady_clock::now());
        pollfd p { fd_.get(), events, 0 };
        const int rc = ::poll(&p, 1, static_cast<int>(std::max<std::int64_t>(0, left.count())));
        if (rc >= 0 || errno != EINTR)
            return rc > 0;
    }
}

} // namespace support
