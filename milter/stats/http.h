// HTTP for Prometheus, load balancers and the dashboard page, over libmicrohttpd, whose only
// includer is http.cc: /metrics, /healthz, /readyz, /, /api/stats. One thread of its own, few
// connections, GET and HEAD only, nothing is read from a request but method, path and Host.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "milter/stats/commands.h"
#include "triage/core/result.h"

namespace stats {

struct HttpPages {
    std::function<std::string()> metrics;
    struct Probe { // 200 if good, else 503
        bool good = false;
        std::string text;
    };
    std::function<Probe()> health;
    std::function<Probe()> ready;
};

// A `host:port` of the configuration; IPv6 in brackets.
struct ListenAddress {
    std::string host; // without brackets
    std::uint16_t port = 0;
    bool loopback = false; // 127.0.0.0/8, ::1 or localhost
};
core::Result<ListenAddress> parse_listen(std::string_view text);

// Whether a Host header may name us. On loopback only names that mean this machine may: a page from
// elsewhere whose name was rebound to 127.0.0.1 sends its own name. `host` may have a port.
bool host_allowed(const ListenAddress& listen, std::string_view host);

// Every `show` command's JSON as one object, by its second word.
std::string all_stats(const CommandTable& commands);

class HttpServer {
public:
    // `listen` as in monitoring.http_listen. The table must outlive the server.
    static core::Result<std::unique_ptr<HttpServer>> open(
        const std::string& listen, const CommandTable& commands, HttpPages pages);
    ~HttpServer();
    std::uint16_t port() const; // that was bound: another than asked for if that was 0

private:
    struct State;
    explicit HttpServer(std::unique_ptr<State> state);
    std::unique_ptr<State> state_;
};

} // namespace stats
