// One connection to Redis, with a deadline on everything: the only place that knows hiredis. Used
// by redis_store.cc. Belongs to one thread at a time. After an error it is broken for good: an
// answer that comes late would be taken for the next command's.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "triage/core/clock.h"
#include "triage/core/result.h"

namespace store {

struct RedisSettings {
    std::string address = "127.0.0.1:6379"; // HOST:PORT, [IPv6]:PORT or unix:/path
    std::string user, password; // of an ACL; empty: none
    std::uint32_t database = 0;
    std::string prefix = "triage:"; // of every key
};

// A reply, as a value. Nil and an absent element of an array are `Nil`.
struct RedisReply {
    enum class Type : std::uint8_t { Nil, Text, Number, Array };
    Type type = Type::Nil;
    std::string text;
    std::int64_t number = 0;
    std::vector<RedisReply> items;
};

class RedisConnection {
public:
    // Connects, authenticates and selects the database.
    static core::Result<RedisConnection> open(const RedisSettings& settings, core::Deadline);

    // One command, its arguments as they are (binary). Error: Redis is away, was too slow, or said
    // no; `broken()` tells whether the connection may be used again.
    core::Result<RedisReply> call(const std::vector<std::string_view>& arguments, core::Deadline);
    bool broken() const { return !context_; }

private:
    struct Free {
        void operator()(void* context) const;
    };
    using Context = std::unique_ptr<void, Free>; // redisContext
    explicit RedisConnection(Context context)
        : context_(std::move(context))
    {
    }
    core::Error fail(std::string_view what);

    Context context_;
};

} // namespace store
