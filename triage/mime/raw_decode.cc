#include "triage/mime/raw_decode.h"

#include <algorithm>

#include "triage/mime/raw_digits.h"

namespace mime {

namespace {

std::uint8_t digit_of(char c, Base64Reading reading)
{
    if (reading == Base64Reading::UrlSafe && (c == '-' || c == '_'))
        return c == '-' ? 62 : 63;
    return base64_table[static_cast<std::uint8_t>(c)];
}

// Groups of four digits into three bytes.
class Groups {
public:
    explicit Groups(std::string& out)
        : out_(out)
    {
    }
    void digit(std::uint8_t d)
    {
        bits_ = bits_ << 6 | d;
        if (++n_ == 4) {
            emit(3);
            n_ = 0;
        }
    }
    void drop() { n_ = 0; }
    // What an unfinished group holds: one byte of two digits, two of three.
    void flush()
    {
        if (n_ >= 2) {
            bits_ <<= 6 * (4 - n_);
            emit(n_ - 1);
        }
        n_ = 0;
    }

private:
    void emit(std::size_t bytes)
    {
        for (std::size_t i = 0; i < bytes; ++i)
            out_ += static_cast<char>(bits_ >> (16 - 8 * i) & 0xFF);
    }
    std::string& out_;
    std::uint32_t bits_ = 0;
    std::size_t n_ = 0;
};

} // namespace

std::string decode_base64(std::string_view s, Base64Reading reading)
{
    std::string out;
    out.reserve(s.size() / 4 * 3);
    Groups groups(out);
    for (const char c : s) {
        const std::uint8_t d = digit_of(c, reading);
        if (d < 64)
            groups.digit(d);
        else if (d == pad && reading == Base64Reading::ToPadding)
            break;
        else if (d == pad && reading != Base64Reading::SkipPadding)
            groups.flush();
        else if (d == junk && reading == Base64Reading::ToJunk)
            break;
        else if (c == '\n' && reading == Base64Reading::LineByLine)
            groups.flush();
        else if (c == '\n' && reading == Base64Reading::WholeGroups)
            groups.drop();
    }
    groups.flush();
    return out;
}

std::string decode_quoted(std::string_view s, bool* strict)
{
    std::string out;
    out.reserve(s.size());
    bool sound = true;
    for (std::size_t at = 0; at < s.size();) {
        const std::size_t sign = std::min(s.find('=', at), s.size());
        out.append(s, at, sign - at);
        if (sign == s.size())
            break;
        if (const int byte = hex_byte(s, sign + 1); byte >= 0) {
            out += static_cast<char>(byte);
            at = sign + 3;
            continue;
        }
        std::size_t end = sign + 1;
        while (end < s.size() && (s[end] == ' ' || s[end] == '\t' || s[end] == '\r'))
            ++end;
        const bool soft = end >= s.size() || s[end] == '\n';
        sound = sound && soft && end - sign - 1 <= (s.substr(sign + 1, 1) == "\r");
        if (!soft)
            out += '=';
        at = soft ? end + 1 : sign + 1;
    }
    if (strict)
        *strict = sound;
    return out;
}

std::string decode_quoted_dropping(std::string_view s, bool wide)
{
    std::string out;
    for (std::size_t i = 0; i < s.size(); ++i) {
        const int byte = s[i] == '=' ? hex_byte(s, i + 1) : -1;
        if (byte >= 0)
            out += static_cast<char>(byte);
        else if (s[i] != '=')
            out += s[i];
        const bool soft
            = s[i] == '=' && (s.substr(i + 1, 1) == "\n" || s.substr(i + 1, 2) == "\r\n");
        if (byte >= 0 || (wide && s[i] == '=' && !soft))
            i += 2;
        else if (soft)
            i += s[i + 1] == '\r' ? 2 : 1;
    }
    return out;
}

std::string decode_quoted_upper(std::string_view s)
{
    std::string strict;
    for (std::size_t i = 0; i < s.size(); ++i) {
        const std::string_view digits = s.substr(i + 1, 2);
        const bool lower = s[i] == '=' && hex_byte(s, i + 1) >= 0
            && std::any_of(digits.begin(), digits.end(), [](char c) { return c >= 'a'; });
        if (lower)
            i += 2;
        else
            strict += s[i];
    }
    return decode_quoted(strict);
}

std::string decode_quoted_data(std::string_view s)
{
    std::string dense;
    for (std::size_t i = 0; i < s.size(); ++i) {
        const bool soft = s[i] == '=' && s.find_first_not_of(" \t\r", i + 1) != s.npos
            && s[s.find_first_not_of(" \t\r", i + 1)] == '\n';
        if (static_cast<unsigned char>(s[i]) > ' ' && !soft)
            dense += s[i];
    }
    return decode_quoted(dense);
}

std::string decode_percent(std::string_view s)
{
    std::string out;
    for (std::size_t i = 0; i < s.size(); ++i) {
        const int byte = s[i] == '%' ? hex_byte(s, i + 1) : -1;
        out += byte < 0 ? s[i] : static_cast<char>(byte);
        i += byte < 0 ? 0 : 2;
    }
    return out;
}

} // namespace mime
