#include "triage/scan/disguise.h"

#include "triage/core/text.h"

namespace scan {

namespace {

bool is_invisible(char32_t ch)
{
    return (ch >= 0x200B && ch <= 0x200F) || (ch >= 0x202A && ch <= 0x202E)
        || (ch >= 0x2060 && ch <= 0x2069) || ch == 0xFEFF || (ch >= 0xE0000 && ch <= 0xE007F);
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

} // namespace scan
