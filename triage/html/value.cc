#include "triage/html/value.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <cstdlib>
#include <utility>

#include "triage/core/text.h"
#include "triage/html/colours.h"

namespace html {

namespace {

using core::trim;
using Unit = Length::Unit;

constexpr int max_depth = 8; // of nested calculations

// Takes the number that `s` begins with off it; nullopt if there is none.
std::optional<double> take_number(std::string_view& s)
{
    double n = 0;
    std::string_view digits = s;
    if (digits.starts_with('+'))
        digits.remove_prefix(1);
    const auto [end, error] = std::from_chars(
        digits.data(), digits.data() + digits.size(), n, std::chars_format::fixed);
    if (error != std::errc() || !std::isfinite(n))
        return std::nullopt;
    s.remove_prefix(static_cast<std::size_t>(end - s.data()));
    return n;
}

struct UnitRow {
    std::string_view name;
    Unit unit;
    double factor;
};
constexpr std::array<UnitRow, 14> units { { { "px", Unit::Px, 1 }, { "pt", Unit::Px, 4.0 / 3 },
    { "rem", Unit::Px, 16 }, { "em", Unit::Em, 1 }, { "%", Unit::Percent, 1 },
    { "ex", Unit::Em, 0.5 }, { "ch", Unit::Em, 0.5 }, { "pc", Unit::Px, 16 },
    { "in", Unit::Px, 96 }, { "cm", Unit::Px, 37.8 }, { "mm", Unit::Px, 3.78 },
    { "vw", Unit::Other, 1 }, { "vh", Unit::Other, 1 }, { "vmin", Unit::Other, 1 } } };

std::string_view take_word(std::string_view& s)
{
    std::size_t end = 0;
    while (end < s.size() && ((s[end] >= 'a' && s[end] <= 'z') || s[end] == '%' || s[end] == '-'))
        ++end;
    const std::string_view word = s.substr(0, end);
    s.remove_prefix(end);
    return word;
}

// Reads sums and products of lengths, and min(), max(), clamp(). Mixed units make a result that
// nobody knows (Unit::Other), unless both sides are zero.
class Calculation {
public:
    explicit Calculation(std::string_view s)
        : rest_(s)
    {
    }
    std::optional<Length> sum(int depth)
    {
        std::optional<Length> left = product(depth);
        while (left) {
            skip_spaces();
            if (!rest_.starts_with('+') && !rest_.starts_with('-'))
                break;
            const double sign = rest_[0] == '-' ? -1 : 1;
            rest_.remove_prefix(1);
            left = added(left, product(depth), sign);
        }
        return left;
    }

private:
    void skip_spaces()
    {
        while (rest_.starts_with(' ') || rest_.starts_with('\n') || rest_.starts_with('\t'))
            rest_.remove_prefix(1);
    }

    static std::optional<Length> added(
        std::optional<Length> a, std::optional<Length> b, double sign)
    {
        if (!a || !b)
            return std::nullopt;
        const Unit unit = a->n == 0           ? b->unit
            : b->n == 0 || a->unit == b->unit ? a->unit
                                              : Unit::Other;
        return Length { a->n + sign * b->n, unit, true };
    }

    std::optional<Length> product(int depth)
    {
        std::optional<Length> left = term(depth);
        while (left) {
            skip_spaces();
            if (!rest_.starts_with('*') && !rest_.starts_with('/'))
                break;
            const bool divide = rest_[0] == '/';
            rest_.remove_prefix(1);
            const std::optional<Length> right = term(depth);
            if (!right || (divide && right->n == 0))
                return std::nullopt;
            left->n = divide ? left->n / right->n : left->n * right->n;
            left->unit = left->unit == Unit::Px ? right->unit : left->unit;
        }
        return left;
    }

    std::optional<Length> term(int depth)
    {
        skip_spaces();
        if (depth == max_depth)
            return std::nullopt;
        if (const std::optional<double> n = take_number(rest_))
            return with_unit(*n);
        const std::string_view name = take_word(rest_);
        if (!rest_.starts_with('('))
            return std::nullopt;
        rest_.remove_prefix(1);
        return function(name, depth + 1);
    }

    Length with_unit(double n)
    {
        const std::string_view word = take_word(rest_);
        const auto* const row = std::find_if(
            units.begin(), units.end(), [&](const UnitRow& u) { return u.name == word; });
        if (word.empty() || n == 0)
            return { n };
        return row == units.end() ? Length { n, Unit::Other }
                                  : Length { n * row->factor, row->unit };
    }

    std::optional<Length> function(std::string_view name, int depth)
    {
        std::array<Length, 3> arguments;
        std::size_t count = 0;
        while (count < arguments.size()) {
            const std::optional<Length> next = sum(depth);
            if (!next)
                return std::nullopt;
            arguments[count++] = *next;
            skip_spaces();
            if (!rest_.starts_with(','))
                break;
            rest_.remove_prefix(1);
        }
        if (rest_.starts_with(')'))
            rest_.remove_prefix(1);
        return called(name, arguments, count);
    }

