// One plain form of text for comparing names and matching words, so that accents, disguises and
// layout do not matter: "Ｐаy\u200bPal" and "paypal" come out the same. Called by the brand look-up
// and by the scan's text surfaces. Pure, linear, thread-safe.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace identity {

// ASCII and other letters in lower case; accents removed; fullwidth, mathematical, enclosed and
// small-capital letters as plain ones; Cyrillic and Greek lookalikes as Latin where the word also
// has a Latin letter (UTS 39 would fold whole Russian words too); invisible characters dropped;
// white space runs as one space, trimmed. Input and output are valid UTF-8.
std::string fold(std::string_view utf8);

// As fold(), but lookalikes become Latin in every word: what a host label looks like to a reader.
std::string look(std::string_view utf8);

// Whether a word has letters of the Latin script, with or without accents.
bool has_latin(std::string_view utf8_word);
// Whether a word has Latin letters and Cyrillic or Greek ones that look like Latin, and none but
// such: "p\u0430yment". Units and formulas ("\u03BCm", "\u03B2-blocker") have others or only one.
bool mixes_lookalikes(std::string_view utf8_word);

// Digits and pairs that stand for letters read as letters ("paypa1", "rnicrosoft", "g00gle"), for
// one folded word. Equal to the input where there is nothing to read.
std::string read_leet(std::string_view folded_word);

// Words of folded text: runs of letters and digits (ASCII) and bytes beyond ASCII.
std::vector<std::string_view> words(std::string_view folded);

// Whether at most `limit` insertions, deletions, substitutions and swaps of neighbours turn a into
// b (optimal string alignment). For short strings: O(|a|·|b|).
bool within_distance(std::string_view a, std::string_view b, std::size_t limit);

} // namespace identity
