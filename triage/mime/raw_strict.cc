#include "triage/mime/raw_strict.h"

#include <algorithm>
#include <optional>

#include "triage/core/text.h"
#include "triage/mime/raw_decode.h"
#include "triage/mime/raw_digits.h"

namespace mime {

namespace {

// Number of line ends' bytes if all lines but the last are of one length; nullopt otherwise.
std::optional<std::size_t> regular_line_ends(std::string_view s)
{
    const std::size_t first = s.find('\n');
    if (first == s.npos)
        return 0;
    const std::size_t step = first + 1;
    const bool crlf = first > 0 && s[first - 1] == '\r';
    const std::size_t per_line = crlf ? 2 : 1;
    std::size_t at = first, ends = per_line;
    for (; at + step < s.size(); at += step, ends += per_line)
        if (s[at + step] != '\n' || (crlf && s[at + step - 1] != '\r'))
            break;
    std::string_view tail = s.substr(at + 1);
    if (tail.ends_with('\n')) {
        const bool tail_crlf = tail.ends_with("\r\n");
        tail.remove_suffix(tail_crlf ? 2 : 1);
        ends += tail_crlf ? 2 : 1;
    }
    if (tail.size() >= step || tail.find('\n') != tail.npos)
        return std::nullopt;
    return ends;
}

// Lines that end within a group, and are shorter than any encoder makes them: readers that decode
// line by line get something else.
bool has_torn_lines(std::string_view s)
{
    constexpr std::size_t shortest = 57; // digits
    const std::size_t digits = std::min(s.find_first_of("\r\n"), s.size());
    return digits < s.size() && digits < shortest && digits % 4 != 0
        && s.substr(0, digits).find_first_of("= \t") == s.npos;
}

struct Census {
    std::size_t digits = 0, pads = 0, spaces = 0, others = 0;
    bool ends_well = true; // nothing but white space behind the padding
};

Census census(std::string_view s)
{
    Census n;
    for (const char c : s) {
        const std::uint8_t d = base64_table[static_cast<std::uint8_t>(c)];
        n.pads += d == pad;
        n.spaces += d == space;
        n.others += d == junk;
        n.digits += d < 64;
        if (n.pads > 0 && d != pad && d != space)
            n.ends_well = false;
    }
    return n;
}

// But for white space at the ends and for the last group, which some pad.
bool is_same(std::string_view a, std::string_view b)
{
    constexpr std::size_t slack = 2; // bytes
    a = core::trim(a);
    b = core::trim(b);
    const std::size_t shorter = std::min(a.size(), b.size());
    const std::size_t compared = shorter - std::min(shorter, slack);
    return std::max(a.size(), b.size()) - shorter <= slack
        && a.substr(0, compared) == b.substr(0, compared) && (shorter > slack || a == b);
}

std::size_t count_escapes(std::string_view s)
{
    std::size_t n = 0;
    for (std::size_t at = s.find('='); at != s.npos; at = s.find('=', at + 1))
        n += hex_byte(s, at + 1) >= 0;
    return n;
}

} // namespace

bool is_strict_base64(std::string_view s, std::size_t decoded)
{
    s = core::trim(s);
    if (has_torn_lines(s))
        return false;
    std::size_t pads = 0;
    while (pads < 2 && pads < s.size() && s[s.size() - 1 - pads] == '=')
        ++pads;
    if (const auto ends = regular_line_ends(s)) {
        const std::size_t digits = s.size() - *ends;
        if (digits % 4 == 0 && digits / 4 * 3 - pads == decoded)
            return true;
    }
    const Census n = census(s);
    return n.others == 0 && n.ends_well && n.pads <= 2 && (n.digits + n.pads) % 4 == 0;
}

std::string_view undeclared_encoding(std::string_view s)
{
    constexpr std::size_t shortest = 40; // bytes
    s = core::trim(s);
    if (s.size() < shortest)
        return {};
    if (s.find('=') < shortest && count_escapes(s) * 5 > s.size())
        return "quoted-printable";
    const Census head = census(s.substr(0, 4 * shortest));
    if (head.others > 0)
        return {};
    const Census n = census(s);
    const bool spaced = s.find_first_of(" \t") != s.npos;
    return n.others == 0 && n.ends_well && !spaced && (n.digits + n.pads) % 4 == 0 ? "base64" : "";
}

bool is_text_rather_than_base64(std::string_view s)
{
    const Census n = census(s);
    return n.others > 0 && n.others * 20 > n.digits;
}

std::optional<std::vector<std::string>> other_decodings(
    std::string_view s, std::string_view encoding, std::string_view decoded, std::size_t cap)
{
    std::vector<std::string> out;
    std::size_t kept = 0;
    const auto add = [&](std::string bytes) {
        if (kept > cap)
            return;
        const bool known = is_same(bytes, decoded)
            || std::any_of(
                out.begin(), out.end(), [&](const std::string& o) { return is_same(o, bytes); });
        if (known)
            return;
        kept += bytes.size();
        out.push_back(std::move(bytes));
    };
    if (encoding == "quoted-printable") {
        add(decode_quoted(s));
        add(decode_quoted_dropping(s, false));
        add(decode_quoted_dropping(s, true));
    }
    if (encoding == "base64")
        for (const Base64Reading r : { Base64Reading::Lenient, Base64Reading::SkipPadding,
                 Base64Reading::ToPadding, Base64Reading::ToJunk, Base64Reading::UrlSafe,
                 Base64Reading::LineByLine, Base64Reading::WholeGroups })
            add(decode_base64(s, r));
    if (kept > cap)
        return std::nullopt;
    return out;
}

} // namespace mime
