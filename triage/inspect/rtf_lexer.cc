#include "triage/inspect/rtf_lexer.h"

#include <algorithm>
#include <charconv>

#include "triage/inspect/bytes.h"

namespace inspect {

namespace {

bool is_letter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

} // namespace

RtfToken RtfLexer::next()
{
    while (at_ < s_.size() && (s_[at_] == '\r' || s_[at_] == '\n'))
        ++at_;
    if (at_ == s_.size())
        return {};
    const char c = s_[at_++];
    if (c == '\\')
        return control();
    RtfToken t;
    t.kind = c == '{' ? RtfToken::Kind::Open
        : c == '}'    ? RtfToken::Kind::Close
                      : RtfToken::Kind::Byte;
    t.byte = c;
    return t;
}

RtfToken RtfLexer::control()
{
    if (at_ == s_.size())
        return {};
    if (is_letter(s_[at_]))
        return word();
    RtfToken t;
    t.kind = RtfToken::Kind::Symbol;
    t.byte = s_[at_++];
    if (t.byte != '\'')
        return t;
    unsigned value = 0;
    const std::string_view digits = take(2);
    std::from_chars(digits.data(), digits.data() + digits.size(), value, 16);
    t.kind = RtfToken::Kind::Hex;
    t.byte = static_cast<char>(value);
    return t;
}

RtfToken RtfLexer::word()
{
    constexpr std::size_t longest = 250; // 32 by the specification, which Word does not insist on
    constexpr std::size_t digits = 11;
    RtfToken t;
    t.kind = RtfToken::Kind::Word;
    const std::size_t start = at_;
    while (at_ < s_.size() && at_ - start < longest && is_letter(s_[at_]))
        ++at_;
    t.word = s_.substr(start, at_ - start);
    const std::string_view rest = s_.substr(at_, digits);
    int value = 0;
    const auto number = std::from_chars(rest.data(), rest.data() + rest.size(), value);
    if (number.ec != std::errc::invalid_argument)
        t.number = number.ec == std::errc {} ? value : 0;
    at_ += static_cast<std::size_t>(number.ptr - rest.data());
    at_ += at_ < s_.size() && s_[at_] == ' ';
    return t;
}

std::string_view RtfLexer::take(std::size_t size)
{
    const std::string_view bytes = piece(s_, at_, size);
    at_ += bytes.size();
    return bytes;
}

} // namespace inspect
