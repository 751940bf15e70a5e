#include "milter/stats/http.h"

#include <netdb.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <exception>

#include <microhttpd.h>

#include "milter/stats/dashboard.h"
#include "milter/stats/prometheus.h"
#include "milter/unique_fd.h"

namespace stats {

namespace {

constexpr unsigned max_connections = 32;
constexpr unsigned idle_seconds = 10;

struct Content {
    unsigned status = MHD_HTTP_OK;
    std::string_view type = "text/plain; charset=utf-8";
    std::string body;
};

constexpr std::pair<const char*, const char*> fixed_headers[] = {
    { "Cache-Control", "no-store" },
    { "Content-Security-Policy",
        "default-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'" },
    { "Cross-Origin-Resource-Policy", "same-origin" },
    { "Referrer-Policy", "no-referrer" },
    { "X-Content-Type-Options", "nosniff" },
    { "X-Frame-Options", "DENY" },
};

Content probe(const HttpPages::Probe& p)
{
    Content r;
    r.status = p.good ? MHD_HTTP_OK : MHD_HTTP_SERVICE_UNAVAILABLE;
    r.body = p.text;
    return r;
}

struct ResponseDeleter {
    void operator()(MHD_Response* r) const { MHD_destroy_response(r); }
};
using ResponsePtr = std::unique_ptr<MHD_Response, ResponseDeleter>;

MHD_Result answer(MHD_Connection* connection, const Content& reply)
{
    const ResponsePtr response(MHD_create_response_from_buffer(
        reply.body.size(), const_cast<char*>(reply.body.data()), MHD_RESPMEM_MUST_COPY));
    if (!response)
        return MHD_NO;
    for (const auto& [name, value] : fixed_headers)
        MHD_add_response_header(response.get(), name, value);
    MHD_add_response_header(
        response.get(), MHD_HTTP_HEADER_CONTENT_TYPE, std::string(reply.type).c_str());
    if (reply.status == MHD_HTTP_METHOD_NOT_ALLOWED)
        MHD_add_response_header(response.get(), MHD_HTTP_HEADER_ALLOW, "GET, HEAD");
    return MHD_queue_response(connection, reply.status, response.get());
}

// A socket bound to the address. Ours rather than libmicrohttpd's, so that an error says which
// address and why.
core::Result<milter::UniqueFd> bind_to(const ListenAddress& address)
{
    const std::string port = std::to_string(address.port);
    const std::string where = "http " + address.host + " port " + port + ": ";
    addrinfo hints {}, *found = nullptr;
    hints.ai_socktype = SOCK_STREAM;
    hints.ai_flags = AI_PASSIVE | AI_NUMERICSERV;
    if (const int e = ::getaddrinfo(address.host.c_str(), port.c_str(), &hints, &found); e != 0)
        return core::Error { where + ::gai_strerror(e) };
    const std::unique_ptr<addrinfo, decltype(&::freeaddrinfo)> list(found, ::freeaddrinfo);
    milter::UniqueFd fd(::socket(list->ai_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
    const int on = 1;
    ::setsockopt(fd.get(), SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
    if (!fd || ::bind(fd.get(), list->ai_addr, list->ai_addrlen) != 0
        || ::listen(fd.get(), static_cast<int>(max_connections)) != 0)
        return core::Error { where + std::strerror(errno) };
    return fd;
}

std::uint16_t bound_port(int fd)
{
    sockaddr_storage a {};
    socklen_t size = sizeof a;
    if (::getsockname(fd, reinterpret_cast<sockaddr*>(&a), &size) != 0)
        return 0;
    return ntohs(a.ss_family == AF_INET6 ? reinterpret_cast<sockaddr_in6&>(a).sin6_port
                                         : reinterpret_cast<sockaddr_in&>(a).sin_port);
}

} // namespace

struct HttpServer::State {
    ListenAddress address;
    const CommandTable& commands;
    HttpPages pages;
    std::uint16_t port = 0;
    MHD_Daemon* daemon = nullptr; // stopped by ~State; owns the listening socket

    State(ListenAddress a, const CommandTable& c, HttpPages p)
        : address(std::move(a))
        , commands(c)
        , pages(std::move(p))
    {
    }
    State(const State&) = delete;
    State& operator=(const State&) = delete;
    ~State()
    {
        if (daemon)
            MHD_stop_daemon(daemon);
    }

    Content respond(std::string_view method, std::string_view path, const char* host) const;
    Content page(std::string_view path) const;
    static MHD_Result on_request(void* state, MHD_Connection* connection, const char* url,
        const char* method, const char* version, const char* upload, std::size_t* upload_size,
        void** request);
};

Content HttpServer::State::respond(
    std::string_view method, std::string_view path, const char* host) const
{
    if (method != MHD_HTTP_METHOD_GET && method != MHD_HTTP_METHOD_HEAD)
        return { MHD_HTTP_METHOD_NOT_ALLOWED, "text/plain", "only GET and HEAD\n" };
    // HTTP/1.0 probes send no Host; browsers always do.
    if (host && !host_allowed(address, host))
        return { MHD_HTTP_MISDIRECTED_REQUEST, "text/plain",
            "this server listens on loopback and answers to localhost only\n" };
    try {
        return page(path);
    } catch (const std::exception&) {
        return { MHD_HTTP_INTERNAL_SERVER_ERROR, "text/plain", "the page could not be made\n" };
    }
}

Content HttpServer::State::page(std::string_view path) const
{
    if (path == "/metrics")
        return { MHD_HTTP_OK, exposition_type, pages.metrics() };
    if (path == "/healthz")
        return probe(pages.health());
    if (path == "/readyz")
        return probe(pages.ready());
    if (path == "/api/stats")
        return { MHD_HTTP_OK, "application/json", all_stats(commands) };
    if (path == "/")
        return { MHD_HTTP_OK, "text/html; charset=utf-8", std::string(dashboard_html) };
    if (path == "/dashboard.css")
        return { MHD_HTTP_OK, "text/css; charset=utf-8", std::string(dashboard_css) };
    if (path == "/dashboard.js")
        return { MHD_HTTP_OK, "text/javascript; charset=utf-8", std::string(dashboard_js) };
    return { MHD_HTTP_NOT_FOUND, "text/plain", "pages: / /metrics /healthz /readyz /api/stats\n" };
}

MHD_Result HttpServer::State::on_request(void* state, MHD_Connection* connection, const char* url,
    const char* method, const char*, const char*, std::size_t*, void**)
{
    const char* host
        = MHD_lookup_connection_value(connection, MHD_HEADER_KIND, MHD_HTTP_HEADER_HOST);
    try {
        return answer(connection, static_cast<const State*>(state)->respond(method, url, host));
    } catch (...) { // out of memory: libmicrohttpd is C
        return MHD_NO;
    }
}

core::Result<std::unique_ptr<HttpServer>> HttpServer::open(
    const std::string& listen, const CommandTable& commands, HttpPages pages)
{
    auto address = parse_listen(listen);
    if (!address)
        return address.error();
    auto fd = bind_to(*address);
    if (!fd)
        return fd.error();
    auto state = std::make_unique<State>(std::move(*address), commands, std::move(pages));
    state->port = bound_port(fd->get());
    state->daemon = MHD_start_daemon(MHD_USE_INTERNAL_POLLING_THREAD | MHD_USE_POLL, 0, nullptr,
        nullptr, &State::on_request, state.get(), MHD_OPTION_LISTEN_SOCKET, fd->get(),
        MHD_OPTION_CONNECTION_LIMIT, max_connections, MHD_OPTION_CONNECTION_TIMEOUT, idle_seconds,
        MHD_OPTION_END);
    if (!state->daemon)
        return core::Error { "http " + listen + ": libmicrohttpd did not start" };
    fd->release(); // the daemon closes it
    return std::unique_ptr<HttpServer>(new HttpServer(std::move(state)));
}

HttpServer::HttpServer(std::unique_ptr<State> state)
    : state_(std::move(state))
{
}

HttpServer::~HttpServer() = default;

std::uint16_t HttpServer::port() const
{
    return state_->port;
}

} // namespace stats
