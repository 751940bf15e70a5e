// What an HTML part is made of: forms, inputs, scripts, embeds, and the shapes that attack the
// sanitisers of webmail. Called by the reader for each tag. Pure but for the facts.
#pragma once

#include <string_view>

#include "triage/core/message.h"
#include "triage/html/tokenizer.h"
#include "triage/html/tree.h"

namespace html {

// Counts what the start tag brings in.
void count_tag(const Token& tag, core::HtmlFacts& facts);
// The text of a script element.
void count_script(std::string_view text, core::HtmlFacts& facts);

// Notes by parse, not by search, what only an attack on a sanitiser writes: markup whose meaning
// changes between two parsers (mXSS), and gadgets of known holes of webmail programs. `space` is
// the tag's own.
void note_vectors(const Token& tag, Space space, core::HtmlFacts& facts);
// The same, of the element in which the tag is written.
void note_parent(const Node& parent, core::HtmlFacts& facts);

} // namespace html
