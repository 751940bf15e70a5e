// How an element's text looks, as far as it decides whether a reader sees it: what styles say,
// inherited from element to element. Pure.
#pragma once

#include <optional>
#include <string_view>

#include "triage/core/message.h"
#include "triage/html/style.h"

namespace html {

struct Look {
    std::optional<core::HiddenBy> gone; // nothing inside can come back
    bool invisible = false; // visibility: a descendant may be visible again
    float font_px = 16;
    bool font_computed = false;
    float opacity = 1;
    Colour ink { 0, 0, 0 };
    Colour link { 0, 0, 238 }; // what links look like if nothing else is said
    Colour paper { 255, 255, 255 };
    bool paper_unknown = false; // an image
    bool right_to_left = false;
    bool turned = false; // letters are put from right to left whatever they are

    // Why a reader does not see text that looks so; nullopt if he does.
    std::optional<core::HiddenBy> hidden() const;
};

// The look of an element `name` with that style inside one that looks like `outer`.
Look inherit(const Look& outer, std::string_view name, const Style& style);

} // namespace html
