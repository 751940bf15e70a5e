// From findings to one number: score = 100 × Π(1 − w) over clusters, w of a cluster =
// min(.95, max + .25 × rest); findings of one group alone cannot push it below 45 unless one is
// critical. What the content model has learnt counts once: see score(). Pure; called in the worker
// (for the agents' gates) and by the daemon (for the header).
#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "triage/core/finding.h"
#include "triage/core/verdict.h"

namespace scan {

// An operator's word on one finding: off, or another severity.
struct Override {
    bool enabled = true;
    std::optional<core::Severity> severity;
};
using Overrides = std::map<std::string, Override>; // by finding id

// What the score needs of each row, by FindingId.
struct SeverityTable {
    struct Row {
        std::uint16_t cluster = 0; // rows with the same number share a cause
        core::Group group = core::Group::Content;
        bool learnt = false; // a term of the content model in force
    };
    std::vector<Row> rows;
    // Points lost by one finding of that severity alone: info 0, low .05, medium .15, high .40,
    // critical .80.
    std::array<double, 5> weights { 0.0, 0.05, 0.15, 0.40, 0.80 };
};
SeverityTable severity_table(const core::FindingTable& findings);
// The same as if there were no content model.
SeverityTable without_model(SeverityTable table);

struct Score {
    int security = 100; // 0…100, 100 is safe
    core::Threat threat = core::Threat::Clean; // >= 80 clean, >= 45 suspicious, else dangerous
};
// A learnt finding of low or medium severity counts in the model's weight and not beside it. But
// where findings from medium on would make the message suspicious without the model, they do.
Score score(std::span<const core::Finding> findings, const SeverityTable& table);

// Whether a finding's weight is the model's to say. `finding.id` is a row of the table.
bool is_left_to_model(const core::Finding& finding, const SeverityTable& table);
// Share of the score that a finding takes alone, if it is not left to the model.
double weight_of(const core::Finding& finding, const SeverityTable& table);

// The threat of a message: of a finished scan its score's; of an unfinished one what was found
// stands if it is suspicious or worse, else Unknown: never clean.
core::Threat threat_of(const Score& score, bool scan_finished);

} // namespace scan
