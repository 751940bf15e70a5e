// Values of header fields as lines: folding of machine-readable values and RFC 2047 encoding of
// text. Used by render.cc only. Lines are at most 76 characters (RFC 2047 section 2 asks it of
// lines with encoded words, RFC 5322 section 2.1.1 asks 78 of all), the field's name counted on the
// first; a fold is LF and one space, which libmilter turns into what the MTA wants. Pure.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace headers {

inline constexpr std::size_t line_limit = 76;

// Folds printable ASCII at its spaces; a word too long for a line also after its commas (the fold
// then reads as a space). `name_size` is the length of the field's name without the colon.
std::string fold(std::size_t name_size, std::string_view value);

// Text for people, UTF-8, one clean line (core::clean_line): as it is if it is printable ASCII that
// nobody can take for an encoded word, else as encoded words of at most 75 characters, B or Q
// whichever is shorter, no character split over two. Folded.
std::string encode_text(std::size_t name_size, std::string_view utf8);

// The characters of [A-Za-z0-9._-] in `s`, at most `limit` of them; "-" if there are none.
std::string safe_token(std::string_view s, std::size_t limit);

} // namespace headers
