// Who is local, and so which way a message goes. Direction belongs to the recipient: one message
// may go to a colleague and leave the site. Pure, thread-safe; used by the transaction.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "triage/core/digest.h"
#include "triage/core/envelope.h"

namespace milter {

// Whether we are the last site to see the recipient's copy, in this order:
// 1. policy.local_domains, if there are any, decide alone (an address without domain is local);
// 2. {rcpt_mailer}, where the mailer's name says it: see the table in direction.cc;
// 3. a foreign client: an MTA relays for strangers only to its own recipients.
// Linear in the number of `local_domains`.
bool is_local(std::string_view rcpt, std::string_view rcpt_mailer, core::ClientClass client,
    const std::vector<std::string>& local_domains);

struct Recipient {
    core::Digest address {}; // core::address_digest
    bool local = false;
    core::Digest person {}; // whose mail it is: of a local one, what its aliases lead to
};

// Inbound: from a stranger. Internal: from one of ours to at least one of ours. Outbound: from one
// of ours, to nobody of ours.
core::Direction message_direction(
    core::ClientClass client, const std::vector<Recipient>& recipients);

// An ESMTP path as MTAs pass it ("<a@example.org>", "a@example.org", "<> SIZE=7"): the address
// without brackets and without whatever stands behind it.
std::string_view path_address(std::string_view path);

} // namespace milter
