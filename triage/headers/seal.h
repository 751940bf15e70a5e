// X-Triage-Seal: an HMAC over our own fields, Message-ID, From, Date, Subject and the body's
// digest, so that the next host of the same site can trust a set of headers instead of triaging
// again, and so that feedback cannot be forged. Field values are compared after unfolding and
// collapsing white space, because MTAs re-fold. Pure, thread-safe.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "triage/core/clock.h"
#include "triage/core/digest.h"

namespace headers {

struct HeaderField;

struct SealKey {
    std::string id; // first 8 hex digits of SHA-256 of the key: names it, tells nothing
    core::Digest key {}; // derive_key(master, "seal")
};
SealKey make_seal_key(std::string_view master);

struct SealedFields { // raw values of the message's first such field, empty if absent
    std::string message_id, from, date, subject;
};

// `v=1; k=ID; t=UNIX; bh=BASE64(body); b=BASE64(HMAC-SHA256)`, folded. `ours` are the X-Triage-*
// fields of the set, top to bottom; a seal among them is passed over. The code covers them,
// `message`, t and bh, so that feedback can check it without the body and a peer compares bh with
// the body that it saw.
std::string make_seal(const SealKey& key, core::WallTime when, std::span<const HeaderField> ours,
    const SealedFields& message, const core::Digest& body);

enum class SealCheck { Valid, Absent, Malformed, UnknownKey, Expired, Wrong };
// Checks a set as it came in (`ours` includes the seal field, in message order); any other form
// than make_seal's is Malformed, a wrong code or body Wrong. Expired: older
// than `max_age` or more than 5 minutes ahead of `now`. Without `body` the digest is not checked.
SealCheck check_seal(const SealKey& key, core::WallTime now, core::Duration max_age,
    std::span<const HeaderField> ours, const SealedFields& message,
    const std::optional<core::Digest>& body);

// A set whose seal was found valid, changed since by us: its seal made anew, over `ours` without
// the seal and with the time and the body's digest of `old`, a seal's value. Empty if that is
// malformed.
std::string reseal(const SealKey& key, std::string_view old, std::span<const HeaderField> ours,
    const SealedFields& message);

} // namespace headers
