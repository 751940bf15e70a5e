// Values of CSS, as far as they decide whether text is seen: lengths and colours. Called by
// style.cc and look.cc. Input in lower case. Pure, linear, recursion bounded.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace html {

struct Colour {
    std::uint8_t r = 0, g = 0, b = 0;
    float alpha = 1; // 0 is transparent
};

// Whether a reader tells the two apart: some channel differs by 8 or more of 255, after `opacity`
// (0…1) has brought the ink nearer to the paper.
bool can_be_told_apart(const Colour& ink, const Colour& paper, float opacity);

// "#fff", "#ffffff", "#ffffffff", "rgb(1,2,3)", "hsl(…)", a name, "transparent"; nullopt otherwise.
std::optional<Colour> parse_colour(std::string_view s);
// As the attributes bgcolor and color are read: also without '#'.
std::optional<Colour> parse_old_colour(std::string_view s);

struct Length {
    enum class Unit : std::uint8_t { Px, Em, Percent, Other };
    double n = 0;
    Unit unit = Unit::Px; // a bare number is Px; Other: it depends on the window
    bool computed = false; // calc(), clamp(), min(), max()
};

// The length or number that `s` begins with; nullopt if there is none. What is zero is Px.
std::optional<Length> parse_length(std::string_view s);

} // namespace html
