#include "triage/inspect/script_lexer.h"

#include <algorithm>

namespace inspect {

namespace {

bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

bool is_name(char c)
{
    const char low = static_cast<char>(c | 0x20);
    return (low >= 'a' && low <= 'z') || c == '_' || c == '$' || is_digit(c);
}

bool is_quote(char c)
{
    return c == '"' || c == '\'' || c == '`';
}

bool is_blank(char c)
{
    return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f' || c == '\v';
}

} // namespace

bool ScriptLexer::next(ScriptToken& token)
{
    skip_blank();
    if (at_ == script_.size())
        return false;
    const char c = script_[at_];
    if (is_quote(c)) {
        token = { ScriptToken::Kind::Literal, literal() };
        return true;
    }
    const std::size_t from = at_++;
    if (is_name(c)) {
        while (at_ < script_.size() && is_name(script_[at_]))
            ++at_;
        token.kind = is_digit(c) ? ScriptToken::Kind::Number : ScriptToken::Kind::Name;
    } else {
        token.kind = ScriptToken::Kind::Other;
    }
    token.text = script_.substr(from, at_ - from);
    return true;
}

// White space and comments.
void ScriptLexer::skip_blank()
{
    while (at_ < script_.size()) {
        const std::string_view rest = script_.substr(at_);
        if (is_blank(rest[0]))
            ++at_;
        else if (rest.starts_with("/*"))
            at_ = std::min(script_.find("*/", at_ + 2), script_.size() - 2) + 2;
        else if (rest.starts_with("//"))
            at_ = std::min(script_.find('\n', at_), script_.size());
        else
            return;
    }
}

// What stands between the quotes at at_, which moves behind them. Only `…` goes over lines.
std::string_view ScriptLexer::quoted()
{
    const char quote = script_[at_];
    const std::size_t from = ++at_;
    while (at_ < script_.size() && script_[at_] != quote) {
        if (script_[at_] == '\n' && quote != '`')
            break;
        at_ += script_[at_] == '\\' ? 2 : 1;
    }
    at_ = std::min(at_, script_.size());
    const std::string_view inside = script_.substr(from, at_ - from);
    at_ = std::min(at_ + 1, script_.size());
    return inside;
}

std::string_view ScriptLexer::literal()
{
    const std::string_view first = quoted();
    if (!joins())
        return first;
    joined_ = first;
    do
        joined_ += quoted();
    while (joins());
    return joined_;
}

// Whether a '+' and another literal follow; at_ then is at its quote.
bool ScriptLexer::joins()
{
    const std::size_t before = at_;
    skip_blank();
    if (at_ < script_.size() && script_[at_] == '+') {
        ++at_;
        skip_blank();
        if (at_ < script_.size() && is_quote(script_[at_]))
            return true;
    }
    at_ = before;
    return false;
}

} // namespace inspect
