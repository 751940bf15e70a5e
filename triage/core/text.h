// Text hygiene over UTF-8, and ICU behind it (text.cc is ICU's only includer). Pure, thread-safe.
// clean_line is the one function through which anything taken from a message reaches a header;
// escape_log and escape_html are the ones for logs, sockets and pages.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace core {

// Valid UTF-8: each broken sequence becomes one U+FFFD. NUL stays (callers that show text clean
// it).
std::string valid_utf8(std::string_view bytes);
bool is_valid_utf8(std::string_view bytes);

// One line fit for people: controls, bidi controls, zero-width and tag characters dropped, white
// space runs to one space, trimmed, URLs and addresses' schemes removed, at most `max_code_points`
// code points, cut at a word and ended with "…" when cut. Empty if nothing readable is left.
std::string clean_line(std::string_view utf8, std::size_t max_code_points);

// For logs and sockets: printable ASCII stays, everything else becomes \xNN; at most `limit` bytes.
std::string escape_log(std::string_view bytes, std::size_t limit);
// For pages: & < > " ' as entities, controls dropped.
std::string escape_html(std::string_view bytes);

std::string to_lower_ascii(std::string_view s);
bool equal_ignore_case(std::string_view a, std::string_view b); // ASCII
std::string_view trim(std::string_view s); // space, tab, CR, LF
// Runs of that white space as one space, none at the ends: what survives an MTA's re-folding.
std::string single_spaced(std::string_view s);
// Case folding (Unicode simple folding) for words; input UTF-8.
std::string fold_case(std::string_view utf8);
// The UTS 39 skeleton of a string: confusables map to one form. Empty on failure.
std::string skeleton(std::string_view utf8);
// Whether one word mixes scripts beyond what UTS 39 calls highly restrictive.
bool mixes_scripts(std::string_view utf8_word);
// Whether text holds invisible, bidi-override or tag characters (emoji joiners between emoji and
// joiners in scripts that need them excepted).
bool has_invisible(std::string_view utf8);
// UTS 46 to ASCII ("bücher.example" -> "xn--bcher-kva.example"), lower case; empty on failure.
std::string to_a_label(std::string_view domain);
// The way back ("xn--bcher-kva.example" -> "bücher.example"); what is no A-label stays as it is.
std::string to_unicode(std::string_view domain);
std::size_t code_points(std::string_view utf8);
// Prefix of at most n code points.
std::string_view prefix(std::string_view utf8, std::size_t n);
// Sentences by ICU's break rules, trimmed, empty ones dropped; reads at most `limit` bytes. A line
// that was only wrapped does not end a sentence: line ends inside stay in the view.
std::vector<std::string_view> sentences(std::string_view utf8, std::size_t limit);

// Code point at `at`, which moves behind it; U+FFFD for a broken sequence. `at` < utf8.size().
char32_t next_code_point(std::string_view utf8, std::size_t& at);
void append_utf8(std::string& out, char32_t c); // c: a Unicode scalar value

enum class CharKind : std::uint8_t {
    Letter, // letters, digits, symbols beyond ASCII: what makes text readable
    Mark, // combining marks
    Punctuation, // and ASCII's symbols
    Space, // white space and line ends
    Invisible, // controls, format and tag characters, fillers, private use, unassigned
};
CharKind char_kind(char32_t c);

// Makes ICU load what it loads lazily, before a sandbox closes the file system.
void warm_up_text();

} // namespace core
