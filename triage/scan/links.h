// What the checks of links share.
#pragma once

#include <string>

#include "triage/scan/context.h"
#include "triage/scan/sink.h"

namespace scan {

// A link as evidence: the beginning of its URL.
std::string shown(const core::Link& l);

// The host that a link's text shows: it is a URL or a domain and nothing else. As an A-label; empty
// otherwise. "readme.md" is a file.
std::string shown_host(std::string_view text);

// A link's beginning as a browser reads it: without white space and controls, lower case.
std::string beginning(const core::Link& l);

// What a reader is shown of name, subject and text, folded: where a link's organisation would be
// named.
std::string shown_words(const Context& c);
// Whether the first label of its domain stands there; of one too short to be told, never.
bool names(const std::string& shown_words, std::string_view org);

inline bool has(const WebLink& l, std::uint32_t traits)
{
    return (l.link->traits & traits) != 0;
}

// The first web link for which `wanted` holds.
template <typename Wanted>
const WebLink* first_link(const Context& c, Wanted wanted)
{
    for (const WebLink& l : c.links)
        if (wanted(l))
            return &l;
    return nullptr;
}

template <typename Wanted>
void report_first(const Context& c, Sink& sink, Wanted wanted)
{
    if (const WebLink* l = first_link(c, wanted))
        sink.report(shown(*l->link));
}

// Every link, of whatever scheme: the message's own and those of its attachments.
template <typename Use>
void for_each_link(const Context& c, Use use)
{
    for (const auto* links : { &c.m.links, &c.inside.links })
        for (const core::Link& l : *links)
            use(l);
}

} // namespace scan
