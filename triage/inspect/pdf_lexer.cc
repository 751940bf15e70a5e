#include "triage/inspect/pdf_lexer.h"

#include <algorithm>

namespace inspect {

namespace {

constexpr std::string_view delimiters = "()<>[]{}/%";
constexpr std::size_t longest_name = 512; // readers take 127; the rest is read and dropped

bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

// Numbers as readers take them: sign, digits, one dot; what follows is dropped. False for words.
bool read_number(std::string_view s, double& number)
{
    constexpr std::size_t longest = 40;
    double value = 0, scale = 0;
    bool negative = false, digits = false;
    for (std::size_t i = 0; i < std::min(s.size(), longest); ++i) {
        if (is_digit(s[i])) {
            digits = true;
            value = value * 10 + (s[i] - '0');
            scale *= 10;
        } else if (s[i] == '.' && scale == 0) {
            scale = 1;
        } else if (s[i] == '-' && !digits) {
            negative = true;
        } else if (s[i] != '+') {
            return false;
        }
    }
    number = (negative ? -value : value) / (scale == 0 ? 1 : scale);
    return digits || s == "." || s == "-";
}

} // namespace

bool is_pdf_space(char c)
{
    return c == ' ' || c == '\n' || c == '\r' || c == '\t' || c == '\f' || c == '\0';
}

bool is_pdf_regular(char c)
{
    return !is_pdf_space(c) && delimiters.find(c) == delimiters.npos;
}

int pdf_hex(char c)
{
    if (is_digit(c))
        return c - '0';
    const char low = static_cast<char>(c | 0x20);
    return low >= 'a' && low <= 'f' ? low - 'a' + 10 : -1;
}

void PdfLexer::skip_space()
{
    for (; at_ < bytes_.size(); ++at_) {
        if (bytes_[at_] == '%')
            at_ = std::min(bytes_.find_first_of("\r\n", at_), bytes_.size() - 1);
        else if (!is_pdf_space(bytes_[at_]))
            return;
    }
}

void PdfLexer::next(PdfToken& token)
{
    using Kind = PdfToken::Kind;
    token.text.clear();
    token.escaped = false;
    skip_space();
    if (at_ >= bytes_.size()) {
        token.kind = Kind::End;
        return;
    }
    const char c = bytes_[at_];
    const bool doubled = at_ + 1 < bytes_.size() && bytes_[at_ + 1] == c;
    const auto sign = [&](Kind kind, std::size_t size) {
        token.kind = kind;
        at_ += size;
    };
    if (c == '/')
        name(token);
    else if (c == '(')
        string(token);
    else if (c == '<' && !doubled)
        hex_string(token);
    else if (c == '<' || (c == '>' && doubled))
        sign(c == '<' ? Kind::DictOpen : Kind::DictClose, 2);
    else if (c == '[' || c == ']')
        sign(c == '[' ? Kind::ArrayOpen : Kind::ArrayClose, 1);
    else
        word(token);
}

void PdfLexer::name(PdfToken& token)
{
    token.kind = PdfToken::Kind::Name;
    for (++at_; at_ < bytes_.size() && is_pdf_regular(bytes_[at_]); ++at_) {
        char c = bytes_[at_];
        const int high = c == '#' && at_ + 2 < bytes_.size() ? pdf_hex(bytes_[at_ + 1]) : -1;
        const int low = high >= 0 ? pdf_hex(bytes_[at_ + 2]) : -1;
        if (low >= 0) {
            c = static_cast<char>(high * 16 + low);
            at_ += 2;
            token.escaped
                = token.escaped || is_digit(c) || ((c | 0x20) >= 'a' && (c | 0x20) <= 'z');
        }
        if (token.text.size() < longest_name)
            token.text += c;
    }
}

void PdfLexer::string(PdfToken& token)
{
    token.kind = PdfToken::Kind::String;
    std::size_t depth = 1;
    for (++at_; at_ < bytes_.size(); ++at_) {
        const char c = bytes_[at_];
        if (c == '\\') {
            escape(token.text);
            continue;
        }
        depth += c == '(';
        depth -= c == ')';
        if (depth == 0) {
            ++at_;
            return;
        }
        token.text += c;
    }
}

// at_ stands on the backslash, and then on the last character of the escape.
void PdfLexer::escape(std::string& out)
{
    constexpr std::string_view letters = "nrtbf", meanings = "\n\r\t\b\f";
    if (++at_ >= bytes_.size())
        return;
    const char c = bytes_[at_];
    if (const std::size_t i = letters.find(c); i != letters.npos) {
        out += meanings[i];
    } else if (c >= '0' && c <= '7') {
        int value = 0;
        std::size_t n = 0;
        for (; n < 3 && at_ + n < bytes_.size() && bytes_[at_ + n] >= '0' && bytes_[at_ + n] <= '7';
             ++n)
            value = value * 8 + (bytes_[at_ + n] - '0');
        at_ += n - 1;
        out += static_cast<char>(value & 0xFF);
    } else if (c == '\r') { // the line goes on
        at_ += at_ + 1 < bytes_.size() && bytes_[at_ + 1] == '\n';
    } else if (c != '\n') {
        out += c;
    }
}

void PdfLexer::hex_string(PdfToken& token)
{
    token.kind = PdfToken::Kind::String;
    int high = -1;
    for (++at_; at_ < bytes_.size() && bytes_[at_] != '>'; ++at_) {
        const int digit = pdf_hex(bytes_[at_]);
        if (digit < 0)
            continue;
        if (high < 0) {
            high = digit;
        } else {
            token.text += static_cast<char>(high * 16 + digit);
            high = -1;
        }
    }
    if (high >= 0)
        token.text += static_cast<char>(high * 16);
    at_ = std::min(at_ + 1, bytes_.size());
}

void PdfLexer::word(PdfToken& token)
{
    const std::size_t start = at_;
    while (at_ < bytes_.size() && is_pdf_regular(bytes_[at_]))
        ++at_;
    if (at_ == start) // a delimiter out of place
        ++at_;
    const std::string_view text = bytes_.substr(start, at_ - start);
    token.kind = PdfToken::Kind::Word;
    if (read_number(text, token.number))
        token.kind = PdfToken::Kind::Number;
    else
        token.text = text.substr(0, longest_name);
}

} // namespace inspect