    // Compares numbers whatever their units: exact for zero, which is what matters.
    static std::optional<Length> called(
        std::string_view name, const std::array<Length, 3>& a, std::size_t count)
    {
        Length out = a[0];
        const auto lower = [](const Length& x, const Length& y) { return x.n < y.n; };
        const auto* const end = a.begin() + static_cast<std::ptrdiff_t>(count);
        if (name == "min")
            out = *std::min_element(a.begin(), end, lower);
        else if (name == "max")
            out = *std::max_element(a.begin(), end, lower);
        else if (name == "clamp" && count == 3)
            out = std::max(a[0], std::min(a[1], a[2], lower), lower);
        else if (!name.empty() && name != "calc")
            return std::nullopt;
        out.computed = true;
        return out;
    }

    std::string_view rest_;
};

} // namespace

std::optional<Length> parse_length(std::string_view s)
{
    return Calculation(s).sum(0);
}

bool can_be_told_apart(const Colour& ink, const Colour& paper, float opacity)
{
    constexpr float least = 8;
    const float strength = ink.alpha * opacity;
    const auto differs = [&](std::uint8_t a, std::uint8_t b) {
        return strength * static_cast<float>(std::abs(a - b)) >= least;
    };
    return differs(ink.r, paper.r) || differs(ink.g, paper.g) || differs(ink.b, paper.b);
}

namespace {

std::uint8_t byte(std::uint32_t n)
{
    return static_cast<std::uint8_t>(n & 255);
}

std::optional<Colour> hex_colour(std::string_view s)
{
    std::uint32_t n = 0;
    const auto [end, error] = std::from_chars(s.data(), s.data() + s.size(), n, 16);
    if (error != std::errc() || end != s.data() + s.size())
        return std::nullopt;
    const auto wide = [&](unsigned shift) { return byte((n >> shift & 15) * 17); };
    switch (s.size()) {
    case 3:
        return Colour { wide(8), wide(4), wide(0) };
    case 4:
        return Colour { wide(12), wide(8), wide(4), static_cast<float>(wide(0)) / 255 };
    case 6:
        return Colour { byte(n >> 16), byte(n >> 8), byte(n) };
    case 8:
        return Colour { byte(n >> 24), byte(n >> 16), byte(n >> 8),
            static_cast<float>(byte(n)) / 255 };
    default:
        return std::nullopt;
    }
}

struct Channels {
    std::array<double, 4> n { 0, 0, 0, 1 };
    std::array<bool, 4> percent {};
};

// "1, 2, 3, .5)", "1 2 3 / 50%)".
std::optional<Channels> channels(std::string_view s)
{
    Channels out;
    std::size_t i = 0;
    for (; i < 4; ++i) {
        const std::size_t start = s.find_first_not_of(" ,/\t");
        if (start == s.npos || s[start] == ')')
            break;
        s.remove_prefix(start);
        const std::optional<double> n = take_number(s);
        if (!n)
            return std::nullopt;
        out.n[i] = *n;
        out.percent[i] = s.starts_with('%');
        s.remove_prefix(std::min(s.find_first_of(" ,/)"), s.size()));
    }
    if (i < 3)
        return std::nullopt;
    out.n[3] = std::clamp(out.percent[3] ? out.n[3] / 100 : out.n[3], 0.0, 1.0);
    return out;
}

std::uint8_t level(double n)
{
    return static_cast<std::uint8_t>(std::clamp(n, 0.0, 255.0));
}

Colour from_rgb(const Channels& c)
{
    const auto at = [&](std::size_t i) { return level(c.percent[i] ? c.n[i] * 2.55 : c.n[i]); };
    return { at(0), at(1), at(2), static_cast<float>(c.n[3]) };
}

// CSS Color 4, section 7.1.
Colour from_hsl(const Channels& c)
{
    const double hue = std::fmod(std::fmod(c.n[0], 360) + 360, 360);
    const double s = std::clamp(c.n[1], 0.0, 100.0) / 100, l = std::clamp(c.n[2], 0.0, 100.0) / 100;
    const auto at = [&](double n) {
        const double k = std::fmod(n + hue / 30, 12);
        return level(
            255 * (l - s * std::min(l, 1 - l) * std::max(-1.0, std::min({ k - 3, 9 - k, 1.0 }))));
    };
    return { at(0), at(8), at(4), static_cast<float>(c.n[3]) };
}

} // namespace

std::optional<Colour> parse_colour(std::string_view s)
{
    s = trim(s);
    if (s.starts_with('#'))
        return hex_colour(s.substr(1));
    const std::size_t open = s.find('(');
    if (open != s.npos) {
        const std::string_view name = s.substr(0, open);
        const std::optional<Channels> c = channels(s.substr(open + 1));
        if (c && (name == "rgb" || name == "rgba"))
            return from_rgb(*c);
        if (c && (name == "hsl" || name == "hsla"))
            return from_hsl(*c);
        return std::nullopt;
    }
    if (s == "transparent")
        return Colour { 0, 0, 0, 0 };
    const auto* const row = std::lower_bound(named_colours.begin(), named_colours.end(), s,
        [](const NamedColour& c, std::string_view name) { return c.name < name; });
    if (row == named_colours.end() || row->name != s)
        return std::nullopt;
    return Colour { byte(row->rgb >> 16), byte(row->rgb >> 8), byte(row->rgb) };
}

std::optional<Colour> parse_old_colour(std::string_view s)
{
    s = trim(s);
    const std::optional<Colour> colour = parse_colour(s);
    return colour || (s.size() != 3 && s.size() != 6) ? colour : hex_colour(s);
}

} // namespace html
