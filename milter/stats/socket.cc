#include "milter/stats/socket.h"

#include <poll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>

#include <algorithm>
#include <cerrno>
#include <list>
#include <thread>

#include "milter/stats/client.h"
#include "milter/stats/listener.h"

namespace stats {

namespace {

struct Connection {
    milter::UniqueFd fd;
    Client client;
    core::Deadline deadline; // of the line or the answer that is under way
    bool ended = false; // the peer sends no more
    bool broken = false;
};

bool may_administrate(int fd, const std::vector<uid_t>& admins)
{
    ucred peer {};
    socklen_t size = sizeof peer;
    if (::getsockopt(fd, SOL_SOCKET, SO_PEERCRED, &peer, &size) != 0)
        return false;
    return peer.uid == 0 || peer.uid == ::geteuid()
        || std::find(admins.begin(), admins.end(), peer.uid) != admins.end();
}

} // namespace

struct SocketServer::State {
    SocketOptions options;
    const CommandTable& commands;
    const core::Clock& clock;
    UnixListener listener;
    milter::UniqueFd wake;
    std::list<Connection> connections;
    core::Time accept_again {}; // after the descriptors ran out
    std::thread thread;

    State(SocketOptions o, const CommandTable& c, const core::Clock& k, UnixListener l)
        : options(std::move(o))
        , commands(c)
        , clock(k)
        , listener(std::move(l))
        , wake(::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK))
    {
    }

    void serve();
    int timeout() const;
    void accept_all();
    void refuse_one(int fd);
    void attend(Connection& c, short events);
    void read_some(Connection& c);
    void write_some(Connection& c);
};

void SocketServer::State::serve()
{
    std::vector<pollfd> polled;
    for (;;) {
        const bool accepting = clock.now() >= accept_again;
        polled.assign({ { wake.get(), POLLIN, 0 }, { accepting ? listener.fd() : -1, POLLIN, 0 } });
        for (const Connection& c : connections) {
            const bool out = !c.client.output().empty();
            const short in = c.ended || c.client.waiting() ? 0 : POLLIN;
            polled.push_back({ c.fd.get(), out ? short { POLLOUT } : in, 0 });
        }
        ::poll(polled.data(), polled.size(), timeout());
        if (polled[0].revents != 0)
            return;
        std::size_t i = 2;
        for (Connection& c : connections)
            attend(c, polled[i++].revents);
        connections.remove_if([](const Connection& c) {
            return c.broken || c.client.finished() || c.deadline.expired();
        });
        if (polled[1].revents != 0)
            accept_all();
    }
}

// Milliseconds until something is due whatever the peers do. A client with commands left needs no
// waiting; the clock is looked at once a second at least, because a test moves it by hand.
int SocketServer::State::timeout() const
{
    for (const Connection& c : connections)
        if (c.client.waiting() && c.client.output().empty())
            return 0;
    if (connections.empty() && clock.now() >= accept_again)
        return -1;
    core::Duration wait = std::chrono::seconds { 1 };
    for (const Connection& c : connections)
        wait = std::min(wait, c.deadline.remaining());
    return static_cast<int>(std::chrono::ceil<std::chrono::milliseconds>(wait).count());
}

void SocketServer::State::accept_all()
{
    for (;;) {
        milter::UniqueFd fd(
            ::accept4(listener.fd(), nullptr, nullptr, SOCK_CLOEXEC | SOCK_NONBLOCK));
        if (!fd) {
            // Out of descriptors or memory: the listener stays readable, so wait instead of spin.
            if (errno != EAGAIN && errno != EINTR && errno != ECONNABORTED)
                accept_again = clock.now() + std::chrono::seconds { 1 };
            return;
        }
        if (connections.size() >= options.clients) {
            refuse_one(fd.get());
            continue;
        }
        const bool admin = may_administrate(fd.get(), options.admins);
        connections.push_back(
            { std::move(fd), Client(commands, admin), core::Deadline::in(clock, options.idle) });
    }
}

void SocketServer::State::refuse_one(int fd)
{
    const std::string answer
        = "ERR " + std::to_string(options.clients) + " clients are connected, try again\n\n";
    // If even that does not fit, the close says it.
    [[maybe_unused]] const auto n = ::send(fd, answer.data(), answer.size(), MSG_NOSIGNAL);
}

void SocketServer::State::attend(Connection& c, short events)
{
    if (events & POLLIN)
        read_some(c);
    else if (events & (POLLERR | POLLNVAL | POLLHUP))
        c.broken = true;
    const bool ran = c.client.step();
    write_some(c);
    if (ran) // every answer begins a new wait
        c.deadline
            = core::Deadline::in(clock, c.client.prompting() ? options.prompt_idle : options.idle);
}

void SocketServer::State::read_some(Connection& c)
{
    char buffer[4096];
    const ssize_t n = ::recv(c.fd.get(), buffer, sizeof buffer, 0);
    if (n > 0) {
        c.client.input({ buffer, static_cast<std::size_t>(n) });
    } else if (n == 0) {
        c.ended = true;
        c.client.input_ended();
    } else if (errno != EAGAIN && errno != EINTR) {
        c.broken = true;
    }
}

void SocketServer::State::write_some(Connection& c)
{
    while (!c.broken && !c.client.output().empty()) {
        const auto out = c.client.output();
        const ssize_t n = ::send(c.fd.get(), out.data(), out.size(), MSG_NOSIGNAL);
        if (n > 0) {
            c.client.sent(static_cast<std::size_t>(n));
            continue;
        }
        c.broken = errno != EAGAIN && errno != EINTR;
        return;
    }
}

core::Result<std::unique_ptr<SocketServer>> SocketServer::open(
    SocketOptions options, const CommandTable& commands, const core::Clock& clock)
{
    auto listener = UnixListener::bind(options.path, options.group, "stats socket");
    if (!listener)
        return listener.error();
    auto state
        = std::make_unique<State>(std::move(options), commands, clock, std::move(listener).value());
    if (!state->wake)
        return core::Error { "stats socket: cannot make an eventfd" };
    std::unique_ptr<SocketServer> server(new SocketServer(std::move(state)));
    State* s = server->state_.get();
    s->thread = std::thread([s] { s->serve(); });
    return server;
}

SocketServer::SocketServer(std::unique_ptr<State> state)
    : state_(std::move(state))
{
}

SocketServer::~SocketServer()
{
    const std::uint64_t one = 1;
    [[maybe_unused]] const auto n = ::write(state_->wake.get(), &one, sizeof one);
    state_->thread.join();
}

} // namespace stats
