#include "triage/zone/lines.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cstdint>
#include <string>

#include "triage/core/text.h"
#include "triage/zone/phrases.h"

namespace zone {

namespace {

using Lines = std::vector<std::string_view>;

constexpr std::size_t longest_marker = 400; // bytes of a line that can be a marker
constexpr std::size_t attribution_lines = 3; // wrapped at most to that many
constexpr std::size_t header_lines = 8; // of a copied header block
constexpr std::size_t signature_lines = 15; // below "-- "; more is no signature
constexpr std::size_t disclaimer_bytes = 150; // shorter paragraphs are left alone

template <std::size_t N>
bool starts_with_any(std::string_view s, const std::array<std::string_view, N>& openings)
{
    return std::any_of(
        openings.begin(), openings.end(), [s](std::string_view o) { return s.starts_with(o); });
}

template <std::size_t N>
bool contains_any(std::string_view s, const std::array<std::string_view, N>& words)
{
    return std::any_of(words.begin(), words.end(),
        [s](std::string_view w) { return s.find(w) != std::string_view::npos; });
}

// A line as the tables have it: folded, trimmed, no-break spaces as spaces, without the asterisks
// of bold text.
std::string folded(std::string_view line)
{
    const std::string s = core::fold_case(core::trim(line.substr(0, longest_marker)));
    std::string out;
    for (std::size_t i = 0; i < s.size(); ++i) {
        const bool no_break = s[i] == '\xC2' && i + 1 < s.size() && s[i + 1] == '\xA0';
        if (s[i] != '*')
            out += no_break ? ' ' : s[i];
        i += no_break;
    }
    return out;
}

bool is_quoted(std::string_view line)
{
    return core::trim(line).starts_with('>');
}

bool is_blank(std::string_view line)
{
    return core::trim(line).empty();
}

bool looks_dated_or_addressed(std::string_view s)
{
    return s.find('@') != std::string_view::npos || s.find('<') != std::string_view::npos
        || std::count_if(s.begin(), s.end(), [](char c) { return c >= '0' && c <= '9'; }) >= 3;
}

bool ends_with_colon(std::string_view line)
{
    constexpr std::string_view ends = " \t\r*\xC2\xA0";
    const std::size_t last = line.find_last_not_of(ends);
    return last != std::string_view::npos && line[last] == ':';
}

bool opens_attribution(std::string_view line)
{
    constexpr std::size_t longest = 8; // bytes of an opening
    return starts_with_any(
        std::string_view(folded(core::trim(line).substr(0, longest)) + ' '), attribution_openings);
}

// Lines of an attribution that begins at `i`; 0 if none does. One that was wrapped must begin with
// its opening word, so that the last line of the text before is not taken for a part of it.
std::size_t attribution_at(const Lines& lines, std::size_t i)
{
    std::size_t n = 0; // lines before the one with the colon
    while (n < attribution_lines && i + n < lines.size() && !ends_with_colon(lines[i + n])) {
        const bool first = n == 0;
        if (is_blank(lines[i + n]) || lines[i + n].size() > longest_marker
            || opens_attribution(lines[i + n]) != first)
            return 0;
        ++n;
    }
    if (n == attribution_lines || i + n == lines.size()
        || (n > 0 && opens_attribution(lines[i + n])))
        return 0;
    std::string joined;
    for (std::size_t k = i; k <= i + n; ++k)
        joined += folded(lines[k]) + ' ';
    return contains_any(joined, attribution_verbs) && looks_dated_or_addressed(joined) ? n + 1 : 0;
}

bool is_original_title(std::string_view line)
{
    constexpr std::size_t title_bytes = 128; // dashes and the longest title
    const std::string s = folded(line.substr(0, title_bytes));
    if (starts_with_any(std::string_view(s), forward_openings))
        return true;
    const std::size_t from = s.find_first_not_of("-_= >");
    return from != std::string::npos && from >= 2
        && starts_with_any(std::string_view(s).substr(from), original_titles);
}

// The label of "Label: value" in folded form; empty if it is none.
std::string label_of(std::string_view line)
{
    const std::size_t colon = line.substr(0, 40).find(':');
    return colon == std::string_view::npos ? std::string() : folded(line.substr(0, colon));
}

template <std::size_t N>
bool is_one_of(const std::string& word, const std::array<std::string_view, N>& words)
{
    return !word.empty() && std::find(words.begin(), words.end(), word) != words.end();
}

bool is_header_block(const Lines& lines, std::size_t i)
{
    if (!is_one_of(label_of(lines[i]), from_labels))
        return false;
    int others = 0;
    for (std::size_t k = i + 1; k < lines.size() && k <= i + header_lines; ++k)
        others += is_one_of(label_of(lines[k]), other_labels);
    return others >= 2;
}

bool is_signature_mark(std::string_view line)
{
    constexpr std::size_t rule = 30; // as long a line stands above the footer of a mailing list
    if (line.size() >= rule && line.find_first_not_of('_') == std::string_view::npos)
        return true;
    return line == "-- " || line == "--" || line == "--\xC2\xA0";
}

// Whether what follows the mark is short enough for a signature.
bool is_signature(const Lines& lines, std::size_t i)
{
    std::size_t n = 0;
    for (std::size_t k = i + 1; k < lines.size() && !is_quoted(lines[k]); ++k)
        if (!is_blank(lines[k]) && ++n > signature_lines)
            return false;
    return n > 0;
}

bool is_mobile_line(std::string_view line)
{
    constexpr std::size_t longest = 100; // bytes
    constexpr std::ptrdiff_t most_spaces = 8; // more words are a sentence of the sender's own
    return line.size() <= longest && std::count(line.begin(), line.end(), ' ') <= most_spaces
        && starts_with_any(std::string_view(folded(line)), mobile_openings);
}

// By their first two bytes, whether words of the table begin so: one pass finds them all.
constexpr auto disclaimer_openings = [] {
    std::array<bool, 1u << 16> openings {};
    for (const std::string_view w : disclaimer_words)
        openings[static_cast<unsigned char>(w[0]) * 256u + static_cast<unsigned char>(w[1])] = true;
    return openings;
}();

// Whether at least `least` of the table's words stand in a folded text.
bool has_disclaimer_words(std::string_view s, int least)
{
    static_assert(disclaimer_words.size() <= 64);
    std::uint64_t found = 0; // a bit each
    unsigned pair = 0;
    for (std::size_t i = 0; i < s.size() && std::popcount(found) < least; ++i) {
        pair = (pair * 256u + static_cast<unsigned char>(s[i])) & 0xFFFFu;
        if (i == 0 || !disclaimer_openings[pair])
            continue;
        for (std::size_t w = 0; w < disclaimer_words.size(); ++w)
            if (s.substr(i - 1).starts_with(disclaimer_words[w]))
                found |= std::uint64_t { 1 } << w;
    }
    return std::popcount(found) >= least;
}

class Marker {
public:
    explicit Marker(const Lines& lines)
        : lines_(lines)
        , zones_(lines.size(), Zone::New)
    {
    }

