// Authentication-Results (RFC 8601): a parser with the full grammar, and what may be believed. The
// fields are claims written into the message; attackers add their own, and inject into those of
// verifiers. So: never a search for "dmarc=pass", only fields of configured verifiers, only above
// the first Received. Pure, linear, thread-safe.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "triage/core/message.h"

namespace identity {

struct AuthProperty {
    std::string type, name, value; // "header", "from", "example.org"; type and name in lower case
};

struct AuthResult {
    std::string method, result; // lower case
    std::string reason;
    std::string comment; // text of the comments after the result, without parentheses
    std::vector<AuthProperty> properties;
    // First value of that property; empty if there is none.
    std::string_view property(std::string_view type, std::string_view name) const;
};

struct AuthField {
    std::string id; // authserv-id, lower case
    std::vector<AuthResult> results;
};

// `value` is what stands after the colon, folds included. nullopt if it breaks the grammar, but for
// what verifiers in use write: a semicolon at the end and properties without a type.
std::optional<AuthField> parse_auth_results(std::string_view value);

enum class AuthState : std::uint8_t {
    Unknown, // no trusted verifier said anything, or it could not tell
    None, // nothing there to verify
    Pass,
    Fail,
    SoftFail,
};

enum class DmarcPolicy : std::uint8_t { Unknown, None, Quarantine, Reject };

struct Auth {
    bool known = false; // there is a trusted field
    AuthState spf = AuthState::Unknown;
    AuthState dkim = AuthState::Unknown; // Pass if any signature passed
    AuthState dmarc = AuthState::Unknown;
    DmarcPolicy policy = DmarcPolicy::Unknown;
    std::string dmarc_from; // domain that DMARC judged
    std::string spf_domain; // of smtp.mailfrom; only if SPF passed
    std::vector<std::string> dkim_domains; // d= of the signatures that passed
    std::vector<std::string> dkim_failed; // d= of those that did not
};

// Of two trusted results for one method the worse one counts. `trusted_ids` in lower case.
Auth read_auth(const core::Message& m, std::span<const std::string> trusted_ids);

} // namespace identity
