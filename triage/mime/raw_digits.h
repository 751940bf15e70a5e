// The digits of base64 and of hexadecimal escapes: shared by the lenient decoders and the check of
// what is well-formed.
#pragma once

#include <array>
#include <cstdint>
#include <string_view>

namespace mime {

inline constexpr std::uint8_t junk = 0xFF, pad = 0xFE, space = 0xFD;

constexpr std::array<std::uint8_t, 256> make_base64_table()
{
    std::array<std::uint8_t, 256> t {};
    t.fill(junk);
    constexpr std::string_view digits
        = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    for (std::size_t i = 0; i < digits.size(); ++i)
        t[static_cast<std::uint8_t>(digits[i])] = static_cast<std::uint8_t>(i);
    t['='] = pad;
    t[' '] = t['\t'] = t['\r'] = t['\n'] = space;
    return t;
}
inline constexpr std::array<std::uint8_t, 256> base64_table = make_base64_table();

constexpr int hex_digit(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    const char lower = static_cast<char>(c | 0x20);
    return lower >= 'a' && lower <= 'f' ? lower - 'a' + 10 : -1;
}

// The byte that two hex digits at `at` stand for; -1 if they do not.
constexpr int hex_byte(std::string_view s, std::size_t at)
{
    if (at + 2 > s.size())
        return -1;
    const int high = hex_digit(s[at]), low = hex_digit(s[at + 1]);
    return high < 0 || low < 0 ? -1 : high << 4 | low;
}

} // namespace mime
