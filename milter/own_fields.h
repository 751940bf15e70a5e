// The fields of a message that claim to be ours: forged, or another host's set. Counted on the way
// in by name, whatever the case, because MTAs count instances that way; deleted at the end of the
// message. Belongs to one message.
#pragma once

#include <cstdint>
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "milter/actions.h"
#include "triage/core/trace.h"
#include "triage/headers/render.h"

namespace milter {

class OwnFields {
public:
    // `keep_values`: the peer may have sealed its set, which is checked with the values.
    explicit OwnFields(bool keep_values)
        : keep_values_(keep_values)
    {
    }
    // True if the field claims to be ours: it is then counted and no part of the message.
    bool take(std::string_view name, std::string_view value);
    std::uint32_t total() const { return total_; }
    // In message order; empty when there are more than a set of ours can have.
    std::span<const headers::HeaderField> values() const { return values_; }

    // Deletes at most `limit` of them, names that we use first, and returns how many.
    std::uint32_t remove(Actions& actions, std::uint32_t limit) const;

private:
    bool keep_values_;
    std::uint32_t total_ = 0;
    std::map<std::string, std::uint32_t> counts_; // by lower-case name
    std::vector<headers::HeaderField> values_;
};

// Deletes the instances count…1 of a field, at most `limit` of them, and returns how many. Highest
// first: Postfix counts anew after each deletion, Sendmail does not; downwards both agree.
std::uint32_t delete_instances(
    Actions& actions, const std::string& name, std::uint32_t count, std::uint32_t limit);

// Deletes the Authentication-Results with our name that our verifiers did not add, at most `limit`
// of them, and returns how many. `trace`: topmost first.
std::uint32_t delete_forged_results(Actions& actions, std::span<const core::TraceField> trace,
    const core::TraceTrustees& trusted, std::uint32_t limit);

} // namespace milter
