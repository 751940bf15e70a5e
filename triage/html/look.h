// How an element's text looks, as far as it decides whether a reader sees it: what inline style and
// attributes say, inherited from element to element.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "triage/html/tokenizer.h"

namespace html {

struct Colour {
    std::uint8_t r = 0, g = 0, b = 0;
};

struct Look {
    bool gone = false; // display:none and its like: nothing inside can come back
    bool invisible = false; // visibility: a descendant may be visible again
    bool tiny = false; // font size of at most 2 px: a descendant may be larger again
    std::optional<Colour> ink; // nullopt: not set
    std::optional<Colour> paper; // background; nullopt: not set
    bool paper_unknown = false; // an image

    bool hidden() const;
};

// The look of an element inside one that looks like `outer`.
Look inherit(const Look& outer, const Token& start_tag);

// "#fff", "#ffffff", "rgb(1,2,3)" or a common name; nullopt otherwise.
std::optional<Colour> parse_colour(std::string_view s);

} // namespace html
