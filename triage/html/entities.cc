#include "triage/html/entities.h"

#include <algorithm>

#include "triage/core/text.h"
#include "triage/html/references.h"

namespace html {

namespace {

constexpr std::size_t longest_name = 24;

bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}
bool is_alnum(char c)
{
    return is_digit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

int hex_value(char c)
{
    if (is_digit(c))
        return c - '0';
    const char low = static_cast<char>(c | 0x20);
    return low >= 'a' && low <= 'f' ? low - 'a' + 10 : -1;
}

// What a number stands for: C1 controls are read as windows-1252.
char32_t scalar(std::uint32_t n)
{
    constexpr std::array<char16_t, 32> c1 { 0x20AC, 0x81, 0x201A, 0x0192, 0x201E, 0x2026, 0x2020,
        0x2021, 0x02C6, 0x2030, 0x0160, 0x2039, 0x0152, 0x8D, 0x017D, 0x8F, 0x90, 0x2018, 0x2019,
        0x201C, 0x201D, 0x2022, 0x2013, 0x2014, 0x02DC, 0x2122, 0x0161, 0x203A, 0x0153, 0x9D,
        0x017E, 0x0178 };
    if (n >= 0x80 && n < 0xA0)
        return c1[n - 0x80];
    const bool is_scalar = n != 0 && n <= 0x10FFFF && (n < 0xD800 || n > 0xDFFF);
    return is_scalar ? n : 0xFFFD;
}

// Reads "#…" at the start of s; returns the bytes consumed, 0 if it is no reference.
std::size_t numeric(std::string& out, std::string_view s)
{
    const bool hex = s.size() > 1 && (s[1] | 0x20) == 'x';
    const std::size_t first = hex ? 2 : 1;
    std::size_t i = first;
    std::uint32_t n = 0;
    for (; i < s.size(); ++i) {
        const int digit = hex_value(s[i]);
        if (digit < 0 || (!hex && digit > 9))
            break;
        n = std::min<std::uint32_t>(
            n * (hex ? 16 : 10) + static_cast<std::uint32_t>(digit), 0x110000);
    }
    if (i == first)
        return 0;
    core::append_utf8(out, scalar(n));
    return i < s.size() && s[i] == ';' ? i + 1 : i;
}

const NamedReference* find_name(std::string_view name)
{
    const auto* const row = std::lower_bound(named_references.begin(), named_references.end(), name,
        [](const NamedReference& r, std::string_view n) { return r.name < n; });
    return row != named_references.end() && row->name == name ? row : nullptr;
}

// The same for a name. The longest name that matches counts; without its semicolon only the old
// ones do, and in an attribute not before '=' or a letter ("?a=1&copy=2").
std::size_t named(std::string& out, std::string_view s, Place place)
{
    std::size_t n = 0;
    while (n < s.size() && n < longest_name && is_alnum(s[n]))
        ++n;
    if (n < s.size() && s[n] == ';') {
        if (const NamedReference* r = find_name(s.substr(0, n))) {
            core::append_utf8(out, r->code_point);
            return n + 1;
        }
    }
    for (; n >= 2; --n) {
        const NamedReference* const r = find_name(s.substr(0, n));
        if (!r || !r->without_semicolon)
            continue;
        if (place == Place::Attribute && n < s.size() && (s[n] == '=' || is_alnum(s[n])))
            return 0;
        core::append_utf8(out, r->code_point);
        return n;
    }
    return 0;
}

} // namespace

void append_decoded(std::string& out, std::string_view raw, Place place)
{
    for (std::size_t at = 0; at < raw.size();) {
        const std::size_t amp = std::min(raw.find('&', at), raw.size());
        out += raw.substr(at, amp - at);
        at = amp;
        if (at == raw.size())
            break;
        const std::string_view rest = raw.substr(at + 1);
        const std::size_t n = rest.starts_with('#') ? numeric(out, rest) : named(out, rest, place);
        if (n == 0)
            out += '&';
        at += n + 1;
    }
}

std::string decoded(std::string_view raw, Place place)
{
    std::string out;
    out.reserve(raw.size());
    append_decoded(out, raw, place);
    return out;
}

} // namespace html
