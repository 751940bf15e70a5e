// What a transaction makes of verdicts: cache, generations, candidates, seals, budget, actions.
#include "tests/support/passage.h"

using namespace std::chrono_literals;
using stats::Metric;
using support::Mta;
using support::plain;

TEST_GROUP_BASE(TransactionVerdict, support::Passage) {};

TEST(TransactionVerdict, SameMessageToTheNextRecipientComesFromTheCache)
{
    pass(plain);
    rcpts = { "<otto@example.org>" };
    mta.edits.clear();
    mta.macros["i"] = "4bX3z";
    pass(std::string("Delivered-To: otto@example.org\r\n") + plain);
    CHECK_EQUAL(1, front.triaged);
    STRCMP_CONTAINS("id=4bX3z", status().c_str());
    STRCMP_CONTAINS("cached=yes", front.lines.at(1).c_str());
    CHECK_EQUAL(1u, front.counted(Metric::CacheHits));
    CHECK_EQUAL(1u, front.counted(Metric::CacheMisses));
}

TEST(TransactionVerdict, PartialVerdictIsNotCached)
{
    front.answer.status = core::Status::Partial;
    front.answer.verdict.miss(core::Stage::Summarise, core::Cause::Timeout);
    pass(plain);
    pass(plain);
    CHECK_EQUAL(2, front.triaged);
    STRCMP_CONTAINS("missing=summarise(timeout)", front.lines.at(0).c_str());
}

TEST(TransactionVerdict, FailuresAreRememberedForShowErrorsAndExemptionsAreNot)
{
    front.answer.status = core::Status::Partial;
    front.answer.verdict.miss(core::Stage::Summarise, core::Cause::Timeout);
    pass(plain);
    LONGS_EQUAL(1, front.errors.last().size());
    CHECK(front.errors.last().at(0).stage == "summarise");
    CHECK(front.errors.last().at(0).cause == "timeout");
    front.configure([](milter::Runtime& r) {
        r.exempt_clients = milter::Networks::parse({ "198.51.100.7" }).value();
    });
    pass(plain);
    LONGS_EQUAL(1, front.errors.last().size());
}

TEST(TransactionVerdict, VerdictOfAnotherGenerationIsShownWithItsTablesAndNotCached)
{
    front.during_triage = [this] {
        auto next = std::make_shared<milter::GenerationFile>();
        next->digest = core::sha256("generation 2");
        CHECK(next->findings.add({ "ADDED_BEFORE", core::Group::Html, "", core::Severity::Low, "" })
                  .ok());
        CHECK(
            next->findings.add({ "RENAMED", core::Group::Html, "", core::Severity::Low, "" }).ok());
        next->severities = scan::severity_table(next->findings);
        front.generation = next;
    };
    front.answer.verdict.notes.findings.push_back({ 1, core::Severity::Low, "" });
    pass(plain);
    STRCMP_CONTAINS("RENAMED(low)", values("X-Triage-Findings").at(0).c_str());
    CHECK_EQUAL(0u, front.cache.info().entries);
}

TEST(TransactionVerdict, ReloadInTheMiddleDoesNotChangeTheMessage)
{
    milter::Transaction t(front.services, peer, from, false);
    front.configure([](milter::Runtime& r) { r.config.mode = "observe"; });
    t.recipient("<anna@example.org>", "");
    t.header("Subject", " x");
    t.end(mta);
    CHECK_FALSE(mta.edits.empty());
}

TEST(TransactionVerdict, CandidateCountsForItsRecipientOnly)
{
    core::Candidate to_self;
    to_self.finding = { 1, core::Severity::High, "" };
    to_self.addresses = { core::address_digest("anna@example.org") };
    front.answer.verdict.notes.candidates.push_back(to_self);
    pass(plain);
    CHECK_EQUAL(1u, values("X-Triage-Findings").size());
    rcpts = { "<otto@example.org>" };
    mta.edits.clear();
    pass(plain);
    CHECK(values("X-Triage-Findings").empty());
    CHECK_EQUAL(1, front.triaged);
}

TEST(TransactionVerdict, AbsentCandidateCountsWhenNobodyMatches)
{
    core::Candidate not_named;
    not_named.finding = { 1, core::Severity::Low, "" };
    not_named.addresses = { core::address_digest("anna@example.org") };
    not_named.when_absent = true;
    front.answer.verdict.notes.candidates.push_back(not_named);
    pass(plain);
    CHECK(values("X-Triage-Findings").empty());
    rcpts = { "<otto@example.org>" };
    mta.edits.clear();
    pass(plain);
    CHECK_EQUAL(1u, values("X-Triage-Findings").size());
}

TEST(TransactionVerdict, UnfinishedScanIsNeverClean)
{
    front.answer.verdict.done.remove(core::Stage::Scan);
    front.answer.verdict.miss(core::Stage::Scan, core::Cause::Open);
    pass(plain);
    CHECK(values("X-Triage-Threat").at(0) == "unknown");
    CHECK(values("X-Triage-Security-Score").empty());
    front.answer.verdict.notes.findings.push_back({ 0, core::Severity::Critical, "" });
    mta.edits.clear();
    pass(plain);
    CHECK(values("X-Triage-Threat").at(0) == "dangerous");
}

TEST(TransactionVerdict, LimitHitIsNeverClean)
{
    front.answer.verdict.notes.limit_hit = true;
    pass(plain);
    CHECK(values("X-Triage-Threat").at(0) == "unknown");
    CHECK(values("X-Triage-Security-Score").empty());
}

