#include "triage/link/extract.h"

#include <algorithm>
#include <string>
#include <unordered_set>

#include "triage/core/text.h"
#include "triage/link/find.h"
#include "triage/link/unwrap.h"

namespace linking {

namespace {

using Seen = std::unordered_set<std::string>;

void add_found(
    core::Message& m, int part, std::string_view text, const core::Limits& limits, Seen& seen)
{
    const std::size_t room = limits.links - std::min<std::size_t>(limits.links, m.links.size());
    for (const std::string_view url : find_urls(text, room + 1)) {
        if (!seen.emplace(url).second)
            continue;
        if (m.links.size() >= limits.links) {
            m.incomplete = true;
            m.defects.push_back({ "links", std::to_string(part) });
            return;
        }
        core::Link link;
        link.part = part;
        link.url = absolute(url);
        m.links.push_back(std::move(link));
    }
}

// URLs that an HTML part's own links lead to or show.
Seen linked_already(const core::Message& m, int part)
{
    constexpr std::size_t most = 50; // of one anchor's text
    Seen seen;
    for (const core::Link& l : m.links) {
        if (l.part != part)
            continue;
        seen.insert(l.url);
        for (const std::string_view shown : find_urls(l.text, most))
            seen.emplace(shown);
    }
    return seen;
}

} // namespace

void extract(core::Message& m, const core::Limits& limits)
{
    for (const core::HtmlFacts& h : m.html) {
        Seen seen = linked_already(m, h.part);
        add_found(m, h.part, h.visible, limits, seen);
    }
    for (std::size_t i = 0; i < m.parts.size(); ++i) {
        const core::Part& p = m.parts[i];
        Seen seen;
        if (p.leaf && p.type == "text/plain" && !m.in_attached_message(i))
            add_found(
                m, static_cast<int>(i), core::prefix(p.data, limits.text_bytes), limits, seen);
    }
    for (core::Link& l : m.links)
        read_url(l);
}

void read_url(core::Link& link)
{
    parse_url(link);
    unwrap(link);
}

} // namespace linking
