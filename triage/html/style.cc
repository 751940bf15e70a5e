#include "triage/html/style.h"

#include <algorithm>
#include <cmath>
#include <optional>

#include "triage/core/text.h"

namespace html {

namespace {

using core::trim;

constexpr std::size_t max_declarations = 64; // of one block
constexpr std::size_t max_value = 512; // bytes

using Read = bool (*)(std::string_view value, Value& out);

template <typename Wanted>
bool keyword(std::string_view value, Value& out, Wanted wanted)
{
    if (value.empty() || value[0] < 'a' || value[0] > 'z')
        return false;
    out.n = wanted(value) ? 1 : 0;
    return true;
}

bool read_display(std::string_view value, Value& out)
{
    return keyword(value, out, [](std::string_view v) { return v != "none"; });
}

bool read_visibility(std::string_view value, Value& out)
{
    return keyword(value, out, [](std::string_view v) { return v != "hidden" && v != "collapse"; });
}

bool read_opacity(std::string_view value, Value& out)
{
    const std::optional<Length> n = parse_length(value);
    if (!n)
        return false;
    out.n = static_cast<float>(n->unit == Length::Unit::Percent ? n->n / 100 : n->n);
    out.computed = n->computed;
    return true;
}

bool read_filter(std::string_view value, Value& out)
{
    const std::size_t at = value.find("opacity(");
    return at != value.npos && read_opacity(value.substr(at + 8), out);
}

bool read_extent(std::string_view value, Value& out)
{
    constexpr float not_flat = 100;
    out.n = not_flat;
    if (const std::optional<Length> n = parse_length(value)) {
        out.computed = n->computed;
        const bool share = n->unit == Length::Unit::Other || n->unit == Length::Unit::Percent;
        out.n = share && n->n > 0
            ? not_flat
            : static_cast<float>(n->n * (n->unit == Length::Unit::Em ? 16 : 1));
    }
    return !value.empty();
}

bool read_font_size(std::string_view value, Value& out)
{
    const std::optional<Length> n = parse_length(value);
    if (!n) { // "medium", "larger", "inherit" …: none of them is small
        out.n = value == "inherit" || value == "unset" ? 1 : 16;
        out.relative = out.n == 1;
        return !value.empty() && value[0] >= 'a' && value[0] <= 'z';
    }
    if (n->n < 0 && !n->computed)
        return false;
    out.computed = n->computed;
    out.relative = n->unit == Length::Unit::Em || n->unit == Length::Unit::Percent;
    out.n = static_cast<float>(std::max(n->unit == Length::Unit::Percent ? n->n / 100 : n->n, 0.0));
    if (n->unit == Length::Unit::Other)
        out.n *= 8; // of a window of 800 px
    return true;
}

// "bold 0/0 a": the first length that is no weight.
bool read_font(std::string_view value, Value& out)
{
    for (std::size_t at = 0; at < value.size();) {
        const std::size_t end = std::min(value.find(' ', at), value.size());
        const std::string_view words = value.substr(at, end - at);
        const std::string_view size = words.substr(0, words.find('/')); // "size/line height"
        at = end + 1;
        const std::optional<Length> n = parse_length(size);
        if (n && (n->n < 100 || size.find_first_not_of("0123456789") != size.npos))
            return read_font_size(size, out);
    }
    return false;
}

bool read_overflow(std::string_view value, Value& out)
{
    return keyword(value, out,
        [](std::string_view v) { return v.starts_with("hidden") || v.starts_with("clip"); });
}

bool read_position(std::string_view value, Value& out)
{
    const bool known
        = keyword(value, out, [](std::string_view v) { return v == "absolute" || v == "fixed"; });
    if (value == "relative" || value == "sticky")
        out.n = 2;
    return known;
}

bool read_offset(std::string_view value, Value& out)
{
    const std::optional<Length> n = parse_length(value);
    if (!n)
        return false;
    const double factor = n->unit == Length::Unit::Px ? 1 : n->unit == Length::Unit::Em ? 16 : 8;
    out.n = static_cast<float>(std::clamp(n->n * factor, -1e6, 1e6));
    out.computed = n->computed;
    return true;
}

// Percentages of at least `most` as the first argument.
bool starts_with_share(std::string_view arguments, double most)
{
    const std::optional<Length> n = parse_length(trim(arguments));
    return n && n->unit == Length::Unit::Percent && n->n >= most;
}

bool read_clip_path(std::string_view value, Value& out)
{
    const std::size_t open = value.find('(');
    if (open == value.npos)
        return keyword(value, out, [](std::string_view) { return false; });
    const std::string_view shape = value.substr(0, open), arguments = value.substr(open + 1);
    const std::optional<Length> first = parse_length(trim(arguments));
    out.n = (shape == "inset" && starts_with_share(arguments, 50))
        || ((shape == "circle" || shape == "ellipse") && first && first->n == 0);
    return true;
}

bool read_clip(std::string_view value, Value& out)
{
    if (!value.starts_with("rect("))
        return keyword(value, out, [](std::string_view) { return false; });
    const std::optional<Length> first = parse_length(trim(value.substr(5)));
    const std::size_t last = value.find_last_of(" ,");
    const std::optional<Length> left = parse_length(value.substr(std::min(last + 1, value.size())));
    out.n = first && first->n >= 0 && first->n <= 1 && left && left->n >= 0 && left->n <= 1;
    return true;
}

bool read_transform(std::string_view value, Value& out)
{
    constexpr double far_px = -900;
    const std::size_t open = value.find('(');
    if (open == value.npos)
        return keyword(value, out, [](std::string_view) { return false; });
    const std::string_view name = value.substr(0, open);
    const std::optional<Length> n = parse_length(trim(value.substr(open + 1)));
    out.n = n
        && ((name.starts_with("scale") && std::abs(n->n) < 0.01)
            || (name.starts_with("translate") && n->n <= far_px));
    return true;
}

bool read_direction(std::string_view value, Value& out)
{
    return keyword(value, out, [](std::string_view v) { return v == "rtl"; });
}

bool read_bidi(std::string_view value, Value& out)
{
    return keyword(value, out,
        [](std::string_view v) { return v == "bidi-override" || v == "isolate-override"; });
}

bool read_ink(std::string_view value, Value& out)
{
    if (value == "inherit" || value == "currentcolor" || value == "unset") {
        out.n = 1;
        return true;
    }
    const std::optional<Colour> colour = parse_colour(value);
    if (colour)
        out.colour = *colour;
    return colour.has_value();
}

// A background is a list of words, one of which may be a colour.
bool read_paper(std::string_view value, Value& out)
{
    bool found = false;
    for (std::size_t at = 0; at < value.size();) {
        const std::size_t end = find_outside(value, " ", at);
        if (const auto colour = parse_colour(value.substr(at, end - at))) {
            out.colour = *colour;
            found = true;
        }
        at = end + 1;
    }
    const bool image = value.find("url(") != value.npos || value.find("gradient(") != value.npos;
    if (image && (!found || out.colour.alpha < 1))
        out.n = 1;
    if (!found && !image && (value.starts_with("none") || value == "0" || value == "initial")) {
        out.colour.alpha = 0; // what is behind shows through
        return true;
    }
    return found || image;
}

// "none" says nothing of the colour behind it.
bool read_image(std::string_view value, Value& out)
{
    out.n = value.find("url(") != value.npos || value.find("gradient(") != value.npos;
    return out.n > 0;
}

struct Row {
    std::string_view name;
    Property property;
    Read read;
};
// Sorted by name. Of the shorthands only what matters here.
constexpr std::array<Row, 29> rows { {
    { "-webkit-text-fill-color", Property::Fill, read_ink },
    { "background", Property::Paper, read_paper },
    { "background-color", Property::Paper, read_paper },
    { "background-image", Property::Paper, read_image },
    { "bottom", Property::Bottom, read_offset },
    { "clip", Property::Clip, read_clip },
    { "clip-path", Property::ClipPath, read_clip_path },
    { "color", Property::Ink, read_ink },
    { "direction", Property::Direction, read_direction },
    { "display", Property::Display, read_display },
    { "filter", Property::Opacity, read_filter },
    { "font", Property::FontSize, read_font },
    { "font-size", Property::FontSize, read_font_size },
    { "height", Property::Height, read_extent },
    { "left", Property::Left, read_offset },
    { "margin-left", Property::MarginLeft, read_offset },
    { "margin-top", Property::MarginTop, read_offset },
    { "max-height", Property::MaxHeight, read_extent },
    { "max-width", Property::MaxWidth, read_extent },
    { "opacity", Property::Opacity, read_opacity },
    { "overflow", Property::Overflow, read_overflow },
    { "position", Property::Position, read_position },
    { "right", Property::Right, read_offset },
    { "text-indent", Property::Indent, read_offset },
    { "top", Property::Top, read_offset },
    { "transform", Property::Transform, read_transform },
    { "unicode-bidi", Property::Bidi, read_bidi },
    { "visibility", Property::Visibility, read_visibility },
    { "width", Property::Width, read_extent },
} };
static_assert(std::is_sorted(
    rows.begin(), rows.end(), [](const Row& a, const Row& b) { return a.name < b.name; }));

const Row* find_row(std::string_view name)
{
    const auto* const row = std::lower_bound(rows.begin(), rows.end(), name,
        [](const Row& r, std::string_view wanted) { return r.name < wanted; });
    return row != rows.end() && row->name == name ? row : nullptr;
}

std::optional<Declaration> parse_one(std::string_view text)
{
    const std::size_t colon = text.find(':');
    const Row* const row = colon == text.npos ? nullptr : find_row(trim(text.substr(0, colon)));
    if (!row)
        return std::nullopt;
    std::string_view value = text.substr(colon + 1, max_value);
    Declaration d { row->property, false, {} };
    if (const std::size_t bang = value.rfind('!'); bang != value.npos) {
        d.important = trim(value.substr(bang + 1)) == "important";
        value = value.substr(0, bang);
    }
    if (!row->read(trim(value), d.value))
        return std::nullopt;
    return d;
}

bool is_hex(char c)
{
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
}

// An escaped character is part of a name, whatever it means unescaped (hash_name of sheet.h reads
// names alike).
char in_name(char c)
{
    if (c >= 'A' && c <= 'Z')
        return static_cast<char>(c | 0x20);
    const bool plain = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || (c & 0x80);
    return plain ? c : '_';
}

// Appends what the escape at css[at] == '\\' stands for; returns the offset behind it.
std::size_t append_escape(std::string& out, std::string_view css, std::size_t at)
{
    constexpr std::size_t longest = 6;
    std::uint32_t n = 0;
    std::size_t i = ++at;
    for (; i < css.size() && i < at + longest && is_hex(css[i]); ++i)
        n = n * 16
            + static_cast<std::uint32_t>(css[i] <= '9' ? css[i] - '0' : (css[i] | 0x20) - 'a' + 10);
    if (i == at) {
        if (at < css.size())
            out += in_name(css[at]);
        return at + 1;
    }
    const bool scalar = n > 0 && n <= 0x10FFFF && (n < 0xD800 || n > 0xDFFF);
    if (n < 0x80)
        out += in_name(static_cast<char>(n));
    else
        core::append_utf8(out, scalar ? static_cast<char32_t>(n) : U'\xFFFD');
    const bool space = i < css.size() && (css[i] == ' ' || css[i] == '\n' || css[i] == '\t');
    return space ? i + 1 : i;
}

} // namespace

std::string plain_css(std::string_view css)
{
    std::string out;
    out.reserve(css.size());
    for (std::size_t at = 0; at < css.size();) {
        const char c = css[at];
        if (c == '/' && css.substr(at, 2) == "/*") {
            const std::size_t close = css.find("*/", at + 2);
            at = close == css.npos ? css.size() : close + 2;
        } else if (c == '\\') {
            at = append_escape(out, css, at);
        } else {
            out += c >= 'A' && c <= 'Z' ? static_cast<char>(c | 0x20) : c;
            ++at;
        }
    }
    return out;
}

std::size_t find_outside(std::string_view css, std::string_view wanted, std::size_t at)
{
    std::size_t depth = 0;
    for (; at < css.size(); ++at) {
        const char c = css[at];
        if (c == '"' || c == '\'') {
            at = css.find_first_of(
                c == '"' ? "\"\n" : "'\n", at + 1); // a string ends with its line
            if (at == css.npos)
                return css.size();
        } else if (depth == 0 && wanted.find(c) != wanted.npos) {
            return at;
        } else if (c == '(' || c == '[') {
            ++depth;
        } else if ((c == ')' || c == ']') && depth > 0) {
            --depth;
        }
    }
    return css.size();
}

std::vector<Declaration> parse_declarations(std::string_view plain)
{
    const std::string_view s = plain;
    std::vector<Declaration> out;
    for (std::size_t at = 0; at < s.size() && out.size() < max_declarations;) {
        const std::size_t end = find_outside(s, ";", at);
        if (const auto d = parse_one(s.substr(at, end - at)))
            out.push_back(*d);
        at = end + 1;
    }
    return out;
}

} // namespace html
