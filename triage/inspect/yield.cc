#include "triage/inspect/yield.h"

#include <algorithm>

#include "triage/core/text.h"
#include "triage/link/extract.h"
#include "triage/link/find.h"

namespace inspect {

namespace {

constexpr std::size_t max_marks = 500; // further ones would say nothing new
constexpr std::size_t max_what = 200; // bytes of evidence
constexpr std::size_t max_where = 300;
constexpr std::size_t max_name = 512;
constexpr std::size_t max_url = 8192;
constexpr std::size_t max_shown = 500; // bytes of a link's text

} // namespace

std::string Yield::path(std::string_view inner) const
{
    std::string where = item_.where;
    if (!inner.empty()) {
        if (!where.empty())
            where += '/';
        where += inner.substr(0, max_name);
    }
    if (where.size() > max_where)
        where.resize(max_where);
    return where;
}

void Yield::mark(Mark m, std::string_view what, std::string_view inner)
{
    if (report_.marks.size() < max_marks)
        report_.marks.push_back({ m, std::string(what.substr(0, max_what)), path(inner) });
}

void Yield::unscannable(std::string_view why, std::string_view inner)
{
    mark(Mark::Unscannable, why, inner);
    report_.incomplete = true;
}

void Yield::link(core::LinkOrigin origin, std::string_view url, std::string_view shown)
{
    if (url.empty() || report_.links.size() >= limits_.links)
        return;
    core::Link link;
    link.origin = origin;
    link.part = item_.part;
    link.url = core::valid_utf8(url.substr(0, max_url));
    link.text = core::single_spaced(core::valid_utf8(shown.substr(0, max_shown)));
    linking::read_url(link);
    report_.links.push_back(std::move(link));
}

void Yield::links_in(std::string_view text)
{
    const std::size_t room
        = limits_.links - std::min<std::size_t>(limits_.links, report_.links.size());
    for (const std::string_view url : linking::find_urls(text, room))
        if (url.find("://") != url.npos || core::equal_ignore_case(url.substr(0, 4), "www."))
            link(core::LinkOrigin::Document, linking::absolute(url), url);
}

void Yield::text(std::string_view shown)
{
    const std::uint64_t room
        = limits_.text_bytes - std::min<std::uint64_t>(limits_.text_bytes, report_.text.size());
    if (room == 0)
        return;
    report_.text += core::valid_utf8(shown.substr(0, room));
    report_.text += '\n';
}

void Yield::child(std::string_view name, std::string_view type, std::string bytes)
{
    if (item_.depth >= limits_.inspect_depth)
        return unscannable("nested too deeply", name);
    if (budget_.items == 0)
        return unscannable("too many files inside", name);
    --budget_.items;
    Child c;
    c.item.where = path(name);
    c.item.name = std::string(name.substr(0, max_name));
    c.item.type = core::to_lower_ascii(type.substr(0, max_name));
    c.item.depth = static_cast<std::uint8_t>(item_.depth + 1);
    c.item.part = item_.part;
    c.bytes = std::move(bytes);
    children_.push_back(std::move(c));
}

void Yield::message(std::string bytes, bool shown)
{
    if (report_.messages.size() >= limits_.nested_messages)
        return unscannable("too many messages inside");
    report_.messages.push_back({ std::move(bytes), item_.where, false, shown });
}

void Yield::name_only(std::string_view name)
{
    child(name, {}, {});
}

bool Yield::take_picture(std::uint64_t cost)
{
    if (cost > budget_.pictures)
        return false;
    budget_.pictures -= cost;
    return true;
}

bool Yield::take(std::uint64_t bytes)
{
    if (bytes > budget_.bytes) {
        budget_.bytes = 0;
        unscannable("too much to unpack");
        return false;
    }
    budget_.bytes -= bytes;
    return true;
}

} // namespace inspect
