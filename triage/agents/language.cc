#include "triage/agents/language.h"

#include <algorithm>
#include <array>

namespace agents {

namespace {

constexpr unsigned min_hits = 3; // small words that must be seen
constexpr std::size_t max_text = 4096;

struct Letters { // how many letters of each kind a text has
    std::size_t latin = 0, cyrillic = 0, greek = 0, hebrew = 0, arabic = 0, persian = 0, thai = 0,
                han = 0, kana = 0, hangul = 0, russian = 0, ukrainian = 0, other_cyrillic = 0;
};

struct Script { // beyond ASCII
    char32_t first, last;
    std::size_t Letters::*count;
};
constexpr auto scripts = std::to_array<Script>({
    { 0xc0, 0x24f, &Letters::latin },
    { 0x370, 0x3ff, &Letters::greek },
    { 0x400, 0x4ff, &Letters::cyrillic },
    { 0x590, 0x5ff, &Letters::hebrew },
    { 0x600, 0x6ff, &Letters::arabic },
    { 0xe00, 0xe7f, &Letters::thai },
    { 0x3040, 0x30ff, &Letters::kana },
    { 0x4e00, 0x9fff, &Letters::han },
    { 0xac00, 0xd7a3, &Letters::hangul },
});

// Letters that only some languages of their script have.
constexpr auto telling = std::to_array<Script>({
    { 0x44b, 0x44b, &Letters::russian }, // ы
    { 0x44d, 0x44d, &Letters::russian }, // э
    { 0x454, 0x454, &Letters::ukrainian }, // є
    { 0x456, 0x457, &Letters::ukrainian }, // і, ї
    { 0x402, 0x403, &Letters::other_cyrillic }, // Serbian, Macedonian
    { 0x408, 0x40c, &Letters::other_cyrillic }, { 0x452, 0x453, &Letters::other_cyrillic },
    { 0x458, 0x45c, &Letters::other_cyrillic }, { 0x45e, 0x45f, &Letters::other_cyrillic },
    { 0x492, 0x4ff, &Letters::other_cyrillic }, // Kazakh, Tatar and others
    { 0x67e, 0x67e, &Letters::persian }, // پ
    { 0x686, 0x686, &Letters::persian }, // چ
    { 0x6af, 0x6af, &Letters::persian }, // گ
    { 0x6cc, 0x6cc, &Letters::persian }, // ی
});

// The next character of valid UTF-8.
char32_t take(std::string_view& s)
{
    const auto lead = static_cast<unsigned char>(s[0]);
    const std::size_t size = lead < 0x80 ? 1 : lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : 4;
    char32_t c = size == 1 ? lead : lead & (0xffu >> (size + 1));
    const std::size_t n = std::min(size, s.size());
    for (std::size_t i = 1; i < n; ++i)
        c = (c << 6) | (static_cast<unsigned char>(s[i]) & 0x3f);
    s.remove_prefix(n);
    return c;
}

Letters count_letters(std::string_view utf8)
{
    Letters n;
    utf8 = utf8.substr(0, max_text);
    while (!utf8.empty()) {
        const char32_t c = take(utf8);
        if (c < 0x80) { // most of most mail
            n.latin += (c | 0x20) >= 'a' && (c | 0x20) <= 'z';
            continue;
        }
        for (const Script& s : scripts)
            if (c >= s.first && c <= s.last)
                ++(n.*s.count);
        if (c >= 0x400 && c < 0x700)
            for (const Script& s : telling)
                if (c >= s.first && c <= s.last)
                    ++(n.*s.count);
    }
    return n;
}

// The language of a text that is mostly in one script other than Latin; empty when unsure.
std::string_view by_script(const Letters& n)
{
    if (n.kana + n.han > n.latin && n.kana > 4)
        return "ja";
    if (n.han > n.latin && n.han > 8)
        return "zh";
    if (n.hangul > n.latin)
        return "ko";
    if (n.greek > n.latin)
        return "el";
    if (n.hebrew > n.latin)
        return "he";
    if (n.thai > n.latin)
        return "th";
    if (n.arabic > n.latin)
        return n.persian == 0 ? "ar" : "";
    if (n.cyrillic <= n.latin || n.other_cyrillic > 0)
        return "";
    if (n.russian > 1 && n.ukrainian == 0)
        return "ru";
    return n.ukrainian > 1 && n.russian == 0 ? "uk" : "";
}

} // namespace

std::optional<Language> lexicon_language(std::span<const Hit> hits, std::size_t words)
{
    std::array<unsigned, language_names.size()> counts {};
    for (const Hit& h : hits)
        if (h.cue == Cue::Common || h.cue == Cue::Greeting || h.cue == Cue::Thanks)
            ++counts[static_cast<std::size_t>(h.language)];
    const auto best = std::max_element(counts.begin(), counts.end());
    unsigned second = 0;
    for (auto it = counts.begin(); it != counts.end(); ++it)
        if (it != best)
            second = std::max(second, *it);
    // One word in twelve at least (mail is full of names, numbers and pieces of URLs), and clearly
    // more than for any other language.
    if (*best < min_hits || *best * 12 < words || *best * 3 < second * 4 + 3)
        return std::nullopt;
    return static_cast<Language>(best - counts.begin());
}

std::string_view language_of(std::string_view utf8, std::span<const Hit> hits, std::size_t words)
{
    const Letters letters = count_letters(utf8);
    if (const std::string_view tag = by_script(letters); !tag.empty())
        return tag;
    const std::size_t others = letters.cyrillic + letters.greek + letters.arabic + letters.han;
    if (letters.latin <= others)
        return {};
    const auto language = lexicon_language(hits, words);
    return language ? language_names[static_cast<std::size_t>(*language)] : std::string_view {};
}

} // namespace agents
