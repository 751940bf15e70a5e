// The lenient readings of raw_value.h.
#include <algorithm>
#include <map>

#include "triage/core/text.h"
#include "triage/mime/charset.h"
#include "triage/mime/raw_decode.h"
#include "triage/mime/raw_occurrence.h"
#include "triage/mime/raw_value.h"

namespace mime {

namespace {

constexpr std::size_t max_readings = 48;
constexpr std::size_t max_text = 1024; // bytes of a parameter that are read

std::string without_comments(std::string_view s)
{
    std::string out;
    std::size_t depth = 0;
    bool quoted = false;
    for (const char c : s) {
        quoted = (c == '"' && depth == 0) != quoted;
        depth += c == '(' && !quoted;
        if (depth == 0)
            out += c;
        depth -= c == ')' && depth > 0;
    }
    return out;
}

std::string without_controls(std::string_view s, bool and_escapes)
{
    std::string out;
    for (const char c : s)
        if (static_cast<unsigned char>(c) >= ' ' && (c != '\\' || !and_escapes))
            out += c;
    return out;
}

class Readings {
public:
    void add(std::string_view s)
    {
        if (out_.size() < max_readings && std::find(out_.begin(), out_.end(), s) == out_.end())
            out_.emplace_back(s);
    }
    std::vector<std::string> take() { return std::move(out_); }

private:
    std::vector<std::string> out_;
};

std::vector<std::string> variants(std::string_view value)
{
    Readings r;
    const std::string flat = unfolded(value.substr(0, max_value));
    r.add(flat);
    r.add(without_comments(flat));
    r.add(without_controls(flat, true));
    r.add(without_controls(without_comments(flat), false));
    if (flat.find("=?") != flat.npos)
        r.add(decode_words(flat));
    return r.take();
}

std::string unescaped(std::string_view s)
{
    std::string out;
    for (std::size_t i = 0; i < s.size(); ++i) {
        i += s[i] == '\\' && i + 1 < s.size();
        out += s[i];
    }
    return out;
}

// Offset of the quote that closes, escapes skipped; size() if none does.
std::size_t closing_quote(std::string_view s)
{
    std::size_t i = 1;
    while (i < s.size() && s[i] != '"')
        i += s[i] == '\\' ? 2 : 1;
    return std::min(i, s.size());
}

// RFC 2231: charset'language'text, percent-decoded.
std::string decode_extended(std::string_view s, std::string& charset)
{
    const std::size_t first = s.find('\'');
    const std::size_t second = first == s.npos ? s.npos : s.find('\'', first + 1);
    if (second != s.npos) {
        charset = core::to_lower_ascii(s.substr(0, first));
        s.remove_prefix(second + 1);
    }
    return decode_percent(s);
}

void add_extended(Readings& r, std::string_view value)
{
    std::string charset;
    std::string bytes = decode_extended(value, charset);
    r.add(bytes);
    r.add(decode_text(std::move(bytes), charset).utf8);
}

// What stands behind the `=`, as far as readers may take it.
std::vector<std::string> value_readings(std::string_view rest, bool extended)
{
    Readings r;
    const std::string_view untrimmed = rest.substr(0, rest.find(';'));
    skip_space(rest);
    if (rest.starts_with('"')) {
        const std::size_t end = closing_quote(rest);
        const std::string_view quoted = rest.substr(1, end - 1);
        r.add(unescaped(quoted));
        r.add(quoted);
        r.add(core::trim(quoted));
        r.add(rest.substr(1, rest.find('"', 1) - 1));
        r.add(quoted.substr(0, quoted.find_first_of(" \t")));
        const std::string_view more = end < rest.size() ? rest.substr(end + 1) : std::string_view();
        r.add(unescaped(quoted) + std::string(more.substr(0, more.find(';'))));
        r.add(unescaped(quoted) + std::string(more.substr(0, more.find_first_of("; \t"))));
    }
    const std::string_view bare = core::trim(rest.substr(0, rest.find(';')));
    for (const std::string_view s : { bare, bare.substr(0, bare.find_first_of(" \t")),
             bare.substr(0, bare.find_first_of(" \t(\"'=,")), untrimmed, core::trim(rest) }) {
        r.add(s);
        r.add(unescaped(s));
        std::string stripped(s);
        std::erase(stripped, '"');
        r.add(stripped);
        r.add(core::trim(stripped));
        std::erase(stripped, '\'');
        r.add(stripped);
    }
    if (extended)
        add_extended(r, bare);
    return r.take();
}

// The segments of a continued parameter in their order, as they stand, and the first alone.
void add_continued(Readings& r, std::string_view variant, const std::vector<Occurrence>& found)
{
    std::map<int, std::string> ordered;
    std::string textual, charset;
    for (const Occurrence& o : found) {
        if (o.segment < 0)
            continue;
        std::string_view rest = variant.substr(o.value, max_text);
        skip_space(rest);
        const std::string_view raw = rest.starts_with('"')
            ? rest.substr(1, closing_quote(rest) - 1)
            : core::trim(rest.substr(0, rest.find_first_of("; \t")));
        const std::string piece = o.extended ? decode_extended(raw, charset) : std::string(raw);
        ordered.emplace(o.segment, piece);
        textual += piece;
    }
    std::string joined;
    for (const auto& [segment, piece] : ordered)
        joined += piece;
    for (std::string* s : { &joined, &textual })
        if (!s->empty()) {
            r.add(*s);
            r.add(decode_text(std::string(*s), charset).utf8);
        }
}

} // namespace

std::vector<std::string> loose_mains(std::string_view value)
{
    Readings r;
    for (const std::string& variant : variants(value)) {
        const std::string lower = core::to_lower_ascii(variant);
        std::string bare = lower;
        std::erase(bare, '"');
        std::erase(bare, '\'');
        for (const std::string_view s : { std::string_view(lower), std::string_view(bare) })
            for (const std::string_view ends : { ";", "; \t", ";(", "; \t,(=" }) {
                const std::string_view t = core::trim(s);
                r.add(core::trim(t.substr(0, t.find_first_of(ends))));
            }
        // Words further on: some readers take the last of a list.
        for (std::string_view rest = bare; !rest.empty();) {
            const std::size_t end = rest.find_first_of("; \t,:");
            r.add(rest.substr(0, end));
            rest.remove_prefix(end == rest.npos ? rest.size() : end + 1);
        }
    }
    return r.take();
}

std::vector<std::string> loose_parameter(std::string_view value, std::string_view key)
{
    Readings r;
    for (const std::string& variant : variants(value)) {
        const std::vector<Occurrence> found = occurrences(variant, key);
        for (const Occurrence& o : found)
            for (const std::string& s :
                value_readings(std::string_view(variant).substr(o.value, max_text), o.extended)) {
                r.add(s);
                if (s.find("=?") != s.npos)
                    r.add(decode_words(s));
            }
        add_continued(r, variant, found);
    }
    return r.take();
}

std::string decode_words(std::string_view value)
{
    std::string out;
    std::size_t at = 0;
    for (std::size_t open = value.find("=?"); open != value.npos; open = value.find("=?", at)) {
        const std::size_t charset_end = value.find('?', open + 2);
        const std::size_t code_end
            = charset_end == value.npos ? value.npos : value.find('?', charset_end + 1);
        const std::size_t end
            = code_end == value.npos ? value.npos : value.find("?=", code_end + 1);
        if (end == value.npos)
            break;
        out += value.substr(at, open - at);
        const std::string_view code = value.substr(charset_end + 1, code_end - charset_end - 1);
        std::string text(value.substr(code_end + 1, end - code_end - 1));
        if (core::equal_ignore_case(code, "b")) {
            text = decode_base64(text, Base64Reading::Lenient);
        } else {
            std::replace(text.begin(), text.end(), '_', ' ');
            text = decode_quoted(text);
        }
        const std::string_view label = value.substr(open + 2, charset_end - open - 2);
        out += decode_text(std::move(text), core::to_lower_ascii(label)).utf8;
        at = end + 2;
    }
    return out += value.substr(at);
}

} // namespace mime