    std::vector<Zone> run()
    {
        for (std::size_t i = 0; i < lines_.size();)
            i = step(i);
        mark_disclaimers();
        return std::move(zones_);
    }

private:
    // Marks what begins at line i and returns the line behind it.
    std::size_t step(std::size_t i)
    {
        const std::string_view line = lines_[i];
        if (is_quoted(line))
            return fill(i, i + 1, Zone::Quote);
        if (is_blank(line) || line.size() > longest_marker)
            return i + 1;
        if (const std::size_t n = attribution_at(lines_, i))
            return after_attribution(fill(i, i + n, Zone::Attribution));
        if (is_header_block(lines_, i) && !told_before(i)) // of this very message, or a forward
            return fill(i, end_of_block(i), Zone::Attribution);
        if (is_original_title(line) || is_header_block(lines_, i))
            return fill(i, lines_.size(), Zone::Quote);
        if (is_signature_mark(line) && is_signature(lines_, i))
            return fill(i, end_of_plain(i), Zone::Signature);
        return is_mobile_line(line) ? fill(i, i + 1, Zone::Signature) : i + 1;
    }

    bool told_before(std::size_t i) const
    {
        return std::any_of(lines_.begin(), lines_.begin() + static_cast<std::ptrdiff_t>(i),
            [](std::string_view line) { return !is_blank(line); });
    }

    std::size_t end_of_block(std::size_t i) const
    {
        const std::size_t last = std::min(i + header_lines, lines_.size());
        std::size_t end = i + 1;
        while (end < last && !is_blank(lines_[end]) && !label_of(lines_[end]).empty())
            ++end;
        return end;
    }

    std::size_t fill(std::size_t from, std::size_t to, Zone zone)
    {
        std::fill(zones_.begin() + static_cast<std::ptrdiff_t>(from),
            zones_.begin() + static_cast<std::ptrdiff_t>(to), zone);
        return to;
    }

    // Quoted lines carry their own mark; without marks all that follows is the quote.
    std::size_t after_attribution(std::size_t next)
    {
        std::size_t k = next;
        while (k < lines_.size() && is_blank(lines_[k]))
            ++k;
        const bool marked = k < lines_.size() && is_quoted(lines_[k]);
        return marked ? next : fill(next, lines_.size(), Zone::Quote);
    }

    std::size_t end_of_plain(std::size_t i) const
    {
        std::size_t k = i + 1;
        while (k < lines_.size() && !is_quoted(lines_[k]))
            ++k;
        return k;
    }

    void mark_disclaimers()
    {
        for (std::size_t from = 0; from < lines_.size();) {
            std::size_t to = from;
            std::string paragraph;
            for (; to < lines_.size() && zones_[to] == Zone::New && !is_blank(lines_[to]); ++to)
                paragraph.append(lines_[to]).append(" ");
            if (is_disclaimer(paragraph))
                fill(from, to, Zone::Disclaimer);
            from = to + 1;
        }
    }

    static bool is_disclaimer(std::string_view paragraph)
    {
        constexpr std::size_t longest = 6000;
        constexpr int least = 3; // words of the table
        if (paragraph.size() < disclaimer_bytes || paragraph.size() > longest)
            return false;
        return has_disclaimer_words(core::fold_case(paragraph), least);
    }

    const Lines& lines_;
    std::vector<Zone> zones_;
};

} // namespace

std::vector<std::string_view> split_lines(std::string_view text)
{
    Lines lines;
    for (std::size_t at = 0; at < text.size();) {
        const std::size_t end = std::min(text.find('\n', at), text.size());
        lines.push_back(text.substr(at, end - at));
        at = end + 1;
    }
    return lines;
}

std::vector<Zone> mark(const std::vector<std::string_view>& lines)
{
    return Marker(lines).run();
}

std::vector<std::string_view> copied_header(const std::vector<std::string_view>& lines)
{
    for (std::size_t i = 0; i < lines.size(); ++i)
        if (is_header_block(lines, i)) {
            const auto first = lines.begin() + static_cast<std::ptrdiff_t>(i);
            const std::size_t n = std::min(header_lines + 1, lines.size() - i);
            return { first, first + static_cast<std::ptrdiff_t>(n) };
        }
    return {};
}

} // namespace zone
