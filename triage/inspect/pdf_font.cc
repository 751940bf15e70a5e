#include "triage/inspect/pdf_font.h"

#include <algorithm>
#include <array>
#include <utility>
#include <vector>

#include "triage/core/text.h"

namespace inspect {

namespace {

using Kind = PdfValue::Kind;
using Token = PdfToken::Kind;

constexpr std::size_t most_cmap = 1u << 20; // bytes
constexpr std::size_t most_codes = 65536;

// Windows-1252 at 0x80 to 0x9F.
constexpr std::array<char16_t, 32> windows { 0x20AC, 0, 0x201A, 0x0192, 0x201E, 0x2026, 0x2020,
    0x2021, 0x02C6, 0x2030, 0x0160, 0x2039, 0x0152, 0, 0x017D, 0, 0, 0x2018, 0x2019, 0x201C, 0x201D,
    0x2022, 0x2013, 0x2014, 0x02DC, 0x2122, 0x0161, 0x203A, 0x0153, 0, 0x017E, 0x0178 };

struct Glyph {
    std::string_view name;
    char16_t character;
};
// Of the Adobe Glyph List: what names of single letters do not say. Sorted.
constexpr std::array<Glyph, 47> glyphs { { { "Adieresis", 0xC4 }, { "Odieresis", 0xD6 },
    { "Udieresis", 0xDC }, { "aacute", 0xE1 }, { "acircumflex", 0xE2 }, { "adieresis", 0xE4 },
    { "agrave", 0xE0 }, { "ampersand", '&' }, { "aring", 0xE5 }, { "at", '@' }, { "atilde", 0xE3 },
    { "ccedilla", 0xE7 }, { "colon", ':' }, { "comma", ',' }, { "dollar", '$' }, { "eacute", 0xE9 },
    { "ecircumflex", 0xEA }, { "egrave", 0xE8 }, { "eight", '8' }, { "equal", '=' },
    { "exclam", '!' }, { "five", '5' }, { "four", '4' }, { "germandbls", 0xDF }, { "hyphen", '-' },
    { "iacute", 0xED }, { "nine", '9' }, { "ntilde", 0xF1 }, { "numbersign", '#' },
    { "oacute", 0xF3 }, { "odieresis", 0xF6 }, { "one", '1' }, { "parenleft", '(' },
    { "parenright", ')' }, { "percent", '%' }, { "period", '.' }, { "plus", '+' },
    { "question", '?' }, { "quotesingle", '\'' }, { "seven", '7' }, { "six", '6' },
    { "slash", '/' }, { "space", ' ' }, { "three", '3' }, { "two", '2' }, { "udieresis", 0xFC },
    { "zero", '0' } } };
static_assert(std::is_sorted(
    glyphs.begin(), glyphs.end(), [](const Glyph& a, const Glyph& b) { return a.name < b.name; }));

// "a", "adieresis", "uni20AC", "a.alt"; 0 where a name says nothing.
char32_t character_of(std::string_view name)
{
    name = name.substr(0, name.find('.'));
    if (name.size() == 1)
        return static_cast<unsigned char>(name[0]);
    if (name.size() == 7 && name.starts_with("uni")) {
        char32_t c = 0;
        for (const char digit : name.substr(3))
            c = c * 16 + static_cast<char32_t>(std::max(pdf_hex(digit), 0));
        return c;
    }
    const auto* const found = std::lower_bound(glyphs.begin(), glyphs.end(), name,
        [](const Glyph& g, std::string_view wanted) { return g.name < wanted; });
    return found != glyphs.end() && found->name == name ? found->character : U'\0';
}

std::string utf8(char32_t c)
{
    std::string out;
    if (c >= ' ' && (c < 0xD800 || c > 0xDFFF))
        core::append_utf8(out, c);
    return out;
}

std::uint32_t code_of(std::string_view bytes)
{
    std::uint32_t code = 0;
    for (const char c : bytes.substr(0, 4))
        code = code << 8 | static_cast<unsigned char>(c);
    return code;
}

} // namespace

PdfFont PdfFont::read(const PdfValue& dictionary, PdfFile& file)
{
    PdfFont font;
    const PdfValue* const subtype = dictionary.find("Subtype");
    font.simple_ = !(subtype && subtype->names("Type0"));
    font.width_ = font.simple_ ? 1 : 2;
    if (const PdfValue* const encoding = dictionary.find("Encoding"); encoding && font.simple_)
        font.read_differences(file.first(encoding), file);
    const PdfValue* const cmap = dictionary.find("ToUnicode");
    if (cmap && cmap->is(Kind::Ref))
        for (const std::size_t i : file.numbered(cmap->ref))
            if (const auto decoded = file.stream(i, most_cmap))
                font.read_cmap(decoded->bytes);
    return font;
}

void PdfFont::read_differences(const PdfValue& encoding, PdfFile& file)
{
    std::uint32_t code = 0;
    for (const PdfValue& v : file.first(encoding.find("Differences")).items) {
        if (v.is(Kind::Number) && v.number >= 0 && v.number < 256)
            code = static_cast<std::uint32_t>(v.number);
        else if (v.is(Kind::Name) && code < 256) {
            if (const char32_t c = character_of(v.text); c != 0)
                map_[code] = utf8(c);
            ++code;
        }
    }
}

// Strings are collected until an operator says what they were.
void PdfFont::read_cmap(std::string_view cmap)
{
    PdfLexer lexer(cmap);
    PdfToken token;
    std::vector<std::string> strings;
    std::size_t list = 0; // where the array of a range began, behind its two codes
    bool in_list = false;
    for (lexer.next(token); token.kind != Token::End; lexer.next(token)) {
        if (token.kind == Token::String) {
            strings.push_back(std::move(token.text));
        } else if (token.kind == Token::ArrayOpen) {
            in_list = true;
            list = strings.size();
        } else if (token.kind == Token::ArrayClose && std::exchange(in_list, false) && list >= 2) {
            const std::uint32_t from = code_of(strings[list - 2]);
            for (std::size_t i = list; i < strings.size(); ++i)
                add(from + static_cast<std::uint32_t>(i - list), strings[i]);
            strings.resize(list - 2);
        } else if (token.kind == Token::Word) {
            if (token.text == "endcodespacerange" && !strings.empty() && !strings[0].empty())
                width_ = std::min<std::size_t>(strings[0].size(), 4);
            else if (token.text == "endbfchar")
                for (std::size_t i = 0; i + 1 < strings.size(); i += 2)
                    add(code_of(strings[i]), strings[i + 1]);
            else if (token.text == "endbfrange")
                for (std::size_t i = 0; i + 2 < strings.size(); i += 3)
                    add_range(code_of(strings[i]), code_of(strings[i + 1]), strings[i + 2]);
            strings.clear();
        }
    }
}

void PdfFont::add(std::uint32_t code, std::string_view utf16)
{
    if (map_.size() < most_codes)
        map_[code] = utf16.size() < 2 ? utf8(code_of(utf16))
                                      : pdf_text("\xFE\xFF" + std::string(utf16.substr(0, 32)));
}

// The last unit counts up along the range.
void PdfFont::add_range(std::uint32_t from, std::uint32_t to, std::string_view first)
{
    std::string text(first.substr(0, 32));
    for (std::uint64_t code = from;
         code <= to && code - from < 256 * 256 && map_.size() < most_codes; ++code) {
        add(static_cast<std::uint32_t>(code), text);
        for (std::size_t i = text.size(); i-- > 0;) {
            text[i] = static_cast<char>(text[i] + 1);
            if (text[i] != '\0')
                break;
        }
    }
}

std::string PdfFont::text(std::string_view codes) const
{
    std::string out;
    for (std::size_t at = 0; at < codes.size(); at += width_) {
        const std::uint32_t code = code_of(codes.substr(at, width_));
        if (const auto known = map_.find(code); known != map_.end())
            out += known->second;
        else if (simple_)
            out += utf8(code >= 0x80 && code < 0xA0 ? windows[code - 0x80] : code);
    }
    return out;
}

} // namespace inspect
