#include "triage/identity/fold.h"

#include <algorithm>
#include <array>
#include <utility>

#include "triage/core/text.h"

namespace identity {

namespace {

// U+00C0…U+017F and U+1E00…U+1EFF without their accents; '.' stays as it is. From Unicode's
// decompositions; letters without one (ß, ø, ł, æ …) by their look.
constexpr std::string_view latin_1_to_a
    = "aaaaaaaceeeeiiiidnooooo.ouuuuytsaaaaaaaceeeeiiiidnooooo.ouuuuyty"
      "aaaaaaccccccccddddeeeeeeeeeegggggggghhhhiiiiiiiiiiiijjkkklllllll"
      "lllnnnnnnnnnoooooooorrrrrrssssssssttttttuuuuuuuuuuuuwwyyyzzzzzzs";
constexpr std::string_view latin_additional
    = "aabbbbbbccddddddddddeeeeeeeeeeffgghhhhhhhhhhiiiikkkkkkllllllllmm"
      "mmmmnnnnnnnnoooooooopppprrrrrrrrssssssssssttttttttuuuuuuuuuuvvvv"
      "wwwwwwwwwwxxxxyyzzzzzzhtwyas..s.aaaaaaaaaaaaaaaaaaaaaaaaeeeeeeee"
      "eeeeeeeeiiiioooooooooooooooooooooooouuuuuuuuuuuuuuyyyyyyyy......";
static_assert(latin_1_to_a.size() == 0x180 - 0xC0 && latin_additional.size() == 0x100);

struct Range {
    char32_t first, last;
};

constexpr std::array<Range, 14> invisible { { { 0x00AD, 0x00AD }, { 0x0300, 0x036F },
    { 0x115F, 0x1160 }, { 0x180B, 0x180E }, { 0x200B, 0x200F }, { 0x202A, 0x202E },
    { 0x2060, 0x206F }, { 0x3164, 0x3164 }, { 0xFE00, 0xFE0F }, { 0xFEFF, 0xFEFF },
    { 0xFFA0, 0xFFA0 }, { 0x1BCA0, 0x1BCA3 }, { 0xE0000, 0xE007F }, { 0xE0100, 0xE01EF } } };

// Sorted by code point. Cyrillic, Greek and Armenian letters that look like Latin ones.
constexpr std::array<std::pair<char32_t, char>, 78> lookalikes { { { 0x0391, 'a' }, { 0x0392, 'b' },
    { 0x0395, 'e' }, { 0x0396, 'z' }, { 0x0397, 'h' }, { 0x0399, 'i' }, { 0x039A, 'k' },
    { 0x039C, 'm' }, { 0x039D, 'n' }, { 0x039F, 'o' }, { 0x03A1, 'p' }, { 0x03A4, 't' },
    { 0x03A5, 'y' }, { 0x03A7, 'x' }, { 0x03B1, 'a' }, { 0x03B5, 'e' }, { 0x03B7, 'n' },
    { 0x03B9, 'i' }, { 0x03BA, 'k' }, { 0x03BD, 'v' }, { 0x03BF, 'o' }, { 0x03C1, 'p' },
    { 0x03C4, 't' }, { 0x03C5, 'u' }, { 0x03C7, 'x' }, { 0x03C9, 'w' }, { 0x0405, 's' },
    { 0x0406, 'i' }, { 0x0408, 'j' }, { 0x0410, 'a' }, { 0x0412, 'b' }, { 0x0415, 'e' },
    { 0x041A, 'k' }, { 0x041C, 'm' }, { 0x041D, 'h' }, { 0x041E, 'o' }, { 0x0420, 'p' },
    { 0x0421, 'c' }, { 0x0422, 't' }, { 0x0423, 'y' }, { 0x0425, 'x' }, { 0x0430, 'a' },
    { 0x0432, 'b' }, { 0x0433, 'r' }, { 0x0435, 'e' }, { 0x043A, 'k' }, { 0x043C, 'm' },
    { 0x043D, 'h' }, { 0x043E, 'o' }, { 0x043F, 'n' }, { 0x0440, 'p' }, { 0x0441, 'c' },
    { 0x0442, 't' }, { 0x0443, 'y' }, { 0x0445, 'x' }, { 0x0455, 's' }, { 0x0456, 'i' },
    { 0x0458, 'j' }, { 0x04AE, 'y' }, { 0x04AF, 'y' }, { 0x04BA, 'h' }, { 0x04BB, 'h' },
    { 0x04C0, 'l' }, { 0x04CF, 'l' }, { 0x0500, 'd' }, { 0x0501, 'd' }, { 0x051A, 'q' },
    { 0x051B, 'q' }, { 0x051C, 'w' }, { 0x051D, 'w' }, { 0x0555, 'o' }, { 0x0570, 'h' },
    { 0x0578, 'n' }, { 0x057D, 'u' }, { 0x0581, 'g' }, { 0x0582, 'i' }, { 0x0584, 'f' },
    { 0x0585, 'o' } } };

// Small capitals of U+1D00…U+1D22 ('.' where there is none), and those that stand elsewhere.
constexpr std::string_view small_capitals = "a...cd.e..jk.m.o........p..tu...vwz";
constexpr std::array<std::pair<char32_t, char>, 10> other_small_capitals { { { 0x0262, 'g' },
    { 0x026A, 'i' }, { 0x0274, 'n' }, { 0x0280, 'r' }, { 0x028F, 'y' }, { 0x0299, 'b' },
    { 0x029C, 'h' }, { 0x029F, 'l' }, { 0xA730, 'f' }, { 0xA731, 's' } } };

template <std::size_t N>
char32_t mapped(const std::array<std::pair<char32_t, char>, N>& table, char32_t c)
{
    const auto it = std::lower_bound(table.begin(), table.end(), c,
        [](const auto& entry, char32_t key) { return entry.first < key; });
    return it != table.end() && it->first == c ? static_cast<unsigned char>(it->second) : c;
}

bool is_invisible(char32_t c)
{
    if (c < 0xAD)
        return false;
    for (const Range& r : invisible)
        if (c >= r.first && c <= r.last)
            return true;
    return false;
}

bool is_space(char32_t c)
{
    return c <= 0x20 || c == 0x7F || c == 0x85 || c == 0xA0 || c == 0x1680
        || (c >= 0x2000 && c <= 0x200A) || c == 0x2028 || c == 0x2029 || c == 0x202F || c == 0x205F
        || c == 0x2800 || c == 0x3000;
}

bool is_latin(char32_t c)
{
    return c >= 'a' && c <= 'z';
}

char letter(char32_t offset)
{
    return static_cast<char>('a' + offset % 26);
}

// The plain Latin letter or digit that a compatibility character stands for, else the character.
char32_t plain(char32_t c)
{
    if (c < 0xC0)
        return c >= 'A' && c <= 'Z' ? c + 32 : c;
    char32_t to = c;
    if (c < 0x180)
        to = static_cast<unsigned char>(latin_1_to_a[c - 0xC0]);
    else if (c >= 0x1E00 && c < 0x1F00)
        to = static_cast<unsigned char>(latin_additional[c - 0x1E00]);
    else if (c >= 0x1D00 && c < 0x1D00 + small_capitals.size())
        to = static_cast<unsigned char>(small_capitals[c - 0x1D00]);
    else if (c >= 0xFF01 && c <= 0xFF5E)
        return plain(c - 0xFEE0);
    else if (c >= 0x1D400 && c <= 0x1D6A3)
        return static_cast<unsigned char>(letter(c - 0x1D400));
    else if (c >= 0x1D7CE && c <= 0x1D7FF)
        return '0' + (c - 0x1D7CE) % 10;
    else if (c >= 0x24B6 && c <= 0x24E9)
        return static_cast<unsigned char>(letter(c - 0x24B6));
    else if ((c >= 0x1F130 && c <= 0x1F149) || (c >= 0x1F150 && c <= 0x1F169)
        || (c >= 0x1F170 && c <= 0x1F189))
        return static_cast<unsigned char>(letter((c - 0x1F130) % 32));
    else
        return mapped(other_small_capitals, c);
    return to == '.' ? c : to;
}

// Collects one word, to decide at its end whether its lookalikes are disguised Latin.
class Folder {
public:
    Folder(std::size_t size, bool every_word)
        : every_word_(every_word)
    {
        out_.reserve(size);
    }

