#include "triage/link/host.h"

#include <algorithm>
#include <array>
#include <optional>
#include <vector>

#include "triage/core/message.h"
#include "triage/core/text.h"
#include "triage/link/query.h"

namespace linking {

namespace {

bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

// One number of an IPv4 address: decimal, 0x hexadecimal, 0 octal. An empty "0x" is 0.
std::optional<std::uint64_t> number(std::string_view s)
{
    unsigned base = 10;
    if (s.size() >= 2 && s[0] == '0') {
        base = (s[1] | 0x20) == 'x' ? 16 : 8;
        s.remove_prefix(base == 16 ? 2 : 1);
    }
    std::uint64_t n = 0;
    for (const char c : s) {
        const int digit = hex_value(c);
        if (digit < 0 || static_cast<unsigned>(digit) >= base)
            return std::nullopt;
        n = std::min<std::uint64_t>(n * base + static_cast<unsigned>(digit), 1ull << 33);
    }
    return n;
}

std::vector<std::string_view> labels(std::string_view host)
{
    std::vector<std::string_view> out;
    for (std::size_t at = 0; at <= host.size();) {
        const std::size_t dot = std::min(host.find('.', at), host.size());
        out.push_back(host.substr(at, dot - at));
        at = dot + 1;
    }
    return out;
}

// A host whose last label is a number is an IPv4 address or nothing.
bool ends_in_number(std::string_view last)
{
    if (last.empty())
        return false;
    const bool digits = std::all_of(last.begin(), last.end(), is_digit);
    return digits || (last.size() > 1 && last[0] == '0' && (last[1] | 0x20) == 'x' && number(last));
}

std::string dotted(std::uint64_t address)
{
    std::string out;
    for (int shift = 24; shift >= 0; shift -= 8)
        out += std::to_string(address >> shift & 255) + (shift ? "." : "");
    return out;
}

std::string parse_ipv4(const std::vector<std::string_view>& parts)
{
    if (parts.size() > 4)
        return {};
    std::uint64_t address = 0;
    for (std::size_t i = 0; i < parts.size(); ++i) {
        const std::optional<std::uint64_t> n = parts[i].empty() ? std::nullopt : number(parts[i]);
        const bool last = i + 1 == parts.size();
        const std::size_t bits = last ? 8 * (5 - parts.size()) : 8;
        if (!n || *n >= 1ull << bits)
            return {};
        address += last ? *n : *n << (8 * (3 - i));
    }
    return dotted(address);
}

bool is_forbidden(char c)
{
    return static_cast<unsigned char>(c) <= ' ' || c == 0x7f
        || std::string_view("#%/:<>?@[\\]^|").find(c) != std::string_view::npos;
}

// Characters in the place of delimiters: dots and slashes that are none, and what is not seen.
bool has_unicode_trick(std::string_view utf8)
{
    constexpr std::array<char32_t, 12> lookalikes { 0x2044, 0x2215, 0x29F8, 0x2571, 0xFF0F, 0x3002,
        0xFF0E, 0xFF61, 0x2024, 0xFF20, 0xFF1A, 0x2236 };
    for (std::size_t i = 0; i < utf8.size();) {
        const char32_t c = core::next_code_point(utf8, i);
        const bool unseen = c >= 0x80 && core::char_kind(c) == core::CharKind::Invisible;
        if (unseen || std::find(lookalikes.begin(), lookalikes.end(), c) != lookalikes.end())
            return true;
    }
    return false;
}

bool has_mixed_label(std::string_view ascii)
{
    const std::string unicode = core::to_unicode(ascii);
    const std::vector<std::string_view> all = labels(unicode);
    return std::any_of(all.begin(), all.end(), core::mixes_scripts);
}

Host ipv6(std::string_view written)
{
    constexpr std::string_view allowed = "0123456789abcdef:.";
    const std::string lower = core::to_lower_ascii(written.substr(1, written.size() - 2));
    if (!written.ends_with(']') || lower.find_first_not_of(allowed) != std::string::npos)
        return {};
    const bool mapped = lower.find("ffff:") != std::string::npos && lower.starts_with("::");
    return { '[' + lower + ']',
        core::LinkIpHost | (mapped ? std::uint32_t { core::LinkIpObfuscated } : 0) };
}

// Letters and digits of ASCII written as escapes, which nobody needs.
bool has_needless_escape(std::string_view written)
{
    for (std::size_t at = written.find('%'); at != written.npos; at = written.find('%', at + 1)) {
        const std::string c = percent_decoded(written.substr(at, 3));
        if (c.size() == 1 && static_cast<unsigned char>(c[0]) < 0x80)
            return true;
    }
    return false;
}

} // namespace

Host parse_host(std::string_view written)
{
    if (written.starts_with('['))
        return ipv6(written);
    const std::string decoded = core::valid_utf8(percent_decoded(written));
    Host host;
    if (has_unicode_trick(decoded))
        host.traits |= core::LinkUnicodeTrick;
    if (has_needless_escape(written))
        host.traits |= core::LinkSchemeTrick;
    host.name = core::to_a_label(decoded);
    if (std::any_of(host.name.begin(), host.name.end(), is_forbidden))
        host.name.clear();
    if (host.name.ends_with('.'))
        host.name.pop_back();
    const std::vector<std::string_view> parts = labels(host.name);
    if (ends_in_number(parts.back())) {
        host.traits |= core::LinkIpHost;
        std::string address = parse_ipv4(parts);
        if (address != decoded)
            host.traits |= core::LinkIpObfuscated;
        host.name = std::move(address);
    } else if (host.name.find("xn--") != std::string::npos) {
        host.traits |= core::LinkIdn;
        if (has_mixed_label(host.name))
            host.traits |= core::LinkMixedScript;
    }
    return host;
}

} // namespace linking
