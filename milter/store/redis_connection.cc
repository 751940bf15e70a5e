#include "milter/store/redis_connection.h"

#include <algorithm>
#include <charconv>
#include <hiredis/hiredis.h>
#include <optional>
#include <sys/time.h>

namespace store {

namespace {

constexpr std::size_t max_items = 100'000; // of one reply; ours are far smaller

redisContext* context(void* p)
{
    return static_cast<redisContext*>(p);
}

// hiredis takes a zero time for "no limit": at least a millisecond.
timeval left(core::Deadline deadline)
{
    const auto most = std::max<core::Duration>(deadline.remaining(), std::chrono::milliseconds(1));
    const auto us = std::chrono::duration_cast<std::chrono::microseconds>(most).count();
    return { static_cast<time_t>(us / 1'000'000), static_cast<suseconds_t>(us % 1'000'000) };
}

RedisReply value(const redisReply& r)
{
    RedisReply v;
    switch (r.type) {
    case REDIS_REPLY_STRING:
    case REDIS_REPLY_STATUS:
        v.type = RedisReply::Type::Text;
        v.text.assign(r.str, r.len);
        break;
    case REDIS_REPLY_INTEGER:
        v.type = RedisReply::Type::Number;
        v.number = r.integer;
        break;
    case REDIS_REPLY_ARRAY:
        v.type = RedisReply::Type::Array;
        for (std::size_t i = 0; i < std::min<std::size_t>(r.elements, max_items); ++i)
            v.items.push_back(value(*r.element[i]));
        break;
    default:
        break;
    }
    return v;
}

struct FreeReply {
    void operator()(redisReply* r) const { freeReplyObject(r); }
};

struct HostPort {
    std::string host;
    int port = 0;
};

std::optional<HostPort> host_and_port(std::string_view address)
{
    const auto colon = address.rfind(':');
    if (colon == std::string_view::npos || colon == 0)
        return std::nullopt;
    HostPort h { std::string(address.substr(0, colon)), 0 };
    if (h.host.front() == '[' && h.host.back() == ']')
        h.host = h.host.substr(1, h.host.size() - 2);
    const auto digits = address.substr(colon + 1);
    const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), h.port);
    if (error != std::errc() || end != digits.data() + digits.size() || h.port < 1
        || h.port > 65535)
        return std::nullopt;
    return h;
}

} // namespace

void RedisConnection::Free::operator()(void* p) const
{
    redisFree(context(p));
}

core::Error RedisConnection::fail(std::string_view what)
{
    const std::string why = context(context_.get())->errstr;
    context_.reset();
    return { std::string(what) + ": " + (why.empty() ? "no answer" : why) };
}

core::Result<RedisConnection> RedisConnection::open(
    const RedisSettings& settings, core::Deadline deadline)
{
    constexpr std::string_view unix_prefix = "unix:";
    Context made;
    if (settings.address.starts_with(unix_prefix)) {
        const std::string path = settings.address.substr(unix_prefix.size());
        made.reset(redisConnectUnixWithTimeout(path.c_str(), left(deadline)));
    } else if (const auto to = host_and_port(settings.address)) {
        made.reset(redisConnectWithTimeout(to->host.c_str(), to->port, left(deadline)));
    } else {
        return core::Error { "redis: '" + settings.address
            + "' is neither HOST:PORT nor unix:/path" };
    }
    if (!made)
        return core::Error { "redis: no memory for a connection" };
    RedisConnection connection(std::move(made));
    if (context(connection.context_.get())->err)
        return connection.fail("redis at " + settings.address);
    std::vector<std::string_view> auth { "AUTH" };
    if (!settings.user.empty())
        auth.emplace_back(settings.user);
    auth.emplace_back(settings.password);
    if (!settings.password.empty())
        if (auto answer = connection.call(auth, deadline); !answer)
            return answer.error();
    if (settings.database != 0)
        if (auto answer
            = connection.call({ "SELECT", std::to_string(settings.database) }, deadline);
            !answer)
            return answer.error();
    return connection;
}

core::Result<RedisReply> RedisConnection::call(
    const std::vector<std::string_view>& arguments, core::Deadline deadline)
{
    if (!context_)
        return core::Error { "redis: the connection is closed" };
    if (deadline.expired())
        return core::Error { "redis: no time left" };
    std::vector<const char*> words;
    std::vector<std::size_t> sizes;
    for (const std::string_view a : arguments) {
        words.push_back(a.data() ? a.data() : "");
        sizes.push_back(a.size());
    }
    redisContext* c = context(context_.get());
    if (redisSetTimeout(c, left(deadline)) != REDIS_OK)
        return fail("redis");
    const std::unique_ptr<redisReply, FreeReply> reply(static_cast<redisReply*>(
        redisCommandArgv(c, static_cast<int>(words.size()), words.data(), sizes.data())));
    if (!reply)
        return fail("redis");
    if (reply->type == REDIS_REPLY_ERROR)
        return core::Error { "redis: " + std::string(reply->str, reply->len) };
    return value(*reply);
}

} // namespace store
