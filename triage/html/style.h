// CSS declarations, as far as they decide whether text is seen: "display:none; color:#fff" becomes
// a list of properties with one value each. Called for style attributes and by sheet.cc. Pure,
// linear in the bytes; thread-safe.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "triage/html/value.h"

namespace html {

enum class Property : std::uint8_t {
    Display, // n: 0 none, 1 anything else
    Visibility, // n: 0 hidden
    Opacity, // n; of filter:opacity() too
    FontSize, // n px, or em of the outer size
    Overflow, // n: 1 clips
    Height, // extents: n px; only those that hide, or clearly do not, are kept
    Width,
    MaxHeight,
    MaxWidth,
    Position, // n: 1 absolute or fixed, 2 relative
    Left, // offsets: n px
    Right,
    Top,
    Bottom,
    MarginLeft,
    MarginTop,
    Indent,
    ClipPath, // n: 1 clips everything away
    Clip, // n: 1 clips everything away
    Transform, // n: 1 moves or shrinks away
    Direction, // n: 1 from right to left
    Bidi, // n: 1 override
    Ink, // colour; n: 1 it is inherited
    Fill, // -webkit-text-fill-color
    Paper, // colour; n: 1 an image or gradient: unknown
};
inline constexpr std::size_t property_count = 25;

struct Value {
    float n = 0;
    bool relative = false; // em, percent: of the outer size
    bool computed = false; // by calc() and its like
    Colour colour {};
};

struct Declaration {
    Property property {};
    bool important = false;
    Value value;
};

// `plain`: what stands between braces or in a style attribute, as plain_css() gives it.
// Declarations that browsers drop are dropped, and all that do not matter here. At most 64 are
// kept.
std::vector<Declaration> parse_declarations(std::string_view plain);

// What holds for one element once all declarations have been put on top of each other.
class Style {
public:
    void put(Property p, const Value& v)
    {
        set_ |= 1u << static_cast<unsigned>(p);
        values_[static_cast<std::size_t>(p)] = v;
    }
    // nullptr if nothing was said.
    const Value* get(Property p) const
    {
        const bool is_set = set_ & 1u << static_cast<unsigned>(p);
        return is_set ? &values_[static_cast<std::size_t>(p)] : nullptr;
    }
    // The value's number; `otherwise` if nothing was said.
    float number(Property p, float otherwise) const
    {
        const Value* v = get(p);
        return v ? v->n : otherwise;
    }
    bool empty() const { return set_ == 0; }

private:
    std::uint32_t set_ = 0;
    std::array<Value, property_count> values_ {};
};

// Lower case, with CSS comments gone and CSS escapes undone ("d\69splay"). Escaped delimiters
// become '_', so that they delimit nothing.
std::string plain_css(std::string_view css);
// Offset of the first of `wanted` outside quotes, brackets and parentheses, from `at`; the size if
// there is none.
std::size_t find_outside(std::string_view css, std::string_view wanted, std::size_t at);

} // namespace html
