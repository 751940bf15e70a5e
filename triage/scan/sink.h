// Where checks and rules put what they find. One finding of an id per message: the worst, with the
// evidence of its first occurrence; repetition must not add up. Used by one thread for one message.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "triage/core/verdict.h"
#include "triage/scan/score.h"

namespace scan {

// "what (where)", at most 200 bytes of valid UTF-8.
std::string evidence(std::string_view what, std::string_view where = {});

class Sink {
public:
    Sink(const core::FindingTable& table, const std::vector<Override>& overrides);

    // Findings of these groups (a bit for each) that are not critical become info: the sender is on
    // the site's list of allowed ones.
    void excuse(std::uint8_t groups) { excused_ = groups; }

    // The row that the next reports are for, at its usual severity unless they name another.
    void begin(core::FindingId id);
    void report(std::string evidence);
    void report(core::Severity severity, std::string evidence);
    // `weight`: hundredths that the finding alone takes off the score, finer than a severity.
    void report(core::Severity severity, std::uint8_t weight, std::string evidence);
    // Holds only for recipients with these addresses (or for all others when `when_absent`).
    void candidate(core::Severity severity, std::string evidence,
        std::vector<core::Digest> addresses, bool when_absent = false);
    void set_limit_hit() { limit_hit_ = true; }

    std::optional<core::Severity> found(core::FindingId id) const;
    bool found(std::string_view id) const;
    bool found_in(std::uint8_t groups) const; // of low severity or worse; a bit for each group
    core::Notes take(std::size_t max_findings);

private:
    const core::FindingTable& table_;
    const std::vector<Override>& overrides_; // by FindingId
    core::Severity effective(core::Severity severity) const;

    core::FindingId id_ = 0;
    std::uint8_t excused_ = 0;
    std::vector<core::Finding> findings_;
    std::vector<core::Candidate> candidates_;
    bool limit_hit_ = false;
};

} // namespace scan
