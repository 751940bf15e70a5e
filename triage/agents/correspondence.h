// Who writes to whom, read from a message's header for the daemon's memory of correspondence.
// Called by the engine after the parse. Pure, linear in the header, reads bounded parts of each
// field.
#pragma once

#include <string_view>

#include "triage/core/correspondence.h"
#include "triage/core/envelope.h"
#include "triage/core/message.h"

namespace agents {

core::Correspondence correspondence(const core::Message& message, const core::Envelope& envelope);

// The address that mail for `address` would reach in the end, for keys of senders: what forwarders
// and mailing software put around it is undone. SRS (SRS0 and SRS1), BATV (prvs=), and VERP's
// "list-bounces+user=example.org@". An address without such marks comes back as it is, in normal
// form.
std::string unwrapped_sender(std::string_view address);

// The Message-ID in a field's value: what stands in the first angle brackets, else the first word.
// Empty if there is none or it is longer than 998 bytes (RFC 5322 section 2.1.1).
std::string_view first_message_id(std::string_view value);

} // namespace agents
