// Runs the inspectors over one file as an attachment, or as the only member of something else.
#pragma once

#include <string>
#include <string_view>

#include "tests/support/fake_clock.h"
#include "triage/inspect/inspect.h"

namespace looking {

inline core::Message attached(std::string name, std::string type, std::string data)
{
    core::Message m;
    core::Part p;
    p.type = std::move(type);
    p.filename = std::move(name);
    p.disposition = core::Disposition::Attachment;
    p.data = std::move(data);
    m.parts.push_back(std::move(p));
    return m;
}

inline inspect::Report look(
    std::string name, std::string type, std::string data, const core::Limits& limits = {})
{
    const support::FakeClock clock;
    return inspect::inspect(attached(std::move(name), std::move(type), std::move(data)), limits,
        core::Deadline::in(clock, std::chrono::seconds { 1 }));
}

// The evidence of the first such mark; empty if there is none.
inline std::string what(const inspect::Report& r, inspect::Mark m)
{
    for (const inspect::Marked& x : r.marks)
        if (x.mark == m)
            return x.what;
    return {};
}

inline bool links_to(const inspect::Report& r, std::string_view host)
{
    for (const core::Link& l : r.links)
        if (l.host == host)
            return true;
    return false;
}

std::string base64(std::string_view bytes);

// Looks at damaged forms of a file: prefixes and flipped bytes. That it ends is the test; the
// sanitizers see the rest.
void look_at_damaged(const std::string& name, const std::string& data);

} // namespace looking
