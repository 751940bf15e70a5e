// From a content verdict to what it means for the recipients.
#include "milter/settle.h"

#include "tests/support/front.h"

#include <CppUTest/TestHarness.h>

TEST_GROUP(Settle)
{
    support::Front front;
    core::Outcome outcome = support::Front::complete();

    void found(const char* id, core::Severity severity)
    {
        outcome.verdict.notes.findings.push_back(
            { front.generation->findings.find(id).value(), severity, "" });
    }
    void settle(std::span<const milter::Recipient> to = {})
    {
        milter::settle(outcome, *front.generation, to, false);
    }
};

TEST(Settle, WithoutRecipientsNobodyIsAbsent)
{
    core::Candidate hidden;
    hidden.finding
        = { front.generation->findings.find("TEST_SPOOF").value(), core::Severity::High, "" };
    hidden.addresses = { core::address_digest("ann@example.org") };
    hidden.when_absent = true;
    outcome.verdict.notes.candidates = { hidden };
    settle();
    CHECK(outcome.findings.empty());
    const std::vector<milter::Recipient> bob { { core::address_digest("bob@example.org"), true } };
    settle(bob);
    LONGS_EQUAL(1, outcome.findings.size());
}

TEST(Settle, DangerousMailKeepsNeitherSummaryNorReplies)
{
    outcome.verdict.notes.summary = "Call this number.";
    outcome.verdict.notes.replies = { "Yes." };
    found("TEST_CRITICAL", core::Severity::Critical);
    settle();
    CHECK(outcome.threat == core::Threat::Dangerous);
    CHECK(outcome.verdict.notes.summary.empty());
    CHECK(outcome.verdict.notes.replies.empty());
}

TEST(Settle, SuspiciousMailKeepsItsSummaryOnly)
{
    outcome.verdict.notes.summary = "See the file.";
    outcome.verdict.notes.replies = { "Yes." };
    found("TEST_SPOOF", core::Severity::High);
    settle();
    CHECK(outcome.threat == core::Threat::Suspicious);
    CHECK_FALSE(outcome.verdict.notes.summary.empty());
    CHECK(outcome.verdict.notes.replies.empty());
}

TEST(Settle, NobodyIsOfferedRepliesToWhatTheyWrote)
{
    const auto ann = core::address_digest("ann@example.org");
    const auto bob = core::address_digest("bob@example.org");
    outcome.verdict.notes.correspondence.emplace().from = ann;
    outcome.verdict.notes.replies = { "Yes." };
    const std::vector<milter::Recipient> both { { ann, true }, { bob, true } };
    settle(both); // a hidden copy of her own must not show in what Bob gets
    LONGS_EQUAL(1, outcome.verdict.notes.replies.size());
    const std::vector<milter::Recipient> herself { { ann, true } };
    settle(herself);
    CHECK(outcome.verdict.notes.replies.empty());
}

TEST(Settle, LimitThatWasHitMakesItPartialAndNamesTheScan)
{
    outcome.verdict.notes.limit_hit = true;
    settle();
    CHECK(outcome.status == core::Status::Partial);
    const core::Missing expected { core::Stage::Scan, core::Cause::Limit };
    CHECK(outcome.verdict.missing == std::vector { expected });
    CHECK(outcome.threat == core::Threat::Unknown);
    CHECK_FALSE(outcome.security_score.has_value());
}
