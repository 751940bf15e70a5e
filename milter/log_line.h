// The one line of the log that each message gets: queue id first, then key=value, "-" where there
// is nothing to say, so that grep and awk can rely on every key. Never a subject, a text or a URL;
// addresses as log.addresses says. Pure.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "triage/core/envelope.h"
#include "triage/core/finding.h"
#include "triage/core/verdict.h"

namespace milter {

struct AddressPolicy {
    std::string_view mode; // off | hash | clear
    std::string_view key; // Runtime::address_key
};
// "-" when off; the first 12 hex digits of HMAC-SHA256 over the normal form; or the address itself.
// The null sender is "<>" in every mode but off.
std::string logged_address(std::string_view address, const AddressPolicy& policy);

struct LogFacts {
    std::string_view queue_id; // empty: none
    const core::Outcome& outcome;
    const core::PersonalVerdict& personal;
    const core::FindingTable& findings;
    core::Direction direction = core::Direction::Inbound;
    std::string_view mail_from;
    std::size_t recipients = 0;
    std::string_view client; // IP address, or what the MTA called it
    std::uint64_t size = 0; // bytes received
    std::uint32_t forged = 0; // fields deleted
    std::string_view note; // "-", or what became of it: seal=…, flood, quarantine
    AddressPolicy addresses;
};
std::string log_line(const LogFacts& facts);

} // namespace milter
