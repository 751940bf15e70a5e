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
// Whether the search for such an open element stops here (a table cell, say).
bool is_scope(std::string_view open);

} // namespace html
