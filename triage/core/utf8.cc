// The part of core/text.h that needs no Unicode tables: UTF-8, ASCII and escaping.
#include "triage/core/text.h"

#include <algorithm>
#include <cstring>

namespace core {

namespace {

constexpr std::string_view replacement = "\xEF\xBF\xBD";
constexpr char32_t broken = 0xFFFFFFFF;

constexpr char lower(char c)
{
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

constexpr unsigned char byte(char c)
{
    return static_cast<unsigned char>(c);
}

std::size_t ascii_run(std::string_view s, std::size_t from)
{
    std::size_t i = from;
    for (std::uint64_t eight = 0; i + 8 <= s.size(); i += 8) {
        std::memcpy(&eight, s.data() + i, 8);
        if (eight & 0x8080808080808080u)
            break;
    }
    while (i < s.size() && byte(s[i]) < 0x80)
        ++i;
    return i;
}

struct Lead { // what a lead byte asks for: how many bytes follow and the range of the first of them
    int follow;
    unsigned char low, high;
};

// Unicode, table 3-7: overlong forms and surrogates are excluded by the second byte's range.
constexpr Lead lead(unsigned char b)
{
    if (b >= 0xC2 && b <= 0xDF)
        return { 1, 0x80, 0xBF };
    if (b >= 0xE0 && b <= 0xEF)
        return { 2, byte(b == 0xE0 ? '\xA0' : '\x80'), byte(b == 0xED ? '\x9F' : '\xBF') };
    if (b >= 0xF0 && b <= 0xF4)
        return { 3, byte(b == 0xF0 ? '\x90' : '\x80'), byte(b == 0xF4 ? '\x8F' : '\xBF') };
    return { 0, 0, 0 };
}

// `broken` for a broken sequence, of which the longest well-formed beginning is skipped.
char32_t decode(std::string_view s, std::size_t& at)
{
    const unsigned char first = byte(s[at++]);
    if (first < 0x80)
        return first;
    Lead l = lead(first);
    if (l.follow == 0)
        return broken;
    char32_t c = first & (0x3Fu >> l.follow);
    for (; l.follow > 0; --l.follow) {
        if (at == s.size() || byte(s[at]) < l.low || byte(s[at]) > l.high)
            return broken;
        c = (c << 6) | (byte(s[at++]) & 0x3Fu);
        l = { l.follow, 0x80, 0xBF };
    }
    return c;
}

std::string_view html_entity(char32_t c)
{
    switch (c) {
    case U'&':
        return "&amp;";
    case U'<':
        return "&lt;";
    case U'>':
        return "&gt;";
    case U'"':
        return "&quot;";
    case U'\'':
        return "&#39;";
    default:
        return {};
    }
}

} // namespace

char32_t next_code_point(std::string_view utf8, std::size_t& at)
{
    const char32_t c = decode(utf8, at);
    return c == broken ? U'\xFFFD' : c;
}

void append_utf8(std::string& out, char32_t c)
{
    const auto put = [&out](char32_t b) { out += static_cast<char>(b); };
    if (c < 0x80)
        return put(c);
    if (c < 0x800) {
        put(0xC0 | c >> 6);
        return put(0x80 | (c & 0x3F));
    }
    if (c < 0x10000)
        put(0xE0 | c >> 12);
    else {
        put(0xF0 | c >> 18);
        put(0x80 | (c >> 12 & 0x3F));
    }
    put(0x80 | (c >> 6 & 0x3F));
    put(0x80 | (c & 0x3F));
}

bool is_valid_utf8(std::string_view bytes)
{
    for (std::size_t i = ascii_run(bytes, 0); i < bytes.size(); i = ascii_run(bytes, i))
        if (decode(bytes, i) == broken)
            return false;
    return true;
}

std::string valid_utf8(std::string_view bytes)
{
    std::string out;
    out.reserve(bytes.size());
    for (std::size_t i = 0; i < bytes.size();) {
        std::size_t end = ascii_run(bytes, i);
        if (end == i && decode(bytes, end) == broken)
            out += replacement;
        else
            out += bytes.substr(i, end - i);
        i = end;
    }
    return out;
}

std::string single_spaced(std::string_view s)
{
    std::string out;
    for (const char c : s) {
        const bool space = c == ' ' || c == '\t' || c == '\r' || c == '\n';
        if (!space)
            out += c;
        else if (!out.empty() && out.back() != ' ')
            out += ' ';
    }
    if (!out.empty() && out.back() == ' ')
        out.pop_back();
    return out;
}

std::string escape_log(std::string_view bytes, std::size_t limit)
{
    constexpr std::string_view digits = "0123456789ABCDEF";
    std::string out;
    for (const char c : bytes) {
        const unsigned char u = byte(c);
        const bool plain = u >= 0x20 && u < 0x7f;
        if (out.size() + (plain ? 1 : 4) > limit)
            break;
        if (plain)
            out += c;
        else
            out.append({ '\\', 'x', digits[u >> 4], digits[u & 15] });
    }
    return out;
}

std::string escape_html(std::string_view bytes)
{
    std::string out;
    out.reserve(bytes.size());
    for (std::size_t i = 0; i < bytes.size();) {
        const char32_t c = next_code_point(bytes, i);
        if (const std::string_view entity = html_entity(c); !entity.empty())
            out += entity;
        else if (char_kind(c) == CharKind::Space)
            out += ' ';
        else if (char_kind(c) != CharKind::Invisible)
            append_utf8(out, c);
    }
    return out;
}

std::string to_lower_ascii(std::string_view s)
{
    std::string out(s);
    std::transform(out.begin(), out.end(), out.begin(), lower);
    return out;
}

bool equal_ignore_case(std::string_view a, std::string_view b)
{
    return a.size() == b.size() && std::equal(a.begin(), a.end(), b.begin(), [](char x, char y) {
        return lower(x) == lower(y);
    });
}

std::string_view trim(std::string_view s)
{
    const auto is_white = [](char c) { return c == ' ' || c == '\t' || c == '\r' || c == '\n'; };
    while (!s.empty() && is_white(s.front()))
        s.remove_prefix(1);
    while (!s.empty() && is_white(s.back()))
        s.remove_suffix(1);
    return s;
}

std::size_t code_points(std::string_view utf8)
{
    return static_cast<std::size_t>(
        std::count_if(utf8.begin(), utf8.end(), [](char c) { return (byte(c) & 0xC0u) != 0x80u; }));
}

std::string_view prefix(std::string_view utf8, std::size_t n)
{
    std::size_t at = 0;
    for (; n > 0 && at < utf8.size(); --n)
        decode(utf8, at);
    return utf8.substr(0, at);
}

} // namespace core
