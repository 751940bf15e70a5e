#include "triage/html/tokenizer.h"

#include <algorithm>
#include <array>

#include "triage/core/text.h"

namespace html {

namespace {

constexpr std::size_t max_attributes = 256; // of one tag; the rest is passed over
constexpr std::size_t max_name = 64; // bytes of a tag's or an attribute's name

// Elements whose content is text up to their own end tag; plaintext has none. (noscript is not
// among them: mail programs run no scripts.)
constexpr std::array<std::string_view, 9> raw_elements { "script", "style", "title", "textarea",
    "xmp", "iframe", "noembed", "noframes", "plaintext" };

bool is_white(char c)
{
    return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f';
}

bool is_alpha(char c)
{
    const char low = static_cast<char>(c | 0x20);
    return low >= 'a' && low <= 'z';
}

} // namespace

const std::string_view* Token::attribute(std::string_view wanted) const
{
    for (const Attribute& a : attributes)
        if (a.name == wanted)
            return &a.value;
    return nullptr;
}

bool Tokenizer::next(Token& token)
{
    if (!raw_.empty()) {
        const std::size_t end = raw_ == "script" ? script_end() : raw_text_end();
        token.kind = Token::Kind::RawText;
        token.text = html_.substr(at_, end - at_);
        token.name = std::move(raw_);
        token.attributes.clear();
        raw_.clear();
        at_ = end;
        return true;
    }
    while (at_ < html_.size()) {
        if (!opens_markup(at_)) {
            const std::size_t from = at_;
            do
                at_ = std::min(html_.find('<', at_ + 1), html_.size());
            while (at_ < html_.size() && !opens_markup(at_));
            token.kind = Token::Kind::Text;
            token.text = html_.substr(from, at_ - from);
            token.verbatim = false;
            return true;
        }
        if (markup(token))
            return true;
    }
    return false;
}

bool Tokenizer::opens_markup(std::size_t i) const
{
    return html_[i] == '<' && i + 1 < html_.size()
        && (is_alpha(html_[i + 1]) || (html_[i + 1] == '/' && i + 2 < html_.size())
            || html_[i + 1] == '!' || html_[i + 1] == '?');
}

// Reads what begins with '<'; false if it yields no token.
bool Tokenizer::markup(Token& token)
{
    const std::string_view rest = html_.substr(at_);
    if (is_alpha(rest[1])) {
        at_ += 1;
        return tag(token, Token::Kind::StartTag);
    }
    if (rest[1] == '/' && rest.size() > 2 && is_alpha(rest[2])) {
        at_ += 2;
        return tag(token, Token::Kind::EndTag);
    }
    if (rest.starts_with("<!--")) {
        comment(token);
        return true;
    }
    if (foreign_ && rest.starts_with("<![CDATA["))
        return cdata(token);
    skip_past('>');
    return false;
}

bool Tokenizer::cdata(Token& token)
{
    const std::size_t from = at_ + 9;
    const std::size_t end = std::min(html_.find("]]>", from), html_.size());
    token.kind = Token::Kind::Text;
    token.text = html_.substr(from, end - from);
    token.verbatim = true;
    at_ = std::min(end + 3, html_.size());
    return true;
}

// A tag that the end of the bytes cuts off does not exist.
bool Tokenizer::tag(Token& token, Token::Kind kind)
{
    const std::size_t from = at_;
    while (at_ < html_.size() && !is_white(html_[at_]) && html_[at_] != '/' && html_[at_] != '>')
        ++at_;
    token.kind = kind;
    token.text = {};
    token.name = core::to_lower_ascii(html_.substr(from, std::min(at_ - from, max_name)));
    token.attributes.clear();
    token.self_closing = false;
    attributes(token);
    if (at_ == html_.size())
        return false;
    ++at_; // '>'
    if (kind == Token::Kind::StartTag
        && std::find(raw_elements.begin(), raw_elements.end(), token.name) != raw_elements.end())
        raw_ = token.name;
    return true;
}

// Leaves at_ at the '>' or at the end.
void Tokenizer::attributes(Token& token)
{
    while (true) {
        for (; at_ < html_.size() && (is_white(html_[at_]) || html_[at_] == '/'); ++at_)
            token.self_closing = html_[at_] == '/';
        if (at_ == html_.size() || html_[at_] == '>')
            return;
        token.self_closing = false;
        const std::size_t from = at_++; // a '=' may begin a name
        while (at_ < html_.size() && !is_white(html_[at_]) && html_[at_] != '/' && html_[at_] != '>'
            && html_[at_] != '=')
            ++at_;
        const std::string_view name = html_.substr(from, std::min(at_ - from, max_name));
        skip_white();
        std::string_view value;
        if (at_ < html_.size() && html_[at_] == '=') {
            ++at_;
            skip_white();
            value = attribute_value();
        }
        if (token.attributes.size() < max_attributes)
            token.attributes.push_back({ core::to_lower_ascii(name), value });
        else
            cut_ = true;
    }
}

std::string_view Tokenizer::attribute_value()
{
    if (at_ == html_.size())
        return {};
    const char quote = html_[at_];
    if (quote == '"' || quote == '\'') {
        const std::size_t from = ++at_;
        const std::size_t end = std::min(html_.find(quote, from), html_.size());
        at_ = std::min(end + 1, html_.size());
        return html_.substr(from, end - from);
    }
    const std::size_t from = at_;
    while (at_ < html_.size() && !is_white(html_[at_]) && html_[at_] != '>')
        ++at_;
    return html_.substr(from, at_ - from);
}

void Tokenizer::skip_white()
{
    while (at_ < html_.size() && is_white(html_[at_]))
        ++at_;
}

void Tokenizer::skip_past(char c)
{
    const std::size_t end = html_.find(c, at_);
    at_ = end == std::string_view::npos ? html_.size() : end + 1;
}

// "<!-->" and "<!--->" are whole comments, "--!>" ends one too; one that does not end goes on to
// the end of the bytes.
void Tokenizer::comment(Token& token)
{
    token.kind = Token::Kind::Comment;
    token.text = {};
    at_ += 4;
    const std::string_view rest = html_.substr(at_);
    if (rest.starts_with(">") || rest.starts_with("->"))
        return skip_past('>');
    for (std::size_t i = html_.find("--", at_); i != std::string_view::npos;
         i = html_.find("--", i + 1)) {
        const std::string_view end = html_.substr(i + 2, 2);
        if (end.starts_with(">") || end == "!>") {
            token.text = html_.substr(at_, i - at_);
            at_ = i + (end[0] == '!' ? 4 : 3);
            return;
        }
    }
    token.text = rest;
    at_ = html_.size();
}

// Whether the "</" at i begins the end tag of raw_.
bool Tokenizer::is_end_tag(std::size_t i) const
{
    const std::size_t behind = i + 2 + raw_.size();
    return behind < html_.size() && core::equal_ignore_case(html_.substr(i + 2, raw_.size()), raw_)
        && (is_white(html_[behind]) || html_[behind] == '/' || html_[behind] == '>');
}

// Offset of the end tag of raw_, or the end.
std::size_t Tokenizer::raw_text_end() const
{
    if (raw_ == "plaintext")
        return html_.size();
    for (std::size_t i = html_.find("</", at_); i != std::string_view::npos;
         i = html_.find("</", i + 2))
        if (is_end_tag(i))
            return i;
    return html_.size();
}

// As raw_text_end, but within "<!-- <script>" the next end tag ends only that (WHATWG HTML section
// 13.2.5.26, script data double escaped state).
std::size_t Tokenizer::script_end() const
{
    bool escaped = false, twice = false;
    for (std::size_t i = html_.find_first_of("<-", at_); i != std::string_view::npos;
         i = html_.find_first_of("<-", i + 1)) {
        const std::string_view rest = html_.substr(i);
        if (rest.starts_with("-->"))
            escaped = twice = false;
        else if (rest.starts_with("<!--")) {
            escaped = true;
            i += 1; // its dashes may be those of "-->" too
        } else if (rest.starts_with("</") && is_end_tag(i)) {
            if (!twice)
                return i;
            twice = false;
        } else if (escaped && rest.size() > 7
            && core::equal_ignore_case(rest.substr(0, 7), "<script")
            && (is_white(rest[7]) || rest[7] == '/' || rest[7] == '>'))
            twice = true;
    }
    return html_.size();
}

} // namespace html
