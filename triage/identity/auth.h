// What verifiers in front of us found out about the sender, as far as it may be believed: only
// fields of our own chain, by name and position (core/trace.h), read by the full grammar; for each
// method the topmost field, and the worse where two disagree. Nothing believed means unknown, which
// is never a failure. Pure, linear, thread-safe.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "triage/core/message.h"
#include "triage/core/trace.h"
#include "triage/identity/auth_results.h"
#include "triage/identity/lists.h"

namespace identity {

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
    AuthState spf = AuthState::Unknown; // of MAIL FROM
    AuthState dkim = AuthState::Unknown; // Pass if any signature passed
    AuthState dmarc = AuthState::Unknown;
    AuthState arc = AuthState::Unknown;
    DmarcPolicy policy = DmarcPolicy::Unknown;
    std::string dmarc_from; // domain that DMARC judged
    std::string spf_domain; // of smtp.mailfrom; only if SPF passed
    std::vector<std::string> dkim_domains; // d= of the signatures that passed
    std::vector<std::string> dkim_failed; // d= of those that did not
    unsigned key_bits = 0; // of the shortest key that a verifier names; 0: none named
    std::vector<AuthResult> sealed; // what a configured ARC sealer recorded; only if ARC passed

    // Fields with our name that are not ours, and fields that attackers wrote into.
    std::string forged; // evidence; empty: none
    bool forged_claim = false; // it stands below another host's Received and claims a pass
    bool contradiction = false; // two trusted fields disagree
    std::string injection; // evidence; empty: none
};

// What one field says by itself.
Auth read_results(const std::vector<AuthResult>& results);

Auth read_auth(const core::Message& m, const core::TraceTrustees& trusted, const Lists& lists);

} // namespace identity
