// Addresses as MTAs write them, networks as admins write them.
#include "milter/networks.h"

#include <CppUTest/TestHarness.h>

using milter::Networks;
using milter::parse_ip;

TEST_GROUP(Networks) { static bool within(const char* network, const char* address) {
    return Networks::parse({ network }).value().contains(*parse_ip(address));
}
}
;

TEST(Networks, ReadAddressesWithAndWithoutTheTagOfSmtp)
{
    CHECK(parse_ip("192.0.2.1").has_value());
    CHECK(parse_ip("2001:db8::1") == parse_ip("IPv6:2001:DB8:0::1"));
    CHECK(parse_ip("192.0.2.1") == parse_ip("::ffff:192.0.2.1"));
}

TEST(Networks, RefuseWhatIsNoAddress)
{
    for (const char* text :
        { "", "192.0.2", "192.0.2.1 ", "192.0.2.256", "mx.example.org", "::1%eth0" })
        CHECK_FALSE(parse_ip(text).has_value());
    CHECK_FALSE(parse_ip(std::string_view("192.0.2.1\0x", 11)).has_value());
}

TEST(Networks, HoldTheirEdgesAndNotTheirNeighbours)
{
    CHECK(within("192.0.2.128/25", "192.0.2.128"));
    CHECK(within("192.0.2.128/25", "192.0.2.255"));
    CHECK_FALSE(within("192.0.2.128/25", "192.0.2.127"));
    CHECK(within("2001:db8:8000::/33", "2001:db8:ffff::1"));
    CHECK_FALSE(within("2001:db8:8000::/33", "2001:db8:7fff::1"));
    CHECK(within("0.0.0.0/0", "203.0.113.9"));
    CHECK_FALSE(within("0.0.0.0/0", "2001:db8::1"));
    CHECK(within("::/0", "203.0.113.9"));
}

TEST(Networks, IgnoreHostBitsOfTheEntry)
{
    CHECK(within("192.0.2.77/24", "192.0.2.1"));
}

TEST(Networks, SingleAddressIsANetworkOfOne)
{
    CHECK(within("192.0.2.7", "192.0.2.7"));
    CHECK_FALSE(within("192.0.2.7", "192.0.2.6"));
}

TEST(Networks, NameTheEntryThatIsWrong)
{
    for (const char* entry : { "192.0.2.0/33", "2001:db8::/129", "192.0.2.0/", "192.0.2.0/-1",
             "192.0.2.0/2x", "example.org" }) {
        const auto parsed = Networks::parse({ "192.0.2.1", entry });
        CHECK_FALSE(parsed.ok());
        CHECK(parsed.error().what.find(entry) != std::string::npos);
    }
}

TEST(Networks, BreakersSeeOneNetworkOfASlash24AndASlash48)
{
    using milter::network_id;
    CHECK(network_id(*parse_ip("192.0.2.1")) == network_id(*parse_ip("192.0.2.254")));
    CHECK(network_id(*parse_ip("192.0.2.1")) != network_id(*parse_ip("192.0.3.1")));
    CHECK(network_id(*parse_ip("2001:db8:1:2::1")) == network_id(*parse_ip("2001:db8:1:3::1")));
    CHECK(network_id(*parse_ip("2001:db8:1::1")) != network_id(*parse_ip("2001:db8:2::1")));
    CHECK(network_id(*parse_ip("0.0.0.1")) != network_id(*parse_ip("::1:0:0:1")));
}
