#include "triage/html/look.h"

#include <algorithm>
#include <array>

namespace html {

namespace {

using core::HiddenBy;

constexpr float far_px = -900; // an offset beyond this leaves the page
constexpr float far_right_px = 5000;
constexpr float flat_px = 1; // an extent up to this shows nothing
constexpr float tiny_px = 2; // letters up to this cannot be read
constexpr float faint = 0.02F; // an opacity below this shows nothing

bool is_off_page(const Style& s)
{
    for (const Property p : { Property::MarginLeft, Property::MarginTop, Property::Indent })
        if (s.number(p, 0) <= far_px)
            return true;
    if (s.number(Property::Position, 0) == 0)
        return false;
    for (const Property p : { Property::Left, Property::Right, Property::Top, Property::Bottom })
        if (s.number(p, 0) <= far_px || s.number(p, 0) >= far_right_px)
            return true;
    return false;
}

// Clipped to nothing: no extent without overflow.
std::optional<HiddenBy> flattened(const Style& s)
{
    if (s.number(Property::Overflow, 0) == 0)
        return std::nullopt;
    for (const Property p :
        { Property::Height, Property::Width, Property::MaxHeight, Property::MaxWidth })
        if (const Value* v = s.get(p); v && v->n <= flat_px)
            return v->computed ? HiddenBy::Trick : HiddenBy::Size;
    return std::nullopt;
}

std::optional<HiddenBy> removed(const Style& s)
{
    if (s.number(Property::Display, 1) == 0)
        return HiddenBy::Display;
    const bool absolute = s.number(Property::Position, 0) == 1;
    if (s.number(Property::ClipPath, 0) > 0 || s.number(Property::Transform, 0) > 0
        || (absolute && s.number(Property::Clip, 0) > 0) || is_off_page(s))
        return HiddenBy::Trick;
    return flattened(s);
}

void set_size(const Style& s, Look& look)
{
    const Value* const v = s.get(Property::FontSize);
    if (!v)
        return;
    look.font_px = std::min(v->relative ? look.font_px * v->n : v->n, 1e6F);
    look.font_computed = v->computed;
}

Colour blended(const Colour& above, const Colour& below)
{
    const auto mix = [&](std::uint8_t a, std::uint8_t b) {
        const float m
            = above.alpha * static_cast<float>(a) + (1 - above.alpha) * static_cast<float>(b);
        return static_cast<std::uint8_t>(std::clamp(m, 0.0F, 255.0F));
    };
    return { mix(above.r, below.r), mix(above.g, below.g), mix(above.b, below.b) };
}

void set_colours(std::string_view name, const Style& s, Look& look)
{
    const Colour outer = look.ink;
    if (name == "a")
        look.ink = look.link;
    for (const Property p : { Property::Ink, Property::Fill })
        if (const Value* v = s.get(p))
            look.ink = v->n > 0 ? outer : v->colour;
    const Value* const paper = s.get(Property::Paper);
    if (!paper)
        return;
    if (paper->n > 0)
        look.paper_unknown = true;
    else if (paper->colour.alpha > faint) {
        look.paper_unknown = look.paper_unknown && paper->colour.alpha < 1;
        look.paper = blended(paper->colour, look.paper);
    }
}

} // namespace

std::optional<HiddenBy> Look::hidden() const
{
    if (gone)
        return gone;
    if (invisible)
        return HiddenBy::Display;
    if (font_px <= tiny_px)
        return font_computed ? HiddenBy::Trick : HiddenBy::Size;
    if (ink.alpha <= faint || (!paper_unknown && !can_be_told_apart(ink, paper, opacity)))
        return HiddenBy::Colour;
    return std::nullopt;
}

Look inherit(const Look& outer, std::string_view name, const Style& style)
{
    Look look = outer;
    if (style.empty() && name != "a")
        return look;
    if (!look.gone)
        look.gone = removed(style);
    if (const Value* v = style.get(Property::Visibility))
        look.invisible = v->n == 0;
    if (const Value* v = style.get(Property::Opacity)) {
        look.opacity *= std::clamp(v->n, 0.0F, 1.0F);
        if (look.opacity < faint && !look.gone)
            look.gone = v->computed ? HiddenBy::Trick : HiddenBy::Display;
    }
    set_size(style, look);
    set_colours(name, style, look);
    if (const Value* v = style.get(Property::Direction))
        look.right_to_left = v->n > 0;
    if (const Value* v = style.get(Property::Bidi))
        look.turned = v->n > 0 && look.right_to_left;
    return look;
}

} // namespace html
