// What the content verdict may depend on besides the message's bytes. Every field is part of the
// cache key (milter/cache_key.cc), so nothing that names one recipient or one client belongs here.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>

namespace core {

enum class ClientClass : std::uint8_t { Foreign, Own, Authenticated };
enum class Direction : std::uint8_t { Inbound, Internal, Outbound };

inline constexpr std::array<std::string_view, 3> client_class_names { "foreign", "own",
    "authenticated" };
inline constexpr std::array<std::string_view, 3> direction_names { "inbound", "internal",
    "outbound" };

constexpr std::string_view name(ClientClass c)
{
    return client_class_names[static_cast<std::size_t>(c)];
}
constexpr std::string_view name(Direction d)
{
    return direction_names[static_cast<std::size_t>(d)];
}

struct Envelope {
    std::string mail_from; // address without angle brackets; empty: null sender
    ClientClass client = ClientClass::Foreign;
    Direction direction = Direction::Inbound;
    std::int64_t hour_received = 0; // hours since 1970-01-01 UTC; coarse, so that the cache can hit
    bool forged_fields = false; // came with X-Triage-* fields, which the message no longer has
    std::string mta {}; // the MTA's own name, lower case; empty: unknown
};

} // namespace core
