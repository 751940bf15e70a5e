#include "triage/agents/words.h"

namespace agents {

namespace {

constexpr std::size_t max_words = 4000;

bool is_ascii_word(unsigned char c)
{
    return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
}

// Bytes of the word character at `i`, 0 if it divides words. Beyond ASCII everything is a letter
// but the Latin-1 signs (lead byte C2) and general punctuation (E2 80 xx, E2 81 xx).
std::size_t word_character(std::string_view s, std::size_t i)
{
    const auto c = static_cast<unsigned char>(s[i]);
    if (c < 0x80)
        return is_ascii_word(c) ? 1 : 0;
    if (c == 0xc2)
        return 0;
    if (c == 0xe2 && i + 1 < s.size()
        && (s[i + 1] == '\x80' || s[i + 1] == '\x81' || s[i + 1] == '\x82'))
        return 0;
    return 1;
}

std::string_view bounded(std::string_view utf8, std::size_t max_bytes)
{
    if (utf8.size() <= max_bytes)
        return utf8;
    while (max_bytes > 0 && (static_cast<unsigned char>(utf8[max_bytes]) & 0xc0) == 0x80)
        --max_bytes;
    return utf8.substr(0, max_bytes);
}

// Bytes of a character that divides words.
std::size_t gap_size(std::string_view s, std::size_t i)
{
    const auto c = static_cast<unsigned char>(s[i]);
    const std::size_t n = c < 0x80 ? 1 : c == 0xc2 ? 2 : 3;
    return n < s.size() - i ? n : s.size() - i;
}

} // namespace

std::string fold_latin(std::string_view utf8)
{
    std::string out(utf8);
    char before = 0;
    for (char& c : out) {
        const auto byte = static_cast<unsigned char>(c);
        const bool latin_1 = before == '\xc3' && byte >= 0x80 && byte <= 0x9e && byte != 0x97;
        if ((c >= 'A' && c <= 'Z') || latin_1)
            c = static_cast<char>(byte + 0x20);
        before = c;
    }
    return out;
}

std::vector<Word> words_of(std::string_view folded, std::size_t limit)
{
    std::vector<Word> out;
    std::size_t i = 0;
    while (i < folded.size() && out.size() < limit) {
        const std::size_t start = i;
        while (i < folded.size() && word_character(folded, i))
            ++i;
        if (i > start)
            out.push_back({ folded.substr(start, i - start), start });
        else
            i += gap_size(folded, i);
    }
    return out;
}

WordList::WordList(std::string_view utf8, std::size_t max_bytes)
    : folded_(fold_latin(bounded(utf8, max_bytes)))
    , words_(words_of(folded_, max_words))
{
}

} // namespace agents
