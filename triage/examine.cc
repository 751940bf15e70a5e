#include "triage/examine.h"

#include <iterator>
#include <utility>
#include <vector>

#include "triage/inspect/inspect.h"
#include "triage/scan/attached.h"

namespace triage {

namespace {

// Half of what is left: a file that takes too long must not keep the message itself from being
// scanned.
inspect::Report look_inside(
    const core::Message& message, const core::Limits& limits, core::Deadline until)
{
    return inspect::inspect(message, limits, until.capped(until.remaining() / 2));
}

// The client and the way are the outer message's, so that its guards hold; who sent the inner one
// to whom nobody knows.
core::Envelope envelope_inside(const core::Envelope& outer)
{
    core::Envelope e = outer;
    e.mail_from.clear();
    return e;
}

void take_over(std::vector<inspect::Embedded>& pending, std::vector<inspect::Embedded>& found)
{
    pending.insert(pending.end(), std::make_move_iterator(found.begin()),
        std::make_move_iterator(found.end()));
}

} // namespace

scan::Scanned examine(const core::Message& message, const core::Envelope& envelope,
    std::string_view raw, const core::Limits& limits, const scan::Scanner& scanner,
    scan::Scanner::Scratch& scratch, const Parse& parse, core::Deadline until)
{
    inspect::Report inside = look_inside(message, limits, until);
    scan::Scanned all = scanner.scan({ message, envelope, raw, inside, false }, scratch, until);
    const core::Envelope below = envelope_inside(envelope);
    std::vector<inspect::Embedded> pending = std::move(inside.messages);
    for (std::uint32_t done = 0; !pending.empty(); ++done) {
        if (until.expired() || done >= limits.nested_messages) {
            all.notes.limit_hit = true;
            all.finished = all.finished && !until.expired();
            break;
        }
        const inspect::Embedded next = std::move(pending.back());
        pending.pop_back();
        const core::Message inner = parse(next.bytes, until);
        inspect::Report files;
        if (!next.in_tree)
            files = look_inside(inner, limits, until);
        scan::add_attached(all,
            scanner.scan({ inner, below, next.bytes, files, true }, scratch, until), next.where,
            next.in_tree, scanner.findings());
        take_over(pending, files.messages);
    }
    return all;
}

} // namespace triage
