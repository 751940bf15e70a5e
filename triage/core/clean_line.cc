// clean_line of core/text.h: the one door from a message into a header. First whatever a reader
// cannot see goes, so that nothing hides inside a URL; then each word loses what a client would
// turn into a link; then the line is cut. One pass, and no more is read than is needed.
#include "triage/core/text.h"

#include <algorithm>
#include <array>

namespace core {

namespace {

constexpr int max_marks = 4; // combining marks in a row; more of them paint over other lines
constexpr std::size_t max_word = 4096; // bytes; the rest of a longer word is dropped

// Characters that look like, or are normalised to, the delimiters of a URL (UTS 46, UTS 39).
char32_t as_delimiter(char32_t c)
{
    if (c >= 0xFF01 && c <= 0xFF5E) // full-width ASCII
        return c - 0xFEE0;
    switch (c) {
    case 0x2044: // fraction slash
    case 0x2215: // division slash
    case 0x29F8: // big solidus
    case 0x2571: // box drawings diagonal
    case 0x31D3: // CJK stroke
        return U'/';
    case 0x29F5: // reverse solidus operator
    case 0x29F9: // big reverse solidus
        return U'\\';
    case 0x3002: // ideographic full stop
    case 0xFF61: // its half-width form
    case 0x2024: // one dot leader
        return U'.';
    case 0x02D0: // modifier letter triangular colon
    case 0x2236: // ratio
    case 0xA789: // modifier letter colon
    case 0xFE13: // presentation form
    case 0xFE55: // small colon
        return U':';
    default:
        return c;
    }
}

struct Letter {
    char32_t c; // as written
    char ascii; // as a URL parser may see it, lower case; 0 beyond ASCII
};
using Word = std::vector<Letter>;

bool is_alpha(char c)
{
    return c >= 'a' && c <= 'z';
}
bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}
bool is_slash(char c)
{
    return c == '/' || c == '\\';
}
bool is_scheme_char(char c)
{
    return is_alpha(c) || is_digit(c) || c == '+' || c == '-' || c == '.';
}
bool is_host_char(const Letter& l)
{
    return is_alpha(l.ascii) || is_digit(l.ascii) || l.ascii == '-' || l.ascii == '.'
        || (l.ascii == 0 && char_kind(l.c) == CharKind::Letter);
}

// Schemes that open something by themselves; with text behind the colon they are links in many
// clients even without slashes.
constexpr std::array<std::string_view, 20> link_schemes { "http", "https", "hxxp", "hxxps", "ftp",
    "ftps", "file", "javascript", "vbscript", "data", "blob", "ws", "wss", "about", "view-source",
    "ms-word", "ms-excel", "search-ms", "intent", "magnet" };
// Schemes before an address or number, which itself may stay.
constexpr std::array<std::string_view, 10> address_schemes { "mailto", "tel", "sms", "callto",
    "sip", "sips", "xmpp", "skype", "cid", "mid" };

template <std::size_t N>
bool is_one_of(
    const std::array<std::string_view, N>& names, const Word& w, std::size_t from, std::size_t to)
{
    return std::any_of(names.begin(), names.end(), [&](std::string_view n) {
        return n.size() == to - from
            && std::equal(n.begin(), n.end(), w.begin() + static_cast<std::ptrdiff_t>(from),
                [](char x, const Letter& l) { return x == l.ascii; });
    });
}

// Whether w[from, slash) reads as a host name: a dot inside and a top label of letters.
bool is_host(const Word& w, std::size_t from, std::size_t slash)
{
    std::size_t dot = slash;
    while (dot > from && w[dot - 1].ascii != '.')
        --dot;
    if (dot <= from + 1 || slash - dot < 2)
        return false;
    return std::all_of(w.begin() + static_cast<std::ptrdiff_t>(dot),
        w.begin() + static_cast<std::ptrdiff_t>(slash),
        [](const Letter& l) { return !is_digit(l.ascii); });
}

bool starts_www(const Word& w, std::size_t i)
{
    return i + 4 <= w.size() && w[i].ascii == 'w' && w[i + 1].ascii == 'w' && w[i + 2].ascii == 'w'
        && w[i + 3].ascii == '.';
}

// Behind the schemes of addresses that the word opens with, however many stand in a row.
std::size_t behind_address_schemes(const Word& w)
{
    std::size_t from = 0;
    while (from < w.size() && !is_scheme_char(w[from].ascii))
        ++from;
    for (std::size_t i = from; i < w.size() && (is_scheme_char(w[i].ascii) || w[i].ascii == ':');
         ++i)
        if (w[i].ascii == ':' && is_one_of(address_schemes, w, from, i))
            from = i + 1;
    return from > 0 && w[from - 1].ascii == ':' ? from : 0;
}

// Where in w[from…] the part begins that a client would make a link of; w.size() if nowhere.
std::size_t link_start(const Word& w, std::size_t from)
{
    std::size_t scheme = from; // first character of the run of scheme characters before i
    std::size_t host = from; // the same for host characters
    const auto slash_at = [&w](std::size_t i) { return i < w.size() && is_slash(w[i].ascii); };
    for (std::size_t i = from; i < w.size(); ++i) {
        const char c = w[i].ascii;
        if (i == scheme && starts_www(w, i))
            return i;
        if (c == ':' && slash_at(i + 1) && slash_at(i + 2))
            return scheme;
        if (c == ':' && i + 1 < w.size()
            && (is_one_of(link_schemes, w, scheme, i) || is_one_of(address_schemes, w, scheme, i)))
            return scheme;
        if (is_slash(c) && (slash_at(i + 1) || is_host(w, host, i)))
            return slash_at(i + 1) ? i : host;
        if (!is_scheme_char(c))
            scheme = i + 1;
        if (!is_host_char(w[i]))
            host = i + 1;
    }
    return w.size();
}

// The line as it grows: words with links taken out, one space between.
class Line {
public:
    explicit Line(std::size_t max_code_points)
        : max_(max_code_points)
    {
    }

