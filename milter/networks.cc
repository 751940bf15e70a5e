#include "milter/networks.h"

#include <algorithm>
#include <arpa/inet.h>
#include <charconv>
#include <cstring>

#include "triage/core/text.h"

namespace milter {

namespace {

constexpr std::array<std::uint8_t, 12> mapped_prefix { 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff };

bool is_mapped(const IpAddress& a)
{
    return std::equal(mapped_prefix.begin(), mapped_prefix.end(), a.bytes.begin());
}

IpAddress masked(IpAddress a, unsigned bits)
{
    for (unsigned i = 0; i < a.bytes.size(); ++i) {
        const unsigned keep = bits > i * 8 ? std::min(8u, bits - i * 8) : 0;
        a.bytes[i] = static_cast<std::uint8_t>(a.bytes[i] & (0xff00u >> keep));
    }
    return a;
}

// The prefix length behind the slash, in bits of the mapped form; nullopt if it is no length.
std::optional<unsigned> prefix_bits(std::string_view text, bool v4)
{
    unsigned bits = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), bits);
    if (error != std::errc {} || end != text.data() + text.size() || bits > (v4 ? 32u : 128u))
        return std::nullopt;
    return v4 ? bits + 96 : bits;
}

} // namespace

std::optional<IpAddress> parse_ip(std::string_view text)
{
    if (text.size() > 5 && core::equal_ignore_case(text.substr(0, 5), "IPv6:"))
        text.remove_prefix(5);
    const std::string address(text);
    IpAddress ip;
    if (address.size() != std::strlen(address.c_str()))
        return std::nullopt;
    if (::inet_pton(AF_INET6, address.c_str(), ip.bytes.data()) == 1)
        return ip;
    std::copy(mapped_prefix.begin(), mapped_prefix.end(), ip.bytes.begin());
    if (::inet_pton(AF_INET, address.c_str(), ip.bytes.data() + mapped_prefix.size()) == 1)
        return ip;
    return std::nullopt;
}

core::Result<Networks> Networks::parse(const std::vector<std::string>& list)
{
    Networks out;
    for (const std::string& entry : list) {
        const auto slash = entry.find('/');
        const auto base = parse_ip(std::string_view(entry).substr(0, slash));
        std::optional<unsigned> bits = 128;
        if (base && slash != std::string::npos)
            bits = prefix_bits(std::string_view(entry).substr(slash + 1),
                is_mapped(*base) && entry.find(':') == std::string::npos);
        if (!base || !bits)
            return core::Error { "\"" + entry
                + "\" is no network: write 192.0.2.0/24, 2001:db8::/32 or a single address" };
        out.nets_.push_back({ masked(*base, *bits), *bits });
    }
    return out;
}

bool Networks::contains(const IpAddress& address) const
{
    return std::any_of(nets_.begin(), nets_.end(),
        [&](const Net& net) { return masked(address, net.bits) == net.base; });
}

core::NetworkId network_id(const IpAddress& address)
{
    const bool v4 = is_mapped(address);
    const std::size_t first = v4 ? 12 : 0, count = v4 ? 3 : 6;
    core::NetworkId id
        = v4 ? std::uint64_t { 1 } << 32 : 0; // ends in bit 56: the families never meet
    for (std::size_t i = first; i < first + count; ++i)
        id = (id << 8) | address.bytes[i];
    return id;
}

} // namespace milter
