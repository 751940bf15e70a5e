// The part of core/text.h that asks ICU, whose only includer this is. ICU shares its tables between
// the objects made here, so that making one a call costs about a microsecond (a sentence iterator
// two): nothing is kept between calls.
#include "triage/core/text.h"

#include <algorithm>
#include <array>
#include <memory>
#include <optional>

#include <unicode/ubrk.h>
#include <unicode/uchar.h>
#include <unicode/uidna.h>
#include <unicode/uscript.h>
#include <unicode/uspoof.h>
#include <unicode/utext.h>

namespace core {

namespace {

constexpr std::size_t max_domain = 1024; // bytes; a name in DNS has at most 253
constexpr std::size_t max_word = 4096; // bytes; skeletons are of words and names, never of texts

struct Close {
    void operator()(USpoofChecker* p) const { uspoof_close(p); }
    void operator()(USpoofCheckResult* p) const { uspoof_closeCheckResult(p); }
    void operator()(UIDNA* p) const { uidna_close(p); }
    void operator()(UBreakIterator* p) const { ubrk_close(p); }
    void operator()(UText* p) const { utext_close(p); }
};
template <typename T>
using Handle = std::unique_ptr<T, Close>;

bool is_ascii(std::string_view s)
{
    return std::none_of(s.begin(), s.end(), [](char c) { return c & 0x80; });
}

bool property(char32_t c, UProperty p)
{
    return u_hasBinaryProperty(static_cast<UChar32>(c), p);
}

} // namespace

std::string fold_case(std::string_view utf8)
{
    std::string out;
    out.reserve(utf8.size());
    for (std::size_t i = 0; i < utf8.size();) {
        if ((utf8[i] & 0x80) == 0) { // most of most text, and hot
            const char c = utf8[i++];
            out += c >= 'A' && c <= 'Z' ? static_cast<char>(c + 0x20) : c;
            continue;
        }
        const char32_t c = next_code_point(utf8, i);
        append_utf8(
            out, static_cast<char32_t>(u_foldCase(static_cast<UChar32>(c), U_FOLD_CASE_DEFAULT)));
    }
    return out;
}

CharKind char_kind(char32_t c)
{
    const auto u = static_cast<UChar32>(c);
    const std::uint32_t type = U_GET_GC_MASK(u);
    if (c >= 0x21 && c < 0x7f)
        return type & (U_GC_L_MASK | U_GC_ND_MASK) ? CharKind::Letter : CharKind::Punctuation;
    if (u_isUWhiteSpace(u))
        return CharKind::Space;
    constexpr char32_t blank_braille = 0x2800;
    if (type & U_GC_C_MASK || c == 0xFFFD || c == blank_braille
        || property(c, UCHAR_DEFAULT_IGNORABLE_CODE_POINT))
        return CharKind::Invisible;
    if (type & U_GC_M_MASK)
        return CharKind::Mark;
    return type & U_GC_P_MASK ? CharKind::Punctuation : CharKind::Letter;
}

std::string skeleton(std::string_view utf8)
{
    UErrorCode status = U_ZERO_ERROR;
    const Handle<USpoofChecker> checker { uspoof_open(&status) };
    if (U_FAILURE(status) || utf8.size() > max_word)
        return {};
    std::string out(utf8.size() * 18 + 64, '\0'); // one code point becomes at most 18 (NFKD)
    const int32_t n = uspoof_getSkeletonUTF8(checker.get(), 0, utf8.data(),
        static_cast<int32_t>(utf8.size()), out.data(), static_cast<int32_t>(out.size()), &status);
    if (U_FAILURE(status))
        return {};
    out.resize(static_cast<std::size_t>(n));
    return out;
}

bool mixes_scripts(std::string_view utf8_word)
{
    if (is_ascii(utf8_word) || utf8_word.size() > max_word)
        return false;
    UErrorCode status = U_ZERO_ERROR;
    const Handle<USpoofChecker> checker { uspoof_open(&status) };
    const Handle<USpoofCheckResult> result { uspoof_openCheckResult(&status) };
    if (U_FAILURE(status))
        return false;
    uspoof_setChecks(checker.get(), USPOOF_RESTRICTION_LEVEL | USPOOF_AUX_INFO, &status);
    uspoof_check2UTF8(checker.get(), utf8_word.data(), static_cast<int32_t>(utf8_word.size()),
        result.get(), &status);
    const URestrictionLevel level = uspoof_getCheckResultRestrictionLevel(result.get(), &status);
    return U_SUCCESS(status) && level > USPOOF_HIGHLY_RESTRICTIVE;
}

namespace {

struct Neighbours {
    char32_t before, c, after; // 0 at the ends
};

// Scripts in which ZWJ and ZWNJ shape letters (UAX 31, section 2.3).
bool needs_joiners(char32_t c)
{
    constexpr std::array scripts { USCRIPT_ARABIC, USCRIPT_SYRIAC, USCRIPT_MONGOLIAN, USCRIPT_NKO,
        USCRIPT_DEVANAGARI, USCRIPT_BENGALI, USCRIPT_GURMUKHI, USCRIPT_GUJARATI, USCRIPT_ORIYA,
        USCRIPT_TAMIL, USCRIPT_TELUGU, USCRIPT_KANNADA, USCRIPT_MALAYALAM, USCRIPT_SINHALA,
        USCRIPT_MYANMAR, USCRIPT_KHMER, USCRIPT_TIBETAN };
    UErrorCode status = U_ZERO_ERROR;
    const UScriptCode s = uscript_getScript(static_cast<UChar32>(c), &status);
    return std::find(scripts.begin(), scripts.end(), s) != scripts.end();
}

bool is_emoji_piece(char32_t c)
{
    return property(c, UCHAR_EXTENDED_PICTOGRAPHIC) || property(c, UCHAR_EMOJI_MODIFIER)
        || property(c, UCHAR_VARIATION_SELECTOR);
}

bool is_right_to_left(char32_t c)
{
    const UCharDirection d = u_charDirection(static_cast<UChar32>(c));
    return d == U_RIGHT_TO_LEFT || d == U_RIGHT_TO_LEFT_ARABIC;
}

bool is_innocent(const Neighbours& n, bool in_flag)
{
    if (n.c == 0x200C || n.c == 0x200D)
        return needs_joiners(n.before) || (is_emoji_piece(n.before) && is_emoji_piece(n.after));
    if (n.c == 0x200E || n.c == 0x200F) // marks of direction, at home beside such letters only
        return is_right_to_left(n.before) || is_right_to_left(n.after);
    if (n.c >= 0xE0020 && n.c <= 0xE007F)
        return in_flag;
    return property(n.c, UCHAR_VARIATION_SELECTOR) || (n.c == 0xFEFF && n.before == 0);
}

bool is_hidden(char32_t c)
{
    return c >= 0xAD && char_kind(c) == CharKind::Invisible && c != 0xFFFD
        && (property(c, UCHAR_DEFAULT_IGNORABLE_CODE_POINT)
            || u_charType(static_cast<UChar32>(c)) == U_FORMAT_CHAR);
}

} // namespace

bool has_invisible(std::string_view utf8)
{
    constexpr char32_t black_flag = 0x1F3F4; // tags may follow it: flags of regions
    if (is_ascii(utf8))
        return false;
    bool in_flag = false;
    Neighbours n { 0, 0, 0 };
    for (std::size_t i = 0; i < utf8.size() || n.after != 0;) {
        n = { n.c, n.after, i < utf8.size() ? next_code_point(utf8, i) : 0 };
        const bool is_tag = n.c >= 0xE0020 && n.c <= 0xE007F;
        in_flag = is_tag ? in_flag : n.c == black_flag;
        if (is_hidden(n.c) && !is_innocent(n, in_flag))
            return true;
    }
    return false;
}

namespace {

using IdnaFunction = decltype(&uidna_nameToASCII_UTF8);

struct IdnaResult {
    std::string name;
    std::uint32_t errors = 0; // UIDNA_ERROR_*
};

// nullopt if ICU could not do it at all.
std::optional<IdnaResult> run_idna(IdnaFunction function, std::string_view domain)
{
    UErrorCode status = U_ZERO_ERROR;
    const Handle<UIDNA> idna { uidna_openUTS46(UIDNA_CHECK_BIDI | UIDNA_CHECK_CONTEXTJ
            | UIDNA_NONTRANSITIONAL_TO_ASCII | UIDNA_NONTRANSITIONAL_TO_UNICODE,
        &status) };
    if (U_FAILURE(status) || domain.size() > max_domain)
        return std::nullopt;
    UIDNAInfo info = UIDNA_INFO_INITIALIZER;
    std::array<char, 8 * max_domain> out {};
    const int32_t n = function(idna.get(), domain.data(), static_cast<int32_t>(domain.size()),
        out.data(), static_cast<int32_t>(out.size()), &info, &status);
    if (U_FAILURE(status))
        return std::nullopt;
    return IdnaResult { { out.data(), static_cast<std::size_t>(n) }, info.errors };
}

} // namespace

std::string to_a_label(std::string_view domain)
{
    std::string ascii = to_lower_ascii(domain);
    if (domain.size() <= max_domain && is_ascii(ascii) && ascii.find("xn--") == std::string::npos)
        return ascii;
    // As browsers do (WHATWG URL, domain to ASCII, not strict): hyphens and lengths are no errors.
    constexpr std::uint32_t tolerated = UIDNA_ERROR_EMPTY_LABEL | UIDNA_ERROR_LABEL_TOO_LONG
        | UIDNA_ERROR_DOMAIN_NAME_TOO_LONG | UIDNA_ERROR_LEADING_HYPHEN
        | UIDNA_ERROR_TRAILING_HYPHEN | UIDNA_ERROR_HYPHEN_3_4;
    std::optional<IdnaResult> r = run_idna(uidna_nameToASCII_UTF8, domain);
    return r && (r->errors & ~tolerated) == 0 ? std::move(r->name) : std::string();
}

std::string to_unicode(std::string_view domain)
{
    std::optional<IdnaResult> r = run_idna(uidna_nameToUnicodeUTF8, domain);
    return r ? std::move(r->name) : std::string(domain);
}

namespace {

// Turns the line end of a line that was merely wrapped into a space, so that it ends no sentence:
// one whose next line's first word would not have fit, by the usual widths of mail (RFC 3676,
// 5322).
void join_wrapped_lines(std::string& s)
{
    constexpr std::size_t narrow = 62; // a line whose next word fitted below this was ended by hand
    constexpr std::size_t wide = 100; // longer ones were not wrapped at all
    for (std::size_t start = 0, end = 0; (end = s.find('\n', start)) != std::string::npos;
         start = end + 1) {
        const std::size_t length = end - start;
        const std::size_t next = std::min(s.find_first_of(" \r\n", end + 1), s.size());
        const bool has_word = next > end + 1 && s[end + 1] != '>' && s[end + 1] != '\t';
        if (length <= wide && has_word && length + (next - end) > narrow) {
            s[end] = ' ';
            if (end > 0 && s[end - 1] == '\r')
                s[end - 1] = ' ';
        }
    }
}

} // namespace

std::vector<std::string_view> sentences(std::string_view utf8, std::size_t limit)
{
    std::size_t size = std::min(utf8.size(), limit);
    while (size < utf8.size() && size > 0 && (utf8[size] & '\xC0') == '\x80')
        --size;
    std::string flat(utf8.substr(0, size));
    join_wrapped_lines(flat);
    UErrorCode status = U_ZERO_ERROR;
    const Handle<UText> text { utext_openUTF8(
        nullptr, flat.data(), static_cast<std::int64_t>(flat.size()), &status) };
    const Handle<UBreakIterator> breaks { ubrk_open(UBRK_SENTENCE, "", nullptr, 0, &status) };
    if (U_SUCCESS(status))
        ubrk_setUText(breaks.get(), text.get(), &status);
    std::vector<std::string_view> out;
    if (U_FAILURE(status))
        return out;
    for (int32_t from = 0, to = ubrk_next(breaks.get()); to != UBRK_DONE;
         from = to, to = ubrk_next(breaks.get())) {
        const std::string_view s = trim(
            utf8.substr(static_cast<std::size_t>(from), static_cast<std::size_t>(to - from)));
        if (!s.empty())
            out.push_back(s);
    }
    return out;
}

void warm_up_text()
{
    constexpr std::string_view sample = "B\xC3\xBC"
                                        "cher \xD0\xB0z. \xE4\xB8\xAD\xE6\x96\x87 \xF0\x9F\x91\x8D";
    sentences(sample, sample.size());
    to_a_label("b\xC3\xBC"
               "cher.example");
    skeleton(sample);
    mixes_scripts("\xD0\xB0z");
    has_invisible(sample);
    fold_case(sample);
}

} // namespace core
