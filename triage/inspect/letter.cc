#include "triage/inspect/letter.h"

#include <algorithm>
#include <cstdint>
#include <span>

#include "triage/core/digest.h"
#include "triage/core/text.h"

namespace inspect {

namespace {

constexpr std::size_t most_fields = 64u << 10; // bytes of a header that is taken over
constexpr std::size_t line = 76; // letters of base64, RFC 2045 section 6.8
constexpr std::string_view boundary = "=_written_out"; // stands in no base64

std::string encoded(std::string_view s)
{
    return core::base64({ reinterpret_cast<const std::uint8_t*>(s.data()), s.size() });
}

// One part; base64 keeps what it says from ending it.
void add_part(std::string& to, std::string_view type, std::string_view content)
{
    if (content.empty())
        return;
    to += "\r\n--" + std::string(boundary) + "\r\nContent-Type: " + std::string(type)
        + "; charset=utf-8\r\nContent-Transfer-Encoding: base64\r\n\r\n";
    const std::string letters = encoded(content);
    for (std::size_t at = 0; at < letters.size(); at += line)
        to.append(letters, at, line).append("\r\n");
}

// A field's text as encoded words, whatever it is: nothing in it can begin another field.
void add_text(std::string& to, std::string_view name, std::string_view text)
{
    constexpr std::size_t most = 2000, word = 42; // bytes; a word has at most 75 letters
    if (text.empty())
        return;
    to.append(name).append(":");
    for (std::string_view rest = text.substr(0, most); !rest.empty();) {
        std::string_view piece = rest.substr(0, word);
        while (piece.size() > 1 && piece.size() < rest.size()
            && (static_cast<unsigned char>(rest[piece.size()]) & 0xC0) == 0x80)
            piece.remove_suffix(1); // ends between characters
        to += " =?utf-8?B?" + encoded(piece) + "?=\r\n";
        rest.remove_prefix(piece.size());
    }
}

std::string one_token(std::string_view s)
{
    std::string out;
    for (const char c : s.substr(0, 500))
        if (static_cast<unsigned char>(c) > ' ' && c != '<' && c != '>')
            out += c;
    return out;
}

void add_from(std::string& to, const Letter& l)
{
    const std::string address = one_token(l.from);
    if (l.from_name.empty() && address.empty())
        return;
    add_text(to, "From", l.from_name);
    if (l.from_name.empty())
        to += "From:";
    to += " <" + address + ">\r\n";
}

bool says_how_body_is_built(std::string_view name)
{
    return core::to_lower_ascii(name.substr(0, 8)) == "content-"
        || core::equal_ignore_case(core::trim(name), "mime-version");
}

} // namespace

std::string own_fields(std::string_view message)
{
    std::string out;
    bool kept = false;
    for (std::string_view rest = message.substr(0, most_fields); !rest.empty();) {
        const std::size_t end = std::min(rest.find('\n'), rest.size());
        std::string_view row = rest.substr(0, end);
        rest.remove_prefix(std::min(end + 1, rest.size()));
        if (row.ends_with('\r'))
            row.remove_suffix(1);
        if (row.empty())
            break;
        if (row[0] != ' ' && row[0] != '\t') {
            const std::size_t colon = row.find(':');
            kept = colon != row.npos && !says_how_body_is_built(row.substr(0, colon));
        }
        if (kept)
            out.append(row).append("\r\n");
    }
    return out;
}

std::string write_body(const Letter& l)
{
    std::string out = "MIME-Version: 1.0\r\nContent-Type: multipart/alternative; boundary=\""
        + std::string(boundary) + "\"\r\n";
    add_part(out, "text/plain", l.text);
    add_part(out, "text/html", l.html);
    return out + "\r\n--" + std::string(boundary) + "--\r\n";
}

std::string write_letter(const Letter& l)
{
    std::string out = own_fields(l.fields);
    if (out.empty()) {
        add_from(out, l);
        add_text(out, "Subject", l.subject);
        if (!l.to.empty())
            out += "To: " + one_token(l.to) + "\r\n";
        if (!l.date.empty())
            out += "Date: " + l.date + "\r\n";
        if (!l.message_id.empty())
            out += "Message-ID: <" + one_token(l.message_id) + ">\r\n";
    }
    return out + write_body(l);
}

} // namespace inspect
