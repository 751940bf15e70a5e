#include "triage/inspect/payload.h"

#include <algorithm>
#include <utility>

#include "triage/core/text.h"
#include "triage/inspect/file_type.h"
#include "triage/mime/transfer.h"

namespace inspect {

namespace {

constexpr std::size_t shortest = 24; // characters: less holds nothing
constexpr std::size_t head_chars = 45056; // as base64 more than the 32 KiB that ISO 9660 wants
constexpr int layers = 3;

int hex_digit(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    const char low = static_cast<char>(c | 0x20);
    return low >= 'a' && low <= 'f' ? low - 'a' + 10 : -1;
}

bool is_base64(std::string_view s)
{
    return std::all_of(s.begin(), s.end(), [](char c) {
        const char low = static_cast<char>(c | 0x20);
        return (low >= 'a' && low <= 'z') || (c >= '0' && c <= '9') || c == '+' || c == '/'
            || c == '=' || c == '\r' || c == '\n';
    });
}

// The number that `digits` hex digits at `at` are, or -1.
int hex_number(std::string_view s, std::size_t at, std::size_t digits)
{
    if (at + digits > s.size())
        return -1;
    int n = 0;
    for (std::size_t i = at; i < at + digits; ++i) {
        const int d = hex_digit(s[i]);
        if (d < 0)
            return -1;
        n = n * 16 + d;
    }
    return n;
}

// "%3C", "%u003C", "\x3C", "\u003C": what unescape() and literals make characters of.
std::string unescaped(std::string_view s)
{
    std::string out;
    for (std::size_t i = 0; i < s.size();) {
        const char next = i + 1 < s.size() ? s[i + 1] : '\0';
        const bool percent = s[i] == '%', back = s[i] == '\\';
        if ((percent || back) && next == 'u' && hex_number(s, i + 2, 4) >= 0) {
            const auto c = static_cast<char32_t>(hex_number(s, i + 2, 4));
            core::append_utf8(out, c >= 0xD800 && c < 0xE000 ? U'\xFFFD' : c);
            i += 6;
        } else if (back && next == 'x' && hex_number(s, i + 2, 2) >= 0) {
            out += static_cast<char>(hex_number(s, i + 2, 2));
            i += 4;
        } else if (percent && hex_number(s, i + 1, 2) >= 0) {
            out += static_cast<char>(hex_number(s, i + 1, 2));
            i += 3;
        } else if (back && next != '\0') {
            out += next == 'n' ? '\n' : next;
            i += 2;
        } else {
            out += s[i++];
        }
    }
    return out;
}

std::string from_hex(std::string_view s)
{
    std::string out;
    for (std::size_t i = 0; i + 1 < s.size(); i += 2)
        out += static_cast<char>(hex_number(s, i, 2));
    return out;
}

std::string from_base64(std::string_view s)
{
    return mime::decode_transfer(s, "base64", s.size()).bytes;
}

bool is_carrier(Format f, std::string_view data)
{
    const FileClass kind = magic_class(data);
    return (is_archive(f) && f != Format::Gzip && f != Format::Arj && f != Format::Lzh)
        || f == Format::Ole || data.starts_with("MZ\x90") || f == Format::Ooxml
        || kind == FileClass::Executable || kind == FileClass::Shortcut
        || kind == FileClass::DiskImage;
}

bool is_script(std::string_view text)
{
    constexpr std::size_t reach = 2048;
    const std::string_view head = text.substr(0, reach);
    for (const std::string_view word : { "document.", "window.", "function(", "function (", "eval(",
             "location.", "atob(", "fromCharCode" })
        if (head.find(word) != head.npos)
            return true;
    return false;
}

bool is_markup(std::string_view text)
{
    const std::string head = core::to_lower_ascii(text.substr(0, 4096));
    for (const std::string_view tag :
        { "<html", "<!doctype", "<script", "<form", "<body", "<iframe", "<meta", "<input", "<svg" })
        if (head.find(tag) != head.npos)
            return true;
    return false;
}

// Random bytes have a short magic now and then: such formats need not be told here.
Format format_in(std::string_view data)
{
    const Format f = format_of(data, {}, {});
    return f == Format::Bmp || f == Format::Arj || f == Format::Lzh || f == Format::Gzip
        ? Format::Unknown
        : f;
}

bool is_known(std::string_view data)
{
    return format_in(data) != Format::Unknown || is_carrier(Format::Unknown, data)
        || is_markup(data);
}

std::string reversed(std::string_view s)
{
    return { s.rbegin(), s.rend() };
}

bool has_escapes(std::string_view s)
{
    const auto marks = static_cast<std::size_t>(
        std::count_if(s.begin(), s.end(), [](char c) { return c == '%' || c == '\\'; }));
    return marks >= 8 && marks * 12 >= s.size();
}

// One layer less, nullopt if `s` is not encoded. A base64 text is decoded in full only if its head
// shows what is inside, or text that may be another layer.
std::optional<std::string> peeled(std::string_view s)
{
    if (s.size() < shortest)
        return std::nullopt;
    if (has_escapes(s))
        return unescaped(s);
    const std::string_view sample = s.substr(0, 4096);
    if (s.size() % 2 == 0
        && std::all_of(sample.begin(), sample.end(), [](char c) { return hex_digit(c) >= 0; }))
        return from_hex(s);
    if (!is_base64(sample))
        return std::nullopt;
    const std::string head = from_base64(s.substr(0, head_chars));
    const bool text = head.size() * 2 > std::min(s.size(), head_chars)
        && core::is_valid_utf8(std::string_view(head).substr(0, head.size() / 4 * 3))
        && head.find('\0') == head.npos;
    if (is_known(head) || text)
        return from_base64(s);
    const std::string turned = reversed(s);
    if (is_known(from_base64(std::string_view(turned).substr(0, head_chars))))
        return from_base64(turned);
    return std::nullopt;
}

} // namespace

std::optional<Payload> as_payload(std::string bytes)
{
    Payload p;
    p.format = format_in(bytes);
    p.carrier = is_carrier(p.format, bytes);
    if (p.format == Format::Unknown && is_markup(bytes)) {
        p.format = Format::Html;
    } else if (p.format == Format::Unknown && !p.carrier) {
        if (bytes.find('\0') != bytes.npos || !is_script(bytes))
            return std::nullopt;
        p.format = Format::Html;
        bytes = "<script>" + bytes + "</script>";
    }
    p.bytes = std::move(bytes);
    return p;
}

std::optional<Payload> decode_payload(std::string_view literal, Yield& out)
{
    if (core::equal_ignore_case(literal.substr(0, 5), "data:"))
        return decode_data_url(literal, out);
    std::optional<std::string> inner;
    for (int i = 0; i < layers; ++i) {
        const std::string_view outer = inner ? std::string_view(*inner) : literal;
        if (outer.size() < shortest || !out.take(outer.size()))
            break;
        std::optional<std::string> next = peeled(outer);
        if (!next)
            break;
        inner = std::move(next);
    }
    return inner ? as_payload(std::move(*inner)) : std::nullopt;
}

std::optional<Payload> decode_data_url(std::string_view url, Yield& out)
{
    if (!core::equal_ignore_case(url.substr(0, 5), "data:"))
        return std::nullopt;
    const std::size_t comma = url.find(',');
    if (comma == url.npos || !out.take(url.size()))
        return std::nullopt;
    const std::string kind = core::to_lower_ascii(url.substr(0, std::min<std::size_t>(comma, 200)));
    const std::string plain = unescaped(url.substr(comma + 1));
    std::string bytes = kind.find(";base64") != kind.npos ? from_base64(plain) : plain;
    if (std::optional<Payload> p = as_payload(bytes))
        return p;
    Payload p; // the browser goes by the type
    if (kind.find("html") != kind.npos || kind.find("javascript") != kind.npos
        || kind.find("ecmascript") != kind.npos)
        p.format = Format::Html;
    else if (kind.find("svg") != kind.npos)
        p.format = Format::Svg;
    else
        return std::nullopt;
    p.bytes
        = kind.find("script") != kind.npos ? "<script>" + bytes + "</script>" : std::move(bytes);
    return p;
}

} // namespace inspect
