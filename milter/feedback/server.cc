#include "milter/feedback/server.h"

#include <poll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>

#include <algorithm>
#include <cerrno>
#include <exception>
#include <list>
#include <optional>
#include <thread>
#include <vector>

#include "milter/stats/listener.h"
#include "milter/unique_fd.h"

namespace feedback {

namespace {

struct Connection {
    milter::UniqueFd fd;
    core::Deadline deadline;
    std::string in, out;
    bool asked = false; // the request has come, or cannot
    bool over = false;
};

std::optional<uid_t> peer_of(int fd)
{
    ucred peer {};
    socklen_t size = sizeof peer;
    if (::getsockopt(fd, SOL_SOCKET, SO_PEERCRED, &peer, &size) != 0)
        return std::nullopt;
    return peer.uid;
}

std::string handled(const Handle& handle, int fd, std::string_view bytes)
{
    const auto peer = peer_of(fd);
    if (!peer)
        return refusal("the system does not say who asks");
    const auto request = decode(bytes);
    if (!request)
        return refusal(request.error().what);
    try {
        return handle(*peer, *request);
    } catch (const std::exception& e) {
        return refusal(e.what());
    }
}

} // namespace

struct Server::State {
    ServerOptions options;
    Handle handle;
    const core::Clock& clock;
    stats::UnixListener listener;
    milter::UniqueFd wake;
    std::list<Connection> connections;
    std::thread thread;

    State(ServerOptions o, Handle h, const core::Clock& c, stats::UnixListener l)
        : options(std::move(o))
        , handle(std::move(h))
        , clock(c)
        , listener(std::move(l))
        , wake(::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK))
    {
    }

    void serve();
    bool full() const { return connections.size() >= options.clients; }
    void accept_one();
    void attend(Connection& c, short events);
    void read_some(Connection& c);
    void write_some(Connection& c);
};

void Server::State::serve()
{
    std::vector<pollfd> polled;
    for (;;) {
        // Who finds no place waits in the backlog: a request is short, and nothing is lost.
        polled.assign({ { wake.get(), POLLIN, 0 }, { full() ? -1 : listener.fd(), POLLIN, 0 } });
        for (const Connection& c : connections)
            polled.push_back({ c.fd.get(), c.asked ? short { POLLOUT } : short { POLLIN }, 0 });
        // Woken each second at least for deadlines, because a test moves the clock by hand.
        ::poll(polled.data(), polled.size(), connections.empty() ? -1 : 1000);
        if (polled[0].revents != 0)
            return;
        std::size_t i = 2;
        for (Connection& c : connections)
            attend(c, polled[i++].revents);
        connections.remove_if([](const Connection& c) { return c.over || c.deadline.expired(); });
        if (polled[1].revents != 0)
            accept_one();
    }
}

void Server::State::accept_one()
{
    milter::UniqueFd fd(::accept4(listener.fd(), nullptr, nullptr, SOCK_CLOEXEC | SOCK_NONBLOCK));
    if (fd)
        connections.push_back(
            { std::move(fd), core::Deadline::in(clock, options.patience), {}, {} });
    else if (errno != EAGAIN && errno != EINTR && errno != ECONNABORTED)
        ::poll(nullptr, 0, 100); // out of descriptors: the listener stays readable
}

void Server::State::attend(Connection& c, short events)
{
    if (events & POLLIN)
        read_some(c);
    else if (events & POLLOUT)
        write_some(c);
    else if (events & (POLLERR | POLLNVAL | POLLHUP))
        c.over = true;
}

void Server::State::read_some(Connection& c)
{
    char buffer[65536];
    const ssize_t n = ::recv(c.fd.get(), buffer, sizeof buffer, 0);
    if (n > 0)
        c.in.append(buffer, static_cast<std::size_t>(n));
    else if (n < 0)
        c.over = errno != EAGAIN && errno != EINTR;
    if (c.in.size() > most_bytes)
        c.out = refusal("the request is too large");
    else if (n == 0)
        c.out = handled(handle, c.fd.get(), c.in);
    c.asked = !c.out.empty();
    if (!c.asked)
        return;
    std::string().swap(c.in);
    c.deadline = core::Deadline::in(clock, options.patience);
}

void Server::State::write_some(Connection& c)
{
    const ssize_t n = ::send(c.fd.get(), c.out.data(), c.out.size(), MSG_NOSIGNAL);
    if (n > 0)
        c.out.erase(0, static_cast<std::size_t>(n));
    c.over = c.out.empty() || (n < 0 && errno != EAGAIN && errno != EINTR);
}

core::Result<std::unique_ptr<Server>> Server::open(
    ServerOptions options, Handle handle, const core::Clock& clock)
{
    auto listener = stats::UnixListener::bind(options.path, options.group, "feedback socket");
    if (!listener)
        return listener.error();
    auto state = std::make_unique<State>(
        std::move(options), std::move(handle), clock, std::move(listener).value());
    if (!state->wake)
        return core::Error { "feedback socket: cannot make an eventfd" };
    std::unique_ptr<Server> server(new Server(std::move(state)));
    State* s = server->state_.get();
    s->thread = std::thread([s] { s->serve(); });
    return server;
}

Server::Server(std::unique_ptr<State> state)
    : state_(std::move(state))
{
}

Server::~Server()
{
    const std::uint64_t one = 1;
    [[maybe_unused]] const auto n = ::write(state_->wake.get(), &one, sizeof one);
    state_->thread.join();
}

} // namespace feedback
