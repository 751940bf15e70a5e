#include "triage/scan/amount.h"

#include <algorithm>
#include <array>
#include <cstddef>

namespace scan {

namespace {

constexpr std::size_t far_before = 14, far_behind = 40; // bytes that a currency may be away

bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

bool is_space(char c)
{
    return c == ' ' || c == '\n' || c == '\r' || c == '\t';
}

// A separator with three digits behind it, and no fourth.
bool is_group(std::string_view s, std::size_t at)
{
    constexpr std::string_view separators = ",.' ";
    if (at + 3 >= s.size() || separators.find(s[at]) == separators.npos)
        return false;
    return is_digit(s[at + 1]) && is_digit(s[at + 2]) && is_digit(s[at + 3])
        && (at + 4 == s.size() || !is_digit(s[at + 4]));
}

bool has_currency(std::string_view s)
{
    static constexpr std::array<std::string_view, 11> currencies { "$", "\u20ac", "\u00a3", "usd",
        "eur", "gbp", "dollar", "dolar", "pound", "libra", "reais" };
    return std::any_of(currencies.begin(), currencies.end(),
        [&](std::string_view c) { return s.find(c) != s.npos; });
}

bool says_million(std::string_view s)
{
    static constexpr std::array<std::string_view, 7> words { "million", "billion", "millon",
        "milion", "miljoen", "milhoes", "mio" };
    while (!s.empty() && is_space(s.front()))
        s.remove_prefix(1);
    return std::any_of(
        words.begin(), words.end(), [&](std::string_view w) { return s.starts_with(w); });
}

struct Figure {
    std::size_t end = 0, digits = 0, groups = 0;
};

// "3,500,000", "10".
Figure figure_at(std::string_view s, std::size_t at)
{
    Figure f { at };
    while (f.end < s.size() && (is_digit(s[f.end]) || is_group(s, f.end))) {
        ++(is_digit(s[f.end]) ? f.digits : f.groups);
        ++f.end;
    }
    return f;
}

// Behind the decimals of "10.5".
std::size_t after_decimals(std::string_view s, std::size_t at)
{
    if (at + 1 >= s.size() || (s[at] != '.' && s[at] != ',') || !is_digit(s[at + 1]))
        return at;
    for (++at; at < s.size() && is_digit(s[at]);)
        ++at;
    return at;
}

} // namespace

std::string_view millions_in(std::string_view folded)
{
    constexpr std::size_t least_digits = 7, most_digits = 12;
    for (std::size_t at = 0; at < folded.size(); ++at) {
        if (!is_digit(folded[at]))
            continue;
        const Figure f = figure_at(folded, at);
        const std::size_t end = after_decimals(folded, f.end);
        const bool long_figure
            = f.groups >= 2 && f.digits >= least_digits && f.digits <= most_digits;
        const std::size_t from = at - std::min(at, far_before);
        if ((long_figure || says_million(folded.substr(end)))
            && has_currency(folded.substr(from, end + far_behind - from)))
            return folded.substr(at, end - at);
        at = end;
    }
    return {};
}

} // namespace scan
