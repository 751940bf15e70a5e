// What the reader must know of HTML's elements: small closed sets, by name in lower case.
#pragma once

#include <string_view>

namespace html {

bool is_void(std::string_view name); // has no end tag and no content
bool is_block(std::string_view name); // begins and ends a line
bool is_embed(std::string_view name); // brings in what the mail does not hold
// Elements never shown: head's content and templates.
bool is_unseen(std::string_view name);
bool belongs_in_head(std::string_view name);
// Whether a start tag of that name can end an open element at all.
bool ends_others(std::string_view name);
// Whether a start tag `name` ends an open element `open` (li ends li, a block ends p …).
bool ends_open(std::string_view name, std::string_view open);
// Whether the search for the element that an end tag `name` closes stops at `open`.
bool holds_back(std::string_view open, std::string_view name);
// Elements that come back behind a block that ends while they are open (b, font, a …).
bool is_formatting(std::string_view name);
// Start tags that end SVG and MathML around them.
bool leaves_foreign(std::string_view name);
bool is_math_text(std::string_view name); // of MathML, and yet their content is HTML's
// Whether the search for such an open element stops here (a table cell, say).
bool is_scope(std::string_view open);

} // namespace html
