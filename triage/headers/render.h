// The only place that makes X-Triage-* fields (and X-Priority/Importance): from an Outcome to names
// and values, clean, ASCII, folded below 78 with LF + white space, at most 2 kB in all (Reply, then
// Why, then Summary are dropped over it; never Status or Threat). Pure. Called by the transaction.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "triage/core/clock.h"
#include "triage/core/envelope.h"
#include "triage/core/finding.h"
#include "triage/core/verdict.h"
#include "triage/headers/seal.h"

namespace headers {

struct HeaderField {
    std::string name;
    std::string value; // no leading space; continuation lines start with '\n' and white space
    bool operator==(const HeaderField&) const = default;
};

struct HeaderSet {
    std::vector<HeaderField> add; // top to bottom
    bool replace_x_priority = false; // delete the message's X-Priority fields first
    bool replace_importance = false; // delete the message's Importance fields first
};

enum class ClientPriority : std::uint8_t { Off, Add, Replace };
inline constexpr std::array<std::string_view, 3> client_priority_names { "off", "add", "replace" };

struct RenderPolicy {
    std::string host; // of Status
    std::string engine; // version, of Status
    bool language = false;
    bool summary = true; // headers.summary
    bool replies = true; // headers.replies
    ClientPriority client_priority = ClientPriority::Add;
    std::optional<SealKey> seal; // none: no seal
};

// What rendering needs of one message besides its Outcome.
struct MessageFacts {
    std::string queue_id; // "-" if the MTA gave none
    core::WallTime received {};
    SealedFields sealed; // of the message, for the seal
    core::Digest body {}; // SHA-256 of the body as received
};

// Reasons as X-Triage-Why has them, the strongest first, not folded.
std::string why_value(std::span<const core::WhyTerm> why);

std::string level_value(int priority); // of X-Triage-Level

HeaderSet render(const core::Outcome& outcome, const core::FindingTable& findings,
    const core::PersonalVerdict& personal, const MessageFacts& message, const RenderPolicy& policy);

} // namespace headers
