#include "triage/examine.h"

#include <string>
#include <utility>
#include <vector>

#include "triage/inspect/inspect.h"
#include "triage/inspect/letter.h"
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

// One message with everything inside of it.
class Examination {
public:
    Examination(const core::Limits& limits, const scan::Scanner& scanner,
        scan::Scanner::Scratch& scratch, const Parse& parse, core::Deadline until)
        : limits_(limits)
        , scanner_(scanner)
        , scratch_(scratch)
        , parse_(parse)
        , until_(until)
    {
    }

    scan::Scanned run(
        const core::Message& message, const core::Envelope& envelope, std::string_view raw)
    {
        scan::Scanned all
            = scan(message, envelope, raw, look_inside(message, limits_, until_), false);
        const core::Envelope below = envelope_inside(envelope);
        while (!pending_.empty() && go_on(all)) {
            const inspect::Embedded next = std::move(pending_.back());
            pending_.pop_back();
            const core::Message inner = parse_(next.bytes, until_);
            inspect::Report files;
            if (!next.in_tree)
                files = look_inside(inner, limits_, until_);
            scan::add_attached(all, scan(inner, below, next.bytes, std::move(files), true),
                next.where, next.in_tree, scanner_.findings());
        }
        return all;
    }

private:
    // One message more, if there may be one more.
    bool go_on(scan::Scanned& all)
    {
        if (!until_.expired() && done_++ < limits_.nested_messages)
            return true;
        all.notes.limit_hit = true;
        all.finished = all.finished && !until_.expired();
        return false;
    }

    scan::Scanned scan(const core::Message& message, const core::Envelope& envelope,
        std::string_view raw, inspect::Report inside, bool attached)
    {
        const std::vector<inspect::Embedded> found = std::exchange(inside.messages, {});
        scan::Scanned all
            = scanner_.scan({ message, envelope, raw, inside, attached }, scratch_, until_);
        for (const inspect::Embedded& e : found) {
            if (!e.shown) {
                pending_.push_back(e);
            } else if (go_on(all)) {
                const std::string bytes = inspect::own_fields(raw) + e.bytes;
                const core::Message other = parse_(bytes, until_);
                scan::add_shown(all,
                    scanner_.scan({ other, envelope, bytes, inside, attached }, scratch_, until_),
                    e.where);
            }
        }
        return all;
    }

    const core::Limits& limits_;
    const scan::Scanner& scanner_;
    scan::Scanner::Scratch& scratch_;
    const Parse& parse_;
    core::Deadline until_;
    std::vector<inspect::Embedded> pending_;
    std::uint32_t done_ = 0; // messages scanned besides the first
};

} // namespace

scan::Scanned examine(const core::Message& message, const core::Envelope& envelope,
    std::string_view raw, const core::Limits& limits, const scan::Scanner& scanner,
    scan::Scanner::Scratch& scratch, const Parse& parse, core::Deadline until)
{
    return Examination(limits, scanner, scratch, parse, until).run(message, envelope, raw);
}

} // namespace triage