TEST(TransactionVerdict, ThrowingTriageIsSkippedInternal)
{
    front.during_triage = [] { throw std::runtime_error("triage"); };
    CHECK(pass(plain) == milter::Next::Continue);
    STRCMP_CONTAINS("skipped; reason=internal", status().c_str());
    CHECK_EQUAL(1u, front.counted(Metric::Exceptions));
    CHECK_EQUAL(1u, front.lines.size());
}

TEST(TransactionVerdict, BrokenOrThrowingConnectionStillEndsInContinueAndALine)
{
    mta.gone = true;
    CHECK(pass(plain) == milter::Next::Continue);
    mta.throws = true;
    std::string raw = plain;
    forge(raw, 1);
    CHECK(pass(raw) == milter::Next::Continue);
    CHECK_EQUAL(2u, front.lines.size());
    CHECK_EQUAL(2u, front.counted(Metric::Exceptions));
}

TEST(TransactionVerdict, SealedSetOfATrustedPeerIsKept)
{
    front.configure([](milter::Runtime& r) {
        r.trusted_peers = milter::Networks::parse({ "198.51.100.7" }).value();
    });
    pass(plain);
    front.clock.advance(30min);
    support::FakeMta second;
    milter::Transaction t(front.services, peer, from, false);
    t.recipient("<anna@example.org>", "");
    set_by_another_host(t);
    CHECK(t.end(second) == milter::Next::Continue);
    CHECK(second.edits.empty());
    CHECK_EQUAL(1, front.triaged);
    CHECK_EQUAL(1u, front.counted(Metric::SealsKept));
    STRCMP_CONTAINS("note=seal-kept", front.lines.at(1).c_str());
}

TEST(TransactionVerdict, SealIsWorthNothingFromStrangersTooLateOrOverAnotherBody)
{
    const auto kept = [this](const char* trusted, core::Duration later, const char* more) {
        front.configure([&](milter::Runtime& r) {
            r.trusted_peers = milter::Networks::parse({ trusted }).value();
        });
        mta.edits.clear();
        pass(plain);
        front.clock.advance(later);
        support::FakeMta second;
        milter::Transaction t(front.services, peer, from, false);
        t.recipient("<anna@example.org>", "");
        set_by_another_host(t);
        t.body(more);
        t.end(second);
        return second.deletions() == 0;
    };
    CHECK(kept("198.51.100.7", 0s, ""));
    CHECK_FALSE(kept("203.0.113.1", 0s, ""));
    CHECK_FALSE(kept("198.51.100.7", 2h, ""));
    CHECK_FALSE(kept("198.51.100.7", 0s, "P.S. send money\r\n"));
}

TEST(TransactionVerdict, BudgetGrowsWithSizeUpToItsMost)
{
    front.memory.set_limit(200u << 20);
    pass(plain);
    CHECK(front.budget == 200ms);
    pass(plain + std::string(10u << 20, 'x'));
    CHECK(front.budget >= 399ms && front.budget <= 401ms);
    front.configure([](milter::Runtime& r) { r.config.processing.budget_max_ms = 250; });
    pass(plain + std::string(11u << 20, 'x'));
    CHECK(front.budget == 250ms);
}

TEST(TransactionVerdict, ReplacedClientPriorityLosesTheSendersFields)
{
    front.configure(
        [](milter::Runtime& r) { r.render.client_priority = headers::ClientPriority::Replace; });
    core::PriorityFieldFacts facts;
    facts.x_priority_present = facts.importance_present = true;
    front.answer.verdict.notes.priority_fields = facts;
    std::string raw = plain;
    forge(raw, 2, "X-Priority: 1\r\nimportance: HIGH\r\n");
    pass(raw);
    CHECK_EQUAL(4u, mta.deletions());
    for (const char* name : { "X-Priority", "Importance" })
        for (const auto& value : values(name))
            CHECK(value[0] != '1' && value != "HIGH");
}

TEST(TransactionVerdict, DangerousMailIsQuarantinedOnlyWhereConfigured)
{
    front.answer.verdict.notes.findings.push_back({ 0, core::Severity::Critical, "" });
    pass(plain);
    CHECK(mta.quarantined.empty());
    front.configure([](milter::Runtime& r) { r.config.security.quarantine = "dangerous"; });
    pass(plain);
    CHECK_FALSE(mta.quarantined.empty());
    CHECK_EQUAL(1u, front.counted(Metric::Replies, 2));
}

TEST(TransactionVerdict, MessageWithoutHeaderBodyOrSenderIsTriaged)
{
    from = "<>";
    milter::Transaction t(front.services, peer, from, false);
    CHECK(t.end(mta) == milter::Next::Continue);
    CHECK_EQUAL(1, front.triaged);
    STRCMP_EQUAL("\r\n", front.message.c_str());
    STRCMP_CONTAINS("from=<> rcpts=0", front.lines.at(0).c_str());
}

TEST(TransactionVerdict, TwoHundredRecipientsAreOneMessage)
{
    for (int i = 0; i < 199; ++i)
        rcpts.push_back("<user" + std::to_string(i) + "@example.org>");
    pass(plain);
    STRCMP_CONTAINS("rcpts=200", front.lines.at(0).c_str());
    STRCMP_CONTAINS("complete", status().c_str());
}

TEST(TransactionVerdict, FieldValueCannotGrowASecondField)
{
    milter::Transaction t(front.services, peer, from, false);
    t.recipient("<anna@example.org>", "");
    t.header("Return-Path", " <>\nSubject: not covered by the key\n");
    t.end(mta);
    STRCMP_EQUAL(
        "Return-Path: <>\r\n Subject: not covered by the key\r\n \r\n\r\n", front.message.c_str());
}

TEST(TransactionVerdict, ForeignClientIsNamedToTheBreakersByNetwork)
{
    pass(plain);
    CHECK(front.network == milter::network_id(*milter::parse_ip("198.51.100.99")));
}
