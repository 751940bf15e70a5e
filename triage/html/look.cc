#include "triage/html/look.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdlib>
#include <string>

#include "triage/core/text.h"
#include "triage/html/entities.h"

namespace html {

namespace {

using core::trim;

// What one style says of its own box, and what hides only in combination.
struct Box {
    bool clips = false; // overflow:hidden
    bool flat = false; // no width or no height
    bool positioned = false;
    bool far_off = false; // moved out of the page
};

constexpr double far_px = -900;
constexpr double tiny_px = 2;

// The number that `s` begins with; nullopt if there is none.
std::optional<double> number(std::string_view s)
{
    double n = 0;
    if (s.starts_with('+'))
        s.remove_prefix(1);
    const auto [end, error] = std::from_chars(s.data(), s.data() + s.size(), n);
    if (error != std::errc())
        return std::nullopt;
    return n;
}

bool is_zero(std::string_view value)
{
    const std::optional<double> n = number(value);
    return n && *n == 0;
}

// In px, roughly; nullopt for what is relative to the outer size.
std::optional<double> font_size(std::string_view value)
{
    const std::optional<double> n = number(value);
    if (!n)
        return std::nullopt;
    if (*n == 0)
        return 0;
    if (value.find("px") != std::string_view::npos)
        return *n;
    if (value.find("pt") != std::string_view::npos)
        return *n * 4 / 3;
    return std::nullopt;
}

void set_font_size(std::string_view value, Look& look)
{
    const std::optional<double> px = font_size(value);
    const bool is_word = !value.empty() && value[0] >= 'a' && value[0] <= 'z' && value != "inherit";
    if (px || is_word)
        look.tiny = px && *px <= tiny_px;
}

void set_font(std::string_view value, Look& look) // "bold 0/0 a"
{
    for (std::size_t at = 0; at < value.size();) {
        const std::size_t end = std::min(value.find(' ', at), value.size());
        const std::string_view word = value.substr(at, end - at);
        const std::optional<double> n = number(word);
        if (n && *n < 100) // beyond that it is a weight
            return set_font_size(word.substr(0, word.find('/')), look);
        at = end + 1;
    }
}

void set_paper(std::string_view value, Look& look)
{
    if (value.find("url(") != std::string_view::npos
        || value.find("gradient") != std::string_view::npos)
        look.paper_unknown = true;
    for (std::size_t at = 0; at < value.size();) {
        const std::size_t close = value[at] == 'r' ? value.find(')', at) : value.find(' ', at);
        const std::size_t end = std::min(close, value.size());
        if (const auto colour = parse_colour(value.substr(at, end - at + 1))) {
            look.paper = colour;
            look.paper_unknown = false;
        }
        at = end + 1;
    }
}

void set_visibility(std::string_view value, Look& look)
{
    look.invisible = value == "hidden" || value == "collapse";
}

void set_display(std::string_view value, Look& look)
{
    look.gone = look.gone || value == "none";
}

void set_opacity(std::string_view value, Look& look)
{
    const std::optional<double> n = number(value);
    look.gone = look.gone || (n && *n < 0.02);
}

void set_clip(std::string_view value, Look& look)
{
    look.gone = look.gone || value.find("inset(100%") != std::string_view::npos
        || value.find("inset(50%") != std::string_view::npos
        || value.find("circle(0") != std::string_view::npos || value.starts_with("rect(0")
        || value.starts_with("rect(1px");
}

void set_ink(std::string_view value, Look& look)
{
    if (value == "transparent" || (value.starts_with("rgba(") && value.ends_with(",0)")))
        look.gone = true;
    else if (const auto colour = parse_colour(value))
        look.ink = colour;
}

struct Property {
    std::string_view name;
    void (*set)(std::string_view value, Look& look);
};
constexpr std::array<Property, 10> properties { { { "display", set_display },
    { "visibility", set_visibility }, { "opacity", set_opacity }, { "font-size", set_font_size },
    { "font", set_font }, { "color", set_ink }, { "background", set_paper },
    { "background-color", set_paper }, { "clip-path", set_clip }, { "clip", set_clip } } };

bool is_extent(std::string_view name)
{
    return name == "height" || name == "width" || name == "max-height" || name == "max-width"
        || name == "line-height";
}

void note_box(std::string_view name, std::string_view value, Box& box)
{
    if (name == "overflow" || name == "overflow-x" || name == "overflow-y")
        box.clips = box.clips || value == "hidden" || value == "clip";
    else if (is_extent(name))
        box.flat = box.flat || is_zero(value);
    else if (name == "position")
        box.positioned = value == "absolute" || value == "fixed";
    else if (name == "left" || name == "top" || name == "margin-left" || name == "text-indent") {
        const std::optional<double> n = number(value);
        box.far_off = box.far_off || (n && *n <= far_px);
    }
}

void declare(std::string_view name, std::string_view value, Look& look, Box& box)
{
    const auto* const p = std::find_if(properties.begin(), properties.end(),
        [&](const Property& candidate) { return candidate.name == name; });
    if (p != properties.end())
        p->set(value, look);
    else
        note_box(name, value, box);
}

// Lower case, references decoded, comments and "!important" gone.
std::string plain_style(std::string_view raw)
{
    std::string s = core::to_lower_ascii(decoded(raw, Place::Attribute));
    std::string out;
    for (std::size_t at = 0; at < s.size();) {
        const std::size_t open = std::min(s.find("/*", at), s.size());
        out.append(s, at, open - at);
        const std::size_t close = open == s.size() ? open : s.find("*/", open + 2);
        at = close >= s.size() ? s.size() : close + 2;
    }
    return out;
}

std::string_view without_important(std::string_view value)
{
    return trim(value.substr(0, value.find('!')));
}

void apply_style(std::string_view raw, Look& look)
{
    Box box;
    const std::string style = plain_style(raw);
    const std::string_view s = style;
    for (std::size_t at = 0; at < s.size();) {
        const std::size_t end = std::min(s.find(';', at), s.size());
        const std::string_view declaration = s.substr(at, end - at);
        at = end + 1;
        const std::size_t colon = declaration.find(':');
        if (colon != std::string_view::npos)
            declare(trim(declaration.substr(0, colon)),
                without_important(declaration.substr(colon + 1)), look, box);
    }
    look.gone = look.gone || (box.clips && box.flat) || box.far_off;
}

bool is_flat_attribute(const Token& tag)
{
    if (tag.name == "td" || tag.name == "th" || tag.name == "col" || tag.name == "table")
        return false; // cells and tables grow with what they hold
    for (const std::string_view side : { "width", "height" })
        if (const std::string_view* v = tag.attribute(side); v && is_zero(trim(*v)))
            return true;
    return false;
}

} // namespace

bool Look::hidden() const
{
    if (gone || invisible || tiny)
        return true;
    if (!ink || !paper || paper_unknown)
        return false;
    constexpr int least = 8; // differences of all channels below this cannot be told apart
    return std::abs(ink->r - paper->r) < least && std::abs(ink->g - paper->g) < least
        && std::abs(ink->b - paper->b) < least;
}

Look inherit(const Look& outer, const Token& tag)
{
    Look look = outer;
    if (tag.name == "a")
        look.ink.reset(); // links have a colour of their own
    for (const Attribute& a : tag.attributes) {
        if (a.name == "bgcolor")
            set_paper(core::to_lower_ascii(trim(a.value)), look);
        else if (a.name == "background" && !trim(a.value).empty())
            look.paper_unknown = true;
        else if (a.name == "color" && tag.name == "font")
            set_ink(core::to_lower_ascii(trim(a.value)), look);
        else if (a.name == "hidden")
            look.gone = true;
    }
    if (is_flat_attribute(tag))
        look.gone = true;
    if (const std::string_view* style = tag.attribute("style"))
        apply_style(*style, look);
    return look;
}

namespace {

std::optional<Colour> hex_colour(std::string_view s)
{
    std::uint32_t n = 0;
    const auto [end, error] = std::from_chars(s.data(), s.data() + s.size(), n, 16);
    if (error != std::errc() || end != s.data() + s.size() || (s.size() != 3 && s.size() != 6))
        return std::nullopt;
    if (s.size() == 3)
        return Colour { static_cast<std::uint8_t>((n >> 8) * 17),
            static_cast<std::uint8_t>((n >> 4 & 15) * 17),
            static_cast<std::uint8_t>((n & 15) * 17) };
    return Colour { static_cast<std::uint8_t>(n >> 16), static_cast<std::uint8_t>(n >> 8 & 255),
        static_cast<std::uint8_t>(n & 255) };
}

std::optional<Colour> rgb_colour(std::string_view s)
{
    std::array<std::uint8_t, 3> channel {};
    for (std::uint8_t& c : channel) {
        s = trim(s);
        const std::optional<double> n = number(s);
        if (!n)
            return std::nullopt;
        c = static_cast<std::uint8_t>(std::clamp(*n, 0.0, 255.0));
        s.remove_prefix(std::min(s.find_first_of(", ") + 1, s.size()));
    }
    return Colour { channel[0], channel[1], channel[2] };
}

struct Named {
    std::string_view name;
    Colour colour;
};
constexpr std::array<Named, 8> named_colours { { { "white", { 255, 255, 255 } },
    { "black", { 0, 0, 0 } }, { "snow", { 255, 250, 250 } }, { "ivory", { 255, 255, 240 } },
    { "whitesmoke", { 245, 245, 245 } }, { "red", { 255, 0, 0 } }, { "blue", { 0, 0, 255 } },
    { "gray", { 128, 128, 128 } } } };

} // namespace

std::optional<Colour> parse_colour(std::string_view s)
{
    s = trim(s);
    if (s.starts_with('#'))
        return hex_colour(s.substr(1));
    if (s.starts_with("rgb(") || s.starts_with("rgba("))
        return rgb_colour(s.substr(s.find('(') + 1));
    for (const Named& n : named_colours)
        if (n.name == s)
            return n.colour;
    return hex_colour(s.size() == 6 ? s : std::string_view()); // bgcolor=ffffff
}

} // namespace html
