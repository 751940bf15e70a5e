// What checks look at: the message, its envelope, and what is computed once for all of them. Made
// by the scanner for one message, read-only afterwards.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "triage/core/clock.h"
#include "triage/core/envelope.h"
#include "triage/core/message.h"
#include "triage/identity/imitation.h"
#include "triage/identity/lists.h"
#include "triage/identity/sender.h"
#include "triage/inspect/report.h"
#include "triage/scan/sections.h"
#include "triage/scan/surface.h"

namespace scan {

struct WebLink { // http, https, or without a scheme that a browser knows
    const core::Link* link;
    bool affiliated; // host belongs to an organisation that the sender is tied to
    bool claimed; // to one that the sender only claims: excuses what is weak
    bool local; // host is ours, or no name of the Internet
    bool neutral; // host that everybody links: says nothing
    bool clicked; // opened by the reader: not an image or style sheet that the client loads
    bool first_of_host; // no link before it has this host
    std::optional<identity::Imitation>
        imitation; // of a brand or local domain; of the first of its host only
    bool foreign() const { return !affiliated && !local && !neutral; }
};

// What is scanned: a message, or one attached to it.
struct Subject {
    const core::Message& message;
    const core::Envelope& envelope;
    std::string_view raw; // as received
    const inspect::Report& inside; // of the message's attachments
    bool attached = false; // nothing proves who sent it or over which way
};

struct Context {
    const core::Message& m;
    const core::Envelope& envelope;
    std::string_view raw;
    const inspect::Report& inside;
    const identity::Lists& lists;
    std::span<const std::string> local_domains;
    const core::Deadline& deadline;
    identity::Sender sender;
    // Domains that impostors of our own would imitate: local_domains, or, when none are configured,
    // those of To and Cc but freemail.
    std::vector<std::string> protected_domains;
    std::optional<identity::Imitation> from_imitation; // of a brand, by the From domain
    std::vector<WebLink> links;
    std::uint32_t facts = 0; // Fact bits

    bool is(std::uint32_t any_of) const { return (facts & any_of) != 0; }
};

struct ContextSources {
    const identity::Lists& lists;
    std::span<const std::string> local_domains;
    const Verifiers& verifiers;
};

// What attached documents show, if that is no more than a page: lures stand there to be out of the
// text. Empty if it is longer, as contracts and reports are.
std::string_view short_document(const Context& c);

Context make_context(
    const Subject& subject, const ContextSources& sources, const core::Deadline& deadline);

} // namespace scan
