// Lists of networks (CIDR, IPv4 and IPv6) and the coarse network of a client for the breakers.
// Pure, const, thread-safe.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "triage/core/breaker.h"
#include "triage/core/result.h"

namespace milter {

struct IpAddress { // IPv4 as IPv4-mapped IPv6
    std::array<std::uint8_t, 16> bytes {};
    bool operator==(const IpAddress&) const = default;
};
// "192.0.2.1", "2001:db8::1", "IPv6:2001:db8::1"; nullopt if it is no address.
std::optional<IpAddress> parse_ip(std::string_view text);

class Networks {
public:
    // "192.0.2.0/24", "2001:db8::/32", single addresses; fails with the entry that is wrong.
    static core::Result<Networks> parse(const std::vector<std::string>& list);
    bool contains(const IpAddress& address) const;
    bool empty() const { return nets_.empty(); }

private:
    struct Net {
        IpAddress base;
        unsigned bits; // 0…128
    };
    std::vector<Net> nets_;
};

// IPv4 /24 or IPv6 /48 of a client as a number.
core::NetworkId network_id(const IpAddress& address);

} // namespace milter
