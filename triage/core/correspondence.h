// Who writes to whom in a message, in digests only: what the worker reads from the header for the
// daemon's memory of correspondence (milter/store/). Plain data, part of Notes. No key goes into
// these digests, because a worker has none: the daemon hashes them with its own before they are
// stored anywhere.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "triage/core/digest.h"

namespace core {

struct Correspondence {
    static constexpr std::size_t max_answers = 20; // of References the newest, and the oldest
    static constexpr std::size_t max_people = 50; // of To and of Cc each

    Digest message {}; // of Message-ID without brackets; zeros: none
    Digest from {}; // address_digest of From's first mailbox, tags of SRS, BATV and VERP undone
    Digest from_domain {}; // of its registrable domain
    Digest envelope_domain {}; // of MAIL FROM's registrable domain; zeros: null sender
    Digest list {}; // of List-Id's identifier; zeros: none
    Digest shape {}; // the same for messages made from one template; zeros: too short to say
    std::vector<Digest>
        answers; // Message-IDs that it answers: In-Reply-To, References newest first
    Digest thread {}; // the oldest of References, else In-Reply-To, else Message-ID; zeros: none
    Digest topic {}; // of the subject without "Re:" and its like; zeros: too short to tell threads
    std::vector<Digest> to, cc; // address_digest
    // Made or passed on by a machine (Auto-Submitted, Precedence, null sender, delivery reports,
    // Resent-* fields, discussion lists): nothing is learnt from it.
    bool automatic = false;
    bool operator==(const Correspondence&) const = default;
};

} // namespace core
