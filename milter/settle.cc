#include "milter/settle.h"

#include <algorithm>

#include "triage/scan/score.h"

namespace milter {

namespace {

bool applies(const core::Candidate& candidate, std::span<const Recipient> recipients)
{
    const bool present
        = std::any_of(recipients.begin(), recipients.end(), [&](const Recipient& recipient) {
              return std::find(
                         candidate.addresses.begin(), candidate.addresses.end(), recipient.address)
                  != candidate.addresses.end();
          });
    // Without any recipient, as in `triagectl scan`, nothing is known of who is absent.
    if (recipients.empty())
        return false;
    return present != candidate.when_absent;
}

// A copy that the author had sent to herself, hidden from who is named in To.
bool to_its_author(const core::Notes& notes, std::span<const Recipient> recipients)
{
    return notes.correspondence && !recipients.empty()
        && std::all_of(recipients.begin(), recipients.end(),
            [&](const Recipient& r) { return r.address == notes.correspondence->from; });
}

// Words of a hostile message do not belong where people take them for ours.
void silence(core::Notes& notes, core::Threat threat, std::span<const Recipient> recipients)
{
    if (threat == core::Threat::Dangerous)
        notes.summary.clear();
    if (threat != core::Threat::Clean || to_its_author(notes, recipients))
        notes.replies.clear();
}

std::vector<core::Finding> findings_for(
    const core::Notes& notes, std::span<const Recipient> recipients)
{
    std::vector<core::Finding> findings = notes.findings;
    for (const core::Candidate& candidate : notes.candidates)
        if (applies(candidate, recipients))
            findings.push_back(candidate.finding);
    std::stable_sort(findings.begin(), findings.end(),
        [](const core::Finding& a, const core::Finding& b) { return a.severity > b.severity; });
    return findings;
}

} // namespace

void settle(core::Outcome& outcome, const GenerationFile& generation,
    std::span<const Recipient> recipients, bool prefix_only)
{
    if (outcome.status == core::Status::Skipped)
        return;
    core::ContentVerdict& verdict = outcome.verdict;
    if (prefix_only)
        verdict.miss(core::Stage::Body, core::Cause::Limit);
    if (verdict.notes.limit_hit) // parse and scan ran, but did not see all of it
        verdict.miss(core::Stage::Scan, core::Cause::Limit);
    outcome.status = verdict.complete() ? core::Status::Complete : core::Status::Partial;
    outcome.findings = findings_for(verdict.notes, recipients);
    const scan::Score score = scan::score(outcome.findings, generation.severities);
    const bool scan_finished = verdict.done.has(core::Stage::Parse)
        && verdict.done.has(core::Stage::Scan) && !verdict.notes.limit_hit && !prefix_only;
    outcome.threat = scan::threat_of(score, scan_finished);
    if (scan_finished)
        outcome.security_score = score.security;
    silence(verdict.notes, outcome.threat, recipients);
}

} // namespace milter
