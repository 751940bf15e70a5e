#include "triage/scan/disguise.h"

#include <algorithm>

#include "triage/core/text.h"

namespace scan {

namespace {

bool is_invisible(char32_t ch)
{
    return (ch >= 0x200B && ch <= 0x200F) || (ch >= 0x202A && ch <= 0x202E)
        || (ch >= 0x2060 && ch <= 0x2069) || (ch >= 0xE0000 && ch <= 0xE007F);
}

bool is_latin_letter(char32_t ch)
{
    return ch < 0x80 && (ch | 0x20) >= 'a' && (ch | 0x20) <= 'z';
}

} // namespace

std::size_t broken_words(std::string_view utf8)
{
    std::size_t count = 0;
    bool letter = false, gap = false, counted = false;
    for (std::size_t at = 0; at < utf8.size();) {
        const char32_t ch = core::next_code_point(utf8, at);
        if (is_invisible(ch)) {
            gap = letter;
            continue;
        }
        letter = is_latin_letter(ch);
        if (!letter)
            counted = false;
        else if (gap && !counted) {
            ++count;
            counted = true;
        }
        gap = false;
    }
    return count;
}

std::size_t styled_letters(std::string_view utf8)
{
    std::size_t count = 0;
    for (std::size_t at = 0; at < utf8.size();) {
        const char32_t ch = core::next_code_point(utf8, at);
        count += (ch >= 0x1D400 && ch <= 0x1D7FF) || (ch >= 0x1D00 && ch <= 0x1D22)
            || (ch >= 0x24B6 && ch <= 0x24E9) || (ch >= 0xFF21 && ch <= 0xFF5A);
    }
    return count;
}

namespace {

// A word as it is read from left to right: letters, and the pieces that soft hyphens make of it.
struct Pieces {
    std::size_t letters = 0, piece = 0, hyphens = 0, single = 0;
    void letter()
    {
        ++letters;
        ++piece;
    }
    void hyphen()
    {
        single += piece == 1;
        ++hyphens;
        piece = 0;
    }
    bool is_salt() const
    {
        constexpr std::size_t shortest = 6; // letters of a word that is hyphenated
        return hyphens > 0 && letters > 1 && (single > 0 || piece == 1 || letters < shortest);
    }
};

bool is_letter(char32_t ch)
{
    return is_latin_letter(ch) || (ch >= 0xC0 && ch < 0x2000);
}

} // namespace

std::size_t hyphen_salt(std::string_view utf8)
{
    constexpr std::string_view soft_hyphen = "\u00AD";
    if (utf8.find(soft_hyphen) == utf8.npos)
        return 0;
    std::size_t count = 0;
    Pieces word;
    for (std::size_t at = 0; at < utf8.size();) {
        const char32_t ch = core::next_code_point(utf8, at);
        if (is_letter(ch))
            word.letter();
        else if (ch == 0xAD && word.letters > 0)
            word.hyphen();
        else {
            count += word.is_salt();
            word = {};
        }
    }
    return count + word.is_salt();
}

std::size_t spaced_letters(std::string_view utf8)
{
    std::size_t run = 0, longest = 0, length = 0;
    bool letter = false;
    const auto end_word = [&] {
        run = length == 1 && letter ? run + 1 : length == 0 ? run : 0;
        longest = std::max(longest, run);
        length = 0;
    };
    for (std::size_t at = 0; at < utf8.size();) {
        const char32_t ch = core::next_code_point(utf8, at);
        if (core::char_kind(ch) == core::CharKind::Space) {
            end_word();
        } else {
            letter = is_letter(ch);
            ++length;
        }
    }
    end_word();
    return longest;
}

namespace {

// A line of at least half as many blocks as the smallest code is wide, and nothing readable.
bool is_drawn(std::string_view line)
{
    constexpr std::size_t fewest = 10;
    std::size_t blocks = 0;
    for (std::size_t at = 0; at < line.size();) {
        const char32_t ch = core::next_code_point(line, at);
        const bool block = ch >= 0x2580 && ch <= 0x259F;
        if (!block && core::char_kind(ch) != core::CharKind::Space)
            return false;
        blocks += block;
    }
    return blocks >= fewest;
}

} // namespace

bool draws_code(std::string_view utf8)
{
    constexpr std::size_t least = 10; // lines: two rows of a code share one
    std::size_t run = 0;
    for (std::size_t at = 0; at < utf8.size() && run < least;) {
        const std::size_t end = std::min(utf8.find('\n', at), utf8.size());
        run = is_drawn(utf8.substr(at, end - at)) ? run + 1 : 0;
        at = end + 1;
    }
    return run >= least;
}

bool is_right_to_left(std::string_view utf8)
{
    constexpr std::size_t much = 20; // letters
    std::size_t letters = 0;
    for (std::size_t at = 0; at < utf8.size() && letters < much;) {
        const char32_t ch = core::next_code_point(utf8, at);
        letters += ch >= 0x590 && ch < 0x800; // Hebrew, Arabic, Syriac, Thaana, N'Ko
    }
    return letters >= much;
}

} // namespace scan
