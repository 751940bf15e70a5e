#include "triage/html/writing.h"

#include <algorithm>
#include <array>

namespace html {

namespace {

bool is_space(char c)
{
    return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f';
}

bool is_letter(char c)
{
    const char low = static_cast<char>(c | 0x20);
    return (low >= 'a' && low <= 'z') || (c & 0x80);
}

// Blanks and invisible fillers of preheaders, as UTF-8.
constexpr std::array<std::string_view, 8> fillers { "\u00A0", "\u200B", "\u200C", "\u200D",
    "\u2007", "\u034F", "\uFEFF", "\u00AD" };

// Whether there is anything to see in it.
bool has_ink(std::string_view utf8)
{
    for (std::size_t at = 0; at < utf8.size();) {
        if (is_space(utf8[at])) {
            ++at;
            continue;
        }
        const std::string_view rest = utf8.substr(at);
        const auto* const filler = std::find_if(fillers.begin(), fillers.end(),
            [&](std::string_view f) { return rest.starts_with(f); });
        if (filler == fillers.end())
            return true;
        at += filler->size();
    }
    return false;
}

std::uint32_t ink_bytes(std::string_view utf8)
{
    return static_cast<std::uint32_t>(
        std::count_if(utf8.begin(), utf8.end(), [](char c) { return !is_space(c); }));
}

} // namespace

Writing::Went Writing::text(std::string_view utf8, const Look& look)
{
    if (utf8.empty())
        return Went::Seen;
    if (const std::optional<core::HiddenBy> why = look.hidden()) {
        hide(utf8, *why);
        return Went::Hidden;
    }
    const bool continues = broken_ && is_letter(utf8.front());
    facts_.split_words += continues && !counted_;
    counted_ = counted_ || continues;
    show(utf8, look);
    return continues ? Went::SeenInWord : Went::Seen;
}

void Writing::elsewhere(std::string_view utf8)
{
    hide(utf8, core::HiddenBy::Elsewhere);
}

void Writing::hide(std::string_view utf8, core::HiddenBy why)
{
    const std::size_t before = hidden_.size();
    hidden_.add(utf8);
    facts_.hidden_by[static_cast<std::size_t>(why)] += ink_bytes(utf8);
    if (visible_.empty())
        facts_.preheader += static_cast<std::uint32_t>(hidden_.size() - before);
    broken_ = broken_ || (in_word_ && why != core::HiddenBy::Elsewhere && has_ink(utf8));
}

void Writing::show(std::string_view utf8, const Look& look)
{
    if (has_ink(utf8)) {
        if (lines_ > facts_.longest_gap) {
            facts_.longest_gap = lines_;
            facts_.gap_at = static_cast<std::uint32_t>(visible_.size());
        }
        lines_ = 0;
    }
    count_turned(utf8, look);
    visible_.add(utf8);
    broken_ = false;
    in_word_ = is_letter(utf8.back());
    counted_ = counted_ && in_word_ && std::none_of(utf8.begin(), utf8.end(), is_space);
}

void Writing::count_turned(std::string_view utf8, const Look& look)
{
    constexpr std::string_view begins = "\u202E", ends = "\u202C";
    if (!look.turned && !override_ && utf8.find(begins) == utf8.npos)
        return;
    for (std::size_t at = 0; at < utf8.size(); ++at) {
        const std::string_view rest = utf8.substr(at);
        if (rest.starts_with(begins))
            override_ = true;
        else if (rest.starts_with(ends))
            override_ = false;
        const char low = static_cast<char>(utf8[at] | 0x20);
        facts_.turned_letters += (override_ || look.turned) && low >= 'a' && low <= 'z';
    }
}

void Writing::end_word()
{
    in_word_ = broken_ = counted_ = false;
}

void Writing::block()
{
    visible_.line_break();
    hidden_.line_break();
    override_ = false;
    end_word();
}

void Writing::gap()
{
    visible_.gap();
    hidden_.gap();
    end_word();
}

void Writing::line()
{
    ++lines_;
}

void Writing::image()
{
    gap();
    lines_ = 0;
}

void Writing::comment()
{
    broken_ = broken_ || in_word_;
}

void Writing::fill(core::HtmlFacts& facts)
{
    facts.visible = visible_.take();
    facts.hidden = hidden_.take();
    facts.hidden_by = facts_.hidden_by;
    facts.preheader = facts_.preheader;
    facts.split_words = facts_.split_words;
    facts.turned_letters = facts_.turned_letters;
    facts.longest_gap = facts_.longest_gap;
    facts.gap_at = facts_.gap_at;
}

} // namespace html
