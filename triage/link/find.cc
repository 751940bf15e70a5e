#include "triage/link/find.h"

#include <algorithm>

#include "triage/core/text.h"
#include "triage/link/suffix.h"

namespace linking {

namespace {

constexpr std::size_t max_url = 8u << 10; // bytes
constexpr std::size_t max_scheme = 20; // bytes

bool is_alnum(char c)
{
    const char low = static_cast<char>(c | 0x20);
    return (low >= 'a' && low <= 'z') || (c >= '0' && c <= '9');
}

bool is_host_char(char c)
{
    return is_alnum(c) || c == '-' || c == '.';
}

// Length of the URL that begins at `s`: up to white space, quotes or angle brackets.
std::size_t url_length(std::string_view s)
{
    constexpr std::string_view enders = "<>\"`{}|^";
    std::size_t i = 0;
    while (i < s.size() && i < max_url) {
        if (!(s[i] & 0x80)) {
            if (static_cast<unsigned char>(s[i]) <= ' ' || s[i] == 0x7f
                || enders.find(s[i]) != std::string_view::npos)
                break;
            ++i;
            continue;
        }
        std::size_t next = i;
        const core::CharKind kind = core::char_kind(core::next_code_point(s, next));
        if (kind == core::CharKind::Space || kind == core::CharKind::Punctuation)
            break; // quotation marks, full stops and brackets of other scripts
        i = next;
    }
    return i;
}

// Without what ends the sentence or the bracket around the URL.
std::string_view without_tail(std::string_view url)
{
    const auto surplus = [&url](char close, char open) {
        return std::count(url.begin(), url.end(), close) - std::count(url.begin(), url.end(), open);
    };
    auto round = surplus(')', '(');
    auto square = surplus(']', '[');
    while (!url.empty()) {
        const char last = url.back();
        const bool unmatched = (last == ')' && round-- > 0) || (last == ']' && square-- > 0);
        if (!unmatched && std::string_view(".,;:!?'*_~").find(last) == std::string_view::npos)
            break;
        url.remove_suffix(1);
    }
    return url;
}

class Finder {
public:
    Finder(std::string_view text, std::size_t most)
        : text_(text)
        , most_(most)
    {
    }

    std::vector<std::string_view> run()
    {
        while (at_ < text_.size() && out_.size() < most_)
            if (const std::size_t start = start_here(); start != std::string_view::npos)
                take(start);
            else
                ++at_;
        return std::move(out_);
    }

private:
    // Where the URL begins that shows itself at at_; npos if none does.
    std::size_t start_here()
    {
        const char c = text_[at_];
        if (!is_host_char(c)) {
            const std::size_t start = c == ':' ? colon()
                : c == '/'                     ? slash()
                                               : std::string_view::npos;
            if (c != '+')
                word_ = at_ + 1;
            return start;
        }
        const bool www = at_ == word_ && (c | 0x20) == 'w'
            && core::equal_ignore_case(text_.substr(at_, 4), "www.") && at_ + 4 < text_.size()
            && is_alnum(text_[at_ + 4]);
        return www && !after_at() ? at_ : std::string_view::npos;
    }

    std::size_t colon() const
    {
        const std::string_view scheme = text_.substr(word_, at_ - word_);
        if (scheme.size() < 2 || scheme.size() > max_scheme)
            return std::string_view::npos;
        const bool slashes = text_.substr(at_ + 1).starts_with("//");
        return slashes || core::equal_ignore_case(scheme, "mailto") ? word_
                                                                    : std::string_view::npos;
    }

    // "host.tld/path": only what is a host in the world, since text is full of slashes.
    std::size_t slash() const
    {
        const std::string_view host = text_.substr(word_, at_ - word_);
        constexpr std::size_t longest = 253;
        if (host.size() > longest || host.find('.') == std::string_view::npos || after_at()
            || at_ + 1 == text_.size() || !is_alnum(text_[at_ + 1]))
            return std::string_view::npos;
        return has_known_suffix(core::to_lower_ascii(host)) ? word_ : std::string_view::npos;
    }

    bool after_at() const
    {
        return word_ > 0
            && std::string_view("@/\\").find(text_[word_ - 1]) != std::string_view::npos;
    }

    void take(std::size_t start)
    {
        const std::size_t length = url_length(text_.substr(start));
        const std::string_view url = without_tail(text_.substr(start, length));
        constexpr std::size_t shortest = 8;
        if (url.size() >= shortest)
            out_.push_back(url);
        word_ = at_ = std::max(start + length, at_ + 1);
    }

    std::string_view text_;
    std::size_t most_;
    std::size_t at_ = 0;
    std::size_t word_ = 0; // where the run of host characters before at_ begins
    std::vector<std::string_view> out_;
};

} // namespace

std::vector<std::string_view> find_urls(std::string_view text, std::size_t most)
{
    return Finder(text, most).run();
}

std::string absolute(std::string_view found)
{
    const bool bare = found.find("://") == found.npos
        && !core::equal_ignore_case(found.substr(0, 7), "mailto:");
    return (bare ? "http://" : "") + std::string(found);
}

} // namespace linking
