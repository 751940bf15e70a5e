#include "triage/html/tree.h"

#include <algorithm>
#include <utility>

#include "triage/core/text.h"
#include "triage/html/elements.h"

namespace html {

namespace {

constexpr std::size_t max_depth = 512; // open elements
constexpr std::size_t max_search = 64; // open elements looked at for one tag
constexpr std::size_t max_formats = 64; // formatting elements and markers that are remembered
constexpr std::size_t max_work = 200000; // elements restored or looked at anew, of one part

bool is_marker(std::string_view name)
{
    return is_scope(name) && name != "html" && name != "ul" && name != "ol" && name != "table";
}

} // namespace

bool Tree::holds_html(const Token& tag, Space space)
{
    if (space == Space::Svg)
        return tag.name == "foreignobject" || tag.name == "desc" || tag.name == "title";
    if (space != Space::Math)
        return false;
    const std::string_view* const encoding = tag.attribute("encoding");
    const bool annotated = tag.name == "annotation-xml" && encoding
        && (core::equal_ignore_case(*encoding, "text/html")
            || core::equal_ignore_case(*encoding, "application/xhtml+xml"));
    return annotated || is_math_text(tag.name);
}

Tree::Tree()
{
    nodes_.emplace_back();
    path_.emplace_back();
}

// WHATWG HTML sections 13.2.6 (dispatcher) and 13.2.6.5.
Space Tree::space_for(const Token& tag)
{
    const Node& top = nodes_.back();
    const bool in_math_text = top.space == Space::Math && is_math_text(top.name);
    const bool as_html = top.space == Space::Html || (top.holds_html && !in_math_text)
        || (in_math_text && tag.name != "mglyph" && tag.name != "malignmark")
        || (top.space == Space::Math && top.name == "annotation-xml" && tag.name == "svg");
    if (!as_html && !leaves_foreign(tag.name))
        return top.space;
    if (!as_html)
        while (nodes_.size() > 1 && in_foreign() && !nodes_.back().holds_html)
            pop();
    return tag.name == "svg" ? Space::Svg : tag.name == "math" ? Space::Math : Space::Html;
}

bool Tree::push(Node node, Described described)
{
    if (nodes_.size() == max_depth)
        return false;
    node.look = inherit(nodes_.back().look, node.name, node.style);
    if (node.space == Space::Html && is_formatting(node.name) && node.formatting == 0) {
        node.formatting = ++numbers_;
        if (formats_.size() >= max_formats)
            formats_.erase(formats_.begin());
        formats_.push_back({ node, described, node.formatting });
    }
    if (node.space == Space::Html && is_marker(node.name))
        formats_.push_back({ {}, {}, 0 });
    nodes_.push_back(std::move(node));
    path_.push_back(std::move(described));
    return true;
}

void Tree::pop()
{
    pop_to(nodes_.size() - 1);
}

void Tree::pop_to(std::size_t size)
{
    for (; nodes_.size() > std::max<std::size_t>(size, 1); nodes_.pop_back(), path_.pop_back()) {
        const Node& node = nodes_.back();
        some_lost_ = some_lost_ || node.formatting != 0;
        if (node.space != Space::Html || !is_marker(node.name))
            continue;
        const auto marker = std::find_if(
            formats_.rbegin(), formats_.rend(), [](const Format& f) { return f.number == 0; });
        if (marker != formats_.rend())
            formats_.erase(std::prev(marker.base()), formats_.end());
    }
}

// What is above an element that goes from below it looks different now.
void Tree::remove(std::size_t at)
{
    nodes_.erase(nodes_.begin() + static_cast<std::ptrdiff_t>(at));
    path_.erase(path_.begin() + static_cast<std::ptrdiff_t>(at));
    work_ += nodes_.size() - at;
    for (std::size_t i = at; i < nodes_.size(); ++i)
        nodes_[i].look = inherit(nodes_[i - 1].look, nodes_[i].name, nodes_[i].style);
}

std::size_t Tree::lowest() const
{
    return nodes_.size() - std::min(nodes_.size() - 1, max_search);
}

bool Tree::is_open(std::uint32_t number) const
{
    for (std::size_t i = nodes_.size(); i > lowest(); --i)
        if (nodes_[i - 1].formatting == number)
            return true;
    return false;
}

// The adoption agency (WHATWG HTML section 13.2.6.4.7), as far as it decides what later text is in.
bool Tree::close_formatting(const std::string& name)
{
    auto format = formats_.end();
    for (auto it = formats_.end(); it != formats_.begin() && std::prev(it)->number != 0; --it)
        if (std::prev(it)->node.name == name) {
            format = std::prev(it);
            break;
        }
    if (format == formats_.end())
        return false;
    const std::uint32_t number = format->number;
    formats_.erase(format);
    bool block_inside = false;
    for (std::size_t i = nodes_.size(); i > lowest(); --i) {
        if (nodes_[i - 1].formatting == number) {
            if (block_inside && !is_cut())
                remove(i - 1);
            else
                pop_to(i - 1);
            return true;
        }
        const Node& node = nodes_[i - 1];
        const bool html = node.space == Space::Html;
        if (html && is_scope(node.name))
            return true;
        block_inside = block_inside || (html && is_block(node.name));
    }
    return true;
}

bool Tree::is_cut() const
{
    return work_ > max_work;
}

void Tree::close(const std::string& name)
{
    if (name == "body" || name == "html") // what comes behind is still inside
        return;
    if (is_formatting(name) && close_formatting(name))
        return;
    for (std::size_t i = nodes_.size(); i > lowest(); --i) {
        const Node& node = nodes_[i - 1];
        if (node.name == name)
            return pop_to(i - 1);
        if (node.space == Space::Html && holds_back(node.name, name))
            return;
    }
}

void Tree::close_implied(std::string_view name)
{
    for (std::size_t i = nodes_.size(); i > lowest(); --i) {
        const std::string& open = nodes_[i - 1].name;
        if (nodes_[i - 1].space != Space::Html)
            continue;
        if (ends_open(name, open))
            pop_to(i - 1);
        else if (is_scope(open))
            return;
    }
}

void Tree::restore()
{
    if (!some_lost_ || is_cut())
        return;
    some_lost_ = false;
    std::size_t first = formats_.size();
    while (first > 0 && formats_[first - 1].number != 0 && !is_open(formats_[first - 1].number))
        --first;
    work_ += formats_.size() - first;
    for (std::size_t i = first; i < formats_.size(); ++i)
        push(formats_[i].node, formats_[i].described);
}

} // namespace html
