#include "milter/session.h"

namespace milter {

Session::Session(Services& services, bool leading_space)
    : services_(services)
{
    peer_.leading_space = leading_space;
    peer_.name = "local";
    const std::uint32_t open = ++services_.sessions;
    peer_.over_limit = services_.max_sessions > 0 && open > services_.max_sessions;
    services_.metrics.gauge(stats::Metric::SessionsNow, 1);
    services_.metrics.add(stats::Metric::Sessions);
    services_.metrics.add(stats::Metric::SessionsRefused, peer_.over_limit);
}

Session::~Session()
{
    message_.reset();
    --services_.sessions;
    services_.metrics.gauge(stats::Metric::SessionsNow, -1);
}

void Session::connected(std::string_view address, std::string_view name)
{
    peer_.ip = parse_ip(address);
    peer_.name = peer_.ip ? address : name;
}

void Session::mail(std::string_view path, const Actions& actions)
{
    if (!peer_.ip) {
        const std::string address = actions.macro("{client_addr}");
        if (parse_ip(address))
            connected(address, {});
    }
    const bool authenticated
        = !actions.macro("{auth_authen}").empty() || !actions.macro("{auth_type}").empty();
    message_.emplace(services_, peer_, path, authenticated);
}

void Session::recipient(std::string_view path, const Actions& actions)
{
    message().recipient(path, actions.macro("{rcpt_mailer}"));
}

void Session::header(std::string_view name, std::string_view value)
{
    message().header(name, value);
}

void Session::end_of_header()
{
    message().end_of_header();
}

void Session::body(std::string_view chunk)
{
    message().body(chunk);
}

Next Session::end(Actions& actions)
{
    const Next next = message().end(actions);
    message_.reset();
    return next;
}

void Session::abort()
{
    if (message_)
        services_.metrics.add(stats::Metric::Aborts);
    message_.reset();
}

Transaction& Session::message()
{
    if (!message_)
        message_.emplace(services_, peer_, "", false);
    return *message_;
}

} // namespace milter
