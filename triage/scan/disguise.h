// Ways to write a word so that people read it and filters do not. Pure, linear, thread-safe.
#pragma once

#include <cstddef>
#include <string_view>

namespace scan {

// Words with an invisible character between two Latin letters. Fillers between words, joiners in
// emoji and in scripts that need them do not count, nor does U+FEFF: files put together leave it.
std::size_t broken_words(std::string_view utf8);

// Letters in a mathematical, circled, small-capital or fullwidth style.
std::size_t styled_letters(std::string_view utf8);

// Letters of the longest word whose letters stand apart, "l i k e  t h i s". Initials are no word.
std::size_t spaced_letters(std::string_view utf8);

// Words cut up by soft hyphens where no language hyphenates: after one letter, or words too short.
std::size_t hyphen_salt(std::string_view utf8);

// Whether many lines below each other consist of block characters, as QR codes in text do.
bool draws_code(std::string_view utf8);

// Whether much of the text is in a script that runs from right to left.
bool is_right_to_left(std::string_view utf8);

} // namespace scan
