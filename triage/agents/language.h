// In which language a text is written: by its script, and for the seven languages of the lexicon by
// their frequent small words. Conservative: empty when unsure. Pure.
#pragma once

#include <optional>
#include <span>
#include <string_view>

#include "triage/agents/lexicon.h"

namespace agents {

// One of the seven, from the phrases found in `words` words; nullopt when unsure.
std::optional<Language> lexicon_language(std::span<const Hit> hits, std::size_t words);

// BCP 47 tag of a text whose phrases are `hits`; empty when unsure. Static storage.
std::string_view language_of(std::string_view utf8, std::span<const Hit> hits, std::size_t words);

} // namespace agents
