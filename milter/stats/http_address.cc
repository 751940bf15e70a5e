// Addresses of the HTTP server as text: what the configuration gives and what a Host header claims.
#include <charconv>

#include "milter/stats/http.h"
#include "triage/core/text.h"

namespace stats {

namespace {

// "host:port" or "[v6]:port" at its last colon outside brackets; port empty if there is none.
struct HostPort {
    std::string_view host, port;
};

HostPort split(std::string_view text)
{
    const auto bracket = text.rfind(']');
    const auto colon = text.rfind(':');
    const bool has_port
        = colon != std::string_view::npos && (bracket == std::string_view::npos || colon > bracket);
    HostPort hp { has_port ? text.substr(0, colon) : text,
        has_port ? text.substr(colon + 1) : std::string_view() };
    if (hp.host.starts_with('[') && hp.host.ends_with(']'))
        hp.host = hp.host.substr(1, hp.host.size() - 2);
    return hp;
}

// A name that begins like 127.0.0.1 but is one ("127.attacker.example") is not.
bool is_loopback(std::string_view host)
{
    const bool number = host.find_first_not_of("0123456789.") == std::string_view::npos;
    return (number && host.starts_with("127.")) || host == "::1"
        || core::equal_ignore_case(host, "localhost");
}

} // namespace

core::Result<ListenAddress> parse_listen(std::string_view text)
{
    const HostPort hp = split(text);
    ListenAddress a;
    a.host = hp.host;
    const auto* end = hp.port.data() + hp.port.size();
    const auto parsed = std::from_chars(hp.port.data(), end, a.port);
    const bool bare_v6 = hp.host.find(':') != std::string_view::npos && !text.starts_with('[');
    if (hp.host.empty() || hp.port.empty() || parsed.ec != std::errc() || parsed.ptr != end
        || bare_v6)
        return core::Error { "monitoring.http_listen '" + core::escape_log(text, 200)
            + "': write ADDRESS:PORT, as in 127.0.0.1:8080 or [::1]:8080" };
    a.loopback = is_loopback(hp.host);
    return a;
}

bool host_allowed(const ListenAddress& listen, std::string_view host)
{
    if (!listen.loopback)
        return true;
    const std::string_view name = split(host).host;
    return is_loopback(name) || core::equal_ignore_case(name, listen.host);
}

std::string all_stats(const CommandTable& commands)
{
    constexpr std::string_view show = "show ";
    std::string out = "{\"schema\":1";
    for (const Command& c : commands.commands()) {
        if (!c.name.starts_with(show))
            continue;
        const std::string json = commands.execute(c.name + " json", false);
        if (!json.starts_with('{'))
            continue; // an error of that one
        out += ",\"" + c.name.substr(show.size())
            + "\":" + json.substr(0, json.find_last_not_of('\n') + 1);
    }
    return out + "}\n";
}

} // namespace stats
