#include "triage/identity/auth_results.h"

#include "triage/core/text.h"

namespace identity {

namespace {

constexpr std::size_t max_field = 16384;
constexpr std::size_t max_results = 50;
constexpr std::size_t max_properties = 50;
constexpr int max_comment_depth = 16;

constexpr std::string_view token_end = " \t\r\n\";()<>@,:\\/[]?="; // RFC 2045 tspecials and space

// Recursive descent without recursion: comments, the only nested thing, are counted.
class Parser {
public:
    explicit Parser(std::string_view s)
        : rest_(s)
    {
    }

    std::optional<AuthField> field()
    {
        AuthField f;
        skip();
        f.id = core::to_lower_ascii(value());
        skip();
        while (!rest_.empty() && rest_[0] >= '0' && rest_[0] <= '9') // version
            rest_.remove_prefix(1);
        skip();
        if (f.id.empty())
            return std::nullopt;
        while (ok_ && eat(';')) {
            skip();
            if (rest_.empty())
                break;
            if (f.results.size() == max_results || !result(f))
                return std::nullopt;
        }
        if (!ok_ || !rest_.empty())
            return std::nullopt;
        return f;
    }

private:
    bool result(AuthField& f)
    {
        AuthResult r;
        r.method = core::to_lower_ascii(token());
        skip();
        if (r.method == "none" && (rest_.empty() || rest_[0] == ';'))
            return ok_; // no-result
        if (eat('/')) { // method version
            skip();
            token();
            skip();
        }
        if (r.method.empty() || !eat('='))
            return false;
        skip();
        r.result = core::to_lower_ascii(token());
        comment_ = &r.comment;
        skip();
        while (ok_ && !rest_.empty() && rest_[0] != ';')
            if (r.properties.size() == max_properties || !property(r))
                return false;
        comment_ = nullptr;
        if (r.result.empty() || !ok_)
            return false;
        f.results.push_back(std::move(r));
        return true;
    }

    bool property(AuthResult& r)
    {
        AuthProperty p;
        p.name = core::to_lower_ascii(token(".")); // "ptype.property", or a bare name
        skip();
        if (eat('.')) {
            skip();
            p.type = std::move(p.name);
            p.name = core::to_lower_ascii(token());
            skip();
        }
        if (p.name.empty() || !eat('='))
            return false;
        skip();
        p.value = property_value();
        skip();
        if (p.type.empty() && p.name == "reason")
            r.reason = p.value;
        else
            r.properties.push_back(std::move(p));
        return ok_;
    }

    // pvalue: a value, or an address whose parts a token may not hold.
    std::string property_value()
    {
        std::string out = value("/:=[]<>,");
        if (!rest_.empty() && rest_[0] == '@') {
            rest_.remove_prefix(1);
            out += "@" + value("[]:");
        }
        return out;
    }

    std::string token(std::string_view also_end = {})
    {
        std::size_t n = 0;
        while (n < rest_.size() && token_end.find(rest_[n]) == token_end.npos
            && also_end.find(rest_[n]) == also_end.npos && plain(rest_[n]))
            ++n;
        return take(n);
    }

    std::string value(std::string_view also_part = {})
    {
        if (!rest_.empty() && rest_[0] == '"')
            return quoted();
        std::size_t n = 0;
        while (n < rest_.size() && plain(rest_[n])
            && (token_end.find(rest_[n]) == token_end.npos
                || also_part.find(rest_[n]) != also_part.npos))
            ++n;
        return take(n);
    }

    std::string quoted()
    {
        std::string out;
        rest_.remove_prefix(1);
        while (!rest_.empty() && rest_[0] != '"') {
            if (rest_[0] == '\\')
                rest_.remove_prefix(1);
            if (rest_.empty())
                break;
            out.push_back(rest_[0]);
            rest_.remove_prefix(1);
        }
        ok_ = ok_ && eat('"');
        return out;
    }

    // CFWS: white space and nested comments (RFC 5322 section 3.2.2).
    void skip()
    {
        int depth = 0;
        while (!rest_.empty()) {
            const char c = rest_[0];
            if (c == '(' && ++depth > max_comment_depth)
                break;
            if (depth == 0 && c != ' ' && c != '\t' && c != '\r' && c != '\n')
                return;
            if (depth > 0 && c == '\\' && rest_.size() > 1)
                rest_.remove_prefix(1);
            else if (depth > 0 && comment_ && c != '(' && c != ')')
                comment_->push_back(c);
            if (c == ')' && --depth == 0 && comment_)
                comment_->push_back(' ');
            rest_.remove_prefix(1);
        }
        ok_ = ok_ && depth == 0;
    }

    static bool plain(char c) { return static_cast<unsigned char>(c) > 0x20 && c != 0x7F; }
    bool eat(char c)
    {
        if (rest_.empty() || rest_[0] != c)
            return false;
        rest_.remove_prefix(1);
        return true;
    }
    std::string take(std::size_t n)
    {
        std::string out(rest_.substr(0, n));
        rest_.remove_prefix(n);
        return out;
    }

    std::string_view rest_;
    std::string* comment_ = nullptr; // where comments go; they are dropped before a result
    bool ok_ = true;
};

} // namespace

std::string_view AuthResult::property(std::string_view type, std::string_view name) const
{
    for (const AuthProperty& p : properties)
        if (p.type == type && p.name == name)
            return p.value;
    return {};
}

std::optional<AuthField> parse_auth_results(std::string_view value)
{
    if (value.size() > max_field || value.find('\0') != value.npos)
        return std::nullopt;
    return Parser(value).field();
}

} // namespace identity