    bool full() const { return count_ > max_; }
    void add(char32_t c, CharKind kind)
    {
        marks_ = kind == CharKind::Mark ? marks_ + 1 : 0;
        if (word_.size() == max_word || marks_ > max_marks)
            return;
        const char32_t d = as_delimiter(c);
        const char ascii = d < 0x80 ? static_cast<char>(d) : '\0';
        word_.push_back(
            { c, ascii >= 'A' && ascii <= 'Z' ? static_cast<char>(ascii + 32) : ascii });
    }
    void end_word()
    {
        const std::size_t from = behind_address_schemes(word_);
        const std::size_t to = link_start(word_, from);
        const bool readable = has_letter(from, to);
        if (from < to && (readable || to == word_.size())) {
            if (!text_.empty())
                put(U' ');
            for (std::size_t i = from; i < to; ++i)
                put(word_[i].c);
        }
        readable_ = readable_ || readable;
        word_.clear();
    }
    std::string finish() const
    {
        if (!readable_)
            return {};
        return full() ? cut() : text_;
    }

private:
    void put(char32_t c)
    {
        append_utf8(text_, c);
        ++count_;
    }
    bool has_letter(std::size_t from, std::size_t to) const
    {
        for (std::size_t i = from; i < to; ++i)
            if (char_kind(word_[i].c) == CharKind::Letter)
                return true;
        return false;
    }
    std::string cut() const
    {
        constexpr std::string_view ellipsis = "\xE2\x80\xA6";
        if (max_ == 0)
            return {};
        std::string_view head = prefix(text_, max_ - 1);
        const std::size_t space = head.rfind(' ');
        if (text_[head.size()] != ' ' && space != std::string_view::npos
            && space >= head.size() / 2)
            head = head.substr(0, space);
        while (
            !head.empty() && std::string_view(" ,;:-(").find(head.back()) != std::string_view::npos)
            head.remove_suffix(1);
        return std::string(head) + std::string(ellipsis);
    }

    std::size_t max_;
    std::string text_;
    std::size_t count_ = 0; // code points in text_
    int marks_ = 0;
    bool readable_ = false;
    Word word_;
};

} // namespace

std::string clean_line(std::string_view utf8, std::size_t max_code_points)
{
    Line line(max_code_points);
    for (std::size_t i = 0; i < utf8.size() && !line.full();) {
        const char32_t c = next_code_point(utf8, i);
        const CharKind kind = char_kind(c);
        if (kind == CharKind::Space)
            line.end_word();
        else if (kind != CharKind::Invisible)
            line.add(c, kind);
    }
    line.end_word();
    return line.finish();
}

} // namespace core
