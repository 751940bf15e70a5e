#include "triage/core/key_view.h"

#include <array>

#include "triage/core/text.h"

namespace core {

namespace {

// Differ between the copies of one message, so a key that covered them would never hit.
constexpr std::array<std::string_view, 3> dropped { "Return-Path", "Delivered-To",
    "X-Original-To" };
// Of headers/table.h, a floor above: forged fields are deleted before anybody reads them.
constexpr std::string_view own_prefix = "X-Triage-";

bool is_dropped(std::string_view name)
{
    for (const std::string_view d : dropped)
        if (equal_ignore_case(name, d))
            return true;
    return equal_ignore_case(name.substr(0, own_prefix.size()), own_prefix);
}

bool is_space(char c)
{
    return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

// The words of a Received field: comments (they nest) are skipped, a quoted string is one word
// together with what it touches; the date after the semicolon is not read. One pass over the bytes.
class Words {
public:
    explicit Words(std::string_view value)
        : rest_(value)
    {
    }
    // Empty at the end.
    std::string_view next()
    {
        skip_gap();
        std::size_t n = 0;
        while (n < rest_.size() && !ends_word(rest_[n]))
            n = rest_[n] == '"' ? after_quoted(n) : n + 1;
        const auto word = rest_.substr(0, n);
        rest_.remove_prefix(n);
        return word;
    }

private:
    static bool ends_word(char c) { return is_space(c) || c == '(' || c == ';'; }
    void skip_gap()
    {
        while (!rest_.empty() && (is_space(rest_[0]) || rest_[0] == '('))
            rest_.remove_prefix(rest_[0] == '(' ? comment_size() : 1);
    }
    std::size_t comment_size() const // an open one reaches to the end
    {
        std::size_t depth = 0;
        for (std::size_t i = 0; i < rest_.size(); ++i) {
            if (rest_[i] == '\\')
                ++i;
            else if (rest_[i] == '(')
                ++depth;
            else if (rest_[i] == ')' && --depth == 0)
                return i + 1;
        }
        return rest_.size();
    }
    std::size_t after_quoted(std::size_t open) const
    {
        for (std::size_t i = open + 1; i < rest_.size(); ++i) {
            if (rest_[i] == '\\')
                ++i;
            else if (rest_[i] == '"')
                return i + 1;
        }
        return rest_.size();
    }
    std::string_view rest_;
};

// RFC 5321 section 4.4: after `from` stands a name that the client chose, which may be "by".
std::string received_view(std::string_view value)
{
    Words words(value);
    std::string_view word = words.next();
    if (equal_ignore_case(word, "from")) {
        words.next();
        word = words.next();
    }
    while (!word.empty() && !equal_ignore_case(word, "by"))
        word = words.next();
    const std::string_view host = word.empty() ? word : words.next();
    return host.empty() ? "" : " by " + to_lower_ascii(host);
}

} // namespace

std::optional<std::string> key_view(std::string_view name, std::string_view value)
{
    if (is_dropped(name))
        return std::nullopt;
    if (equal_ignore_case(name, "Received"))
        return received_view(value);
    return std::string(value);
}

} // namespace core
