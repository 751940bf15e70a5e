// Delivery reports: whether a message claims to be one, whether it is one, and whether the mail
// that it returns came from here. Called by the header checks. Pure.
#pragma once

#include <span>
#include <string>

#include "triage/core/message.h"
#include "triage/identity/sender.h"

namespace scan {

// The sender's name or address says that a mail server wrote it.
bool claims_to_be_report(const identity::Sender& sender);
// It has the part that programs read: RFC 3464 (delivery), 8098 (disposition), 5965 (feedback).
bool has_report(const core::Message& m);
// The returned mail has a trace (Message-ID, Received, a signature) and none of it names one of our
// domains: somebody else sent it with our address.
bool returns_foreign_mail(const core::Message& m, std::span<const std::string> local_domains);

} // namespace scan
