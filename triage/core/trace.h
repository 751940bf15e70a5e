// Which Authentication-Results fields may be believed: by name and position (RFC 8601 section 5).
// Whoever sends mail can write such a field, also with our name in it. Called by the worker, which
// reads the believed ones, and by the daemon, which can delete the forged ones: both must say the
// same. Pure, linear, thread-safe.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace core {

enum class TraceKind : std::uint8_t { Received, Results, ReceivedSpf };

// What of one field matters for its place.
struct TraceField {
    TraceKind kind = TraceKind::Received;
    std::string host; // `by` host, authserv-id, or receiver= of Received-SPF; lower case
};

// nullopt for fields of other names. `value`: after the colon, whole or as key_view leaves it. The
// host is read leniently, so that a field with our name and broken grammar counts as one of ours.
std::optional<TraceField> trace_field(std::string_view name, std::string_view value);

enum class TraceTrust : std::uint8_t {
    Other, // not with our name, or a Received
    Believed,
    TooLow, // with our name, below a Received of another host: not added by our chain
    TooMany, // with our name and in place, but more than our chain adds
};

struct TraceTrustees {
    std::span<const std::string> authserv_ids; // in any case; empty: the MTA's own name
    std::string_view mta; // the MTA's own name; may be empty
    std::uint32_t max_fields = 3; // Authentication-Results that our own chain adds at most
};

// One verdict for each field, in the order of the message, topmost first. A Received is ours when
// its `by` host is one of the ids or the MTA; mail that passed two hosts of ours has several.
std::vector<TraceTrust> judge_trace(
    std::span<const TraceField> fields, const TraceTrustees& trusted);

} // namespace core
