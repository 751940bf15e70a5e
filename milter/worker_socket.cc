#include "milter/worker_socket.h"

#include <cerrno>
#include <cstring>
#include <sys/socket.h>

#include "milter/spawn.h"

namespace milter {

namespace {

using Descriptors = std::array<UniqueFd, 2>;

void take_descriptors(msghdr& header, Descriptors& into)
{
    const cmsghdr* c = CMSG_FIRSTHDR(&header);
    if (!c || c->cmsg_level != SOL_SOCKET || c->cmsg_type != SCM_RIGHTS)
        return;
    int fds[std::tuple_size_v<Descriptors>] {};
    const std::size_t bytes = c->cmsg_len - CMSG_LEN(0);
    if (bytes > sizeof fds)
        return;
    std::memcpy(fds, CMSG_DATA(c), bytes);
    for (std::size_t i = 0; i < bytes / sizeof(int); ++i)
        into[i] = UniqueFd(fds[i]);
}

} // namespace

void send_frame(const std::string& frame)
{
    while (::send(worker_socket, frame.data(), frame.size(), MSG_NOSIGNAL) < 0 && errno == EINTR) {
    }
}

Received receive_frame()
{
    char bytes[wire::max_frame];
    alignas(cmsghdr) char control[CMSG_SPACE(std::tuple_size_v<Descriptors> * sizeof(int))];
    iovec part { bytes, sizeof bytes };
    msghdr header {};
    header.msg_iov = &part;
    header.msg_iovlen = 1;
    header.msg_control = control;
    header.msg_controllen = sizeof control;
    ssize_t n = 0;
    do
        n = ::recvmsg(worker_socket, &header, MSG_CMSG_CLOEXEC);
    while (n < 0 && errno == EINTR);
    if (n <= 0)
        return {};
    Received r;
    take_descriptors(header, r.descriptors);
    if ((header.msg_flags & (MSG_TRUNC | MSG_CTRUNC)) == 0)
        r.frame = wire::decode({ bytes, static_cast<std::size_t>(n) });
    return r;
}

} // namespace milter