    void add(char32_t c)
    {
        if (c > 0x20 && c < 0x7F) {
            c = c >= 'A' && c <= 'Z' ? c + 32 : c;
            latin_ = latin_ || is_latin(c);
            word_.push_back(c);
            return;
        }
        if (is_space(c)) {
            end_word();
            return;
        }
        if (is_invisible(c))
            return;
        const char32_t p = plain(c);
        latin_ = latin_ || is_latin(p);
        strange_ = strange_ || (p >= 0x370 && p < 0x590);
        word_.push_back(p);
    }
    bool between_words() const { return word_.empty(); }
    void add_ascii_word(std::string_view word)
    {
        if (!out_.empty())
            out_.push_back(' ');
        for (const char c : word)
            out_.push_back(c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c);
    }
    std::string take()
    {
        end_word();
        return std::move(out_);
    }

private:
    void end_word()
    {
        if (word_.empty())
            return;
        if (!out_.empty())
            out_.push_back(' ');
        for (const char32_t c : word_)
            core::append_utf8(
                out_, strange_ && (latin_ || every_word_) ? mapped(lookalikes, c) : c);
        word_.clear();
        latin_ = strange_ = false;
    }

    std::string out_;
    std::vector<char32_t> word_;
    bool every_word_;
    bool latin_ = false;
    bool strange_ = false;
};

// Bytes of the word of printable ASCII that begins at `from` and ends before white space or at the
// end; 0 if there is none. Most words are such.
std::size_t ascii_word(std::string_view s, std::size_t from)
{
    std::size_t end = from;
    while (end < s.size() && s[end] > ' ' && s[end] < 0x7F)
        ++end;
    return end == s.size() || s[end] == ' ' || s[end] == '\n' || s[end] == '\r' ? end - from : 0;
}

std::string folded(std::string_view utf8, bool every_word)
{
    Folder folder(utf8.size(), every_word);
    for (std::size_t at = 0; at < utf8.size();) {
        const std::size_t word = folder.between_words() ? ascii_word(utf8, at) : 0;
        if (word > 0)
            folder.add_ascii_word(utf8.substr(at, word));
        else
            folder.add(core::next_code_point(utf8, at));
        at += word;
    }
    return folder.take();
}

bool is_word_byte(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z')
        || static_cast<unsigned char>(c) >= 0x80;
}

} // namespace

std::string fold(std::string_view utf8)
{
    return folded(utf8, false);
}

std::string look(std::string_view utf8)
{
    return folded(utf8, true);
}

bool has_latin(std::string_view utf8_word)
{
    for (std::size_t at = 0; at < utf8_word.size();) {
        const char32_t c = core::next_code_point(utf8_word, at);
        if (is_latin(c | 0x20) || (c >= 0xC0 && c < 0x250) || (c >= 0x1E00 && c < 0x1F00))
            return true;
    }
    return false;
}

bool mixes_lookalikes(std::string_view utf8_word)
{
    std::size_t latin = 0, like = 0;
    for (std::size_t at = 0; at < utf8_word.size();) {
        const char32_t c = core::next_code_point(utf8_word, at);
        const bool strange = c >= 0x370 && c < 0x590;
        if (strange && mapped(lookalikes, c) == c)
            return false;
        like += strange;
        latin += c < 0x80 && is_latin(c | 0x20);
    }
    return like > 0 && latin > 0 && like + latin >= 4;
}

std::string read_leet(std::string_view folded_word)
{
    static constexpr std::array<std::pair<std::string_view, char>, 9> readings { { { "rn", 'm' },
        { "vv", 'w' }, { "0", 'o' }, { "1", 'l' }, { "3", 'e' }, { "4", 'a' }, { "5", 's' },
        { "@", 'a' }, { "$", 's' } } };
    std::string out;
    for (std::size_t at = 0; at < folded_word.size();) {
        const auto rest = folded_word.substr(at);
        const auto it = std::find_if(readings.begin(), readings.end(),
            [&](const auto& r) { return rest.starts_with(r.first); });
        out.push_back(it == readings.end() ? rest[0] : it->second);
        at += it == readings.end() ? 1 : it->first.size();
    }
    return out;
}

std::vector<std::string_view> words(std::string_view folded)
{
    std::vector<std::string_view> out;
    for (std::size_t at = 0; at < folded.size();) {
        std::size_t end = at;
        while (end < folded.size() && is_word_byte(folded[end]))
            ++end;
        if (end > at)
            out.push_back(folded.substr(at, end - at));
        at = end + 1;
    }
    return out;
}

bool within_distance(std::string_view a, std::string_view b, std::size_t limit)
{
    const std::size_t longer = std::max(a.size(), b.size());
    if (longer - std::min(a.size(), b.size()) > limit)
        return false;
    std::vector<std::size_t> before(b.size() + 1), last(b.size() + 1), now(b.size() + 1);
    for (std::size_t j = 0; j <= b.size(); ++j)
        last[j] = j;
    for (std::size_t i = 1; i <= a.size(); ++i) {
        now[0] = i;
        for (std::size_t j = 1; j <= b.size(); ++j) {
            const std::size_t differs = a[i - 1] != b[j - 1];
            now[j] = std::min({ last[j] + 1, now[j - 1] + 1, last[j - 1] + differs });
            if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
                now[j] = std::min(now[j], before[j - 2] + 1);
        }
        before.swap(last);
        last.swap(now);
    }
    return last[b.size()] <= limit;
}

} // namespace identity
