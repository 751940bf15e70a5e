#include "triage/html/elements.h"

#include <algorithm>
#include <array>

namespace html {

namespace {

template <std::size_t N>
using Names = std::array<std::string_view, N>; // sorted

constexpr Names<14> void_elements { "area", "base", "br", "col", "embed", "frame", "hr", "img",
    "input", "link", "meta", "param", "source", "wbr" };
constexpr Names<44> block_elements { "address", "article", "aside", "blockquote", "body", "br",
    "caption", "center", "dd", "details", "div", "dl", "dt", "fieldset", "figcaption", "figure",
    "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hr", "html", "legend", "li",
    "main", "menu", "nav", "ol", "option", "p", "pre", "section", "summary", "table", "tbody",
    "tfoot", "thead", "tr", "ul" };
constexpr Names<6> embeds { "applet", "embed", "frame", "iframe", "object", "portal" };
constexpr Names<7> unseen { "audio", "datalist", "head", "template", "video", "canvas", "dialog" };
constexpr Names<11> scopes { "applet", "button", "caption", "html", "object", "ol", "table", "td",
    "template", "th", "ul" };

constexpr Names<14> formatting { "a", "b", "big", "code", "em", "font", "i", "nobr", "s", "small",
    "strike", "strong", "tt", "u" };
constexpr Names<44> breakouts { "b", "big", "blockquote", "body", "br", "center", "code", "dd",
    "div", "dl", "dt", "em", "embed", "h1", "h2", "h3", "h4", "h5", "h6", "head", "hr", "i", "img",
    "li", "listing", "menu", "meta", "nobr", "ol", "p", "pre", "ruby", "s", "small", "span",
    "strike", "strong", "sub", "sup", "table", "tt", "u", "ul", "var" };
constexpr Names<5> math_texts { "mi", "mn", "mo", "ms", "mtext" };
constexpr Names<8> table_parts { "caption", "table", "tbody", "td", "tfoot", "th", "thead", "tr" };
constexpr Names<10> head_elements { "base", "link", "meta", "noscript", "object", "script", "style",
    "template", "title", "head" };

template <std::size_t N>
bool contains(const Names<N>& names, std::string_view name)
{
    return std::find(names.begin(), names.end(), name) != names.end();
}

struct Ending {
    std::string_view open;
    Names<4> by;
};
constexpr std::array<Ending, 7> endings { { { "li", { "li" } }, { "dt", { "dt", "dd" } },
    { "dd", { "dt", "dd" } }, { "option", { "option", "optgroup" } },
    { "td", { "td", "th", "tr", "tbody" } }, { "th", { "td", "th", "tr", "tbody" } },
    { "tr", { "tr", "tbody", "tfoot" } } } };

} // namespace

bool is_void(std::string_view name)
{
    return contains(void_elements, name);
}
bool is_block(std::string_view name)
{
    return std::binary_search(block_elements.begin(), block_elements.end(), name);
}
bool is_embed(std::string_view name)
{
    return contains(embeds, name);
}
bool is_unseen(std::string_view name)
{
    return contains(unseen, name);
}
bool is_formatting(std::string_view name)
{
    return contains(formatting, name);
}
bool leaves_foreign(std::string_view name)
{
    return std::binary_search(breakouts.begin(), breakouts.end(), name);
}
bool is_math_text(std::string_view name)
{
    return contains(math_texts, name);
}

bool holds_back(std::string_view open, std::string_view name)
{
    if (contains(table_parts, name))
        return open == "table" || open == "template";
    const bool is_list = open == "ul" || open == "ol";
    if (is_block(name) || name == "button")
        return is_list ? name == "li" : is_scope(open);
    return is_block(open) || is_scope(open);
}

bool is_scope(std::string_view open)
{
    return contains(scopes, open);
}

bool belongs_in_head(std::string_view name)
{
    return contains(head_elements, name);
}

bool ends_others(std::string_view name)
{
    return is_block(name) || name == "td" || name == "th" || name == "optgroup";
}

bool ends_open(std::string_view name, std::string_view open)
{
    if (open == "p")
        return is_block(name) && name != "br";
    const auto* const e = std::find_if(endings.begin(), endings.end(),
        [&](const Ending& candidate) { return candidate.open == open; });
    return e != endings.end() && contains(e->by, name);
}

} // namespace html
