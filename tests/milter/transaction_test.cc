// One message under a played MTA: what it becomes, whatever it is and whatever fails.
#include "milter/transaction.h"

#include "milter/session.h"
#include "tests/support/fake_mta.h"
#include "tests/support/front.h"

#include <CppUTest/TestHarness.h>

using namespace std::chrono_literals;
using stats::Metric;
using support::Mta;

namespace {

const char* const plain = "From: Berta <berta@example.net>\r\n"
                          "To: anna@example.org\r\n"
                          "Subject: Plan for\r\n Tuesday\r\n"
                          "\r\n"
                          "See you.\r\n";

}

TEST_GROUP(Transaction)
{
    support::Front front;
    support::FakeMta mta;
    milter::Peer peer { milter::parse_ip("198.51.100.7"), "198.51.100.7", true, false };
    std::string from = "<berta@example.net>";
    std::vector<std::string> rcpts { "<anna@example.org>" };
    std::string mailer;
    bool authenticated = false;
    support::Mail sent;

    milter::Next pass(std::string_view raw)
    {
        sent = support::split_mail(raw);
        milter::Transaction t(front.services, peer, from, authenticated);
        for (const auto& rcpt : rcpts)
            t.recipient(rcpt, mailer);
        for (const auto& field : sent.fields)
            t.header(field.name, std::string_view(field.value).substr(peer.leading_space ? 0 : 1));
        t.end_of_header();
        t.body(sent.body);
        return t.end(mta);
    }
    support::Mail result(Mta as = Mta::Postfix) const
    {
        return support::apply(sent, mta.edits, peer.leading_space, as);
    }
    std::string status(Mta as = Mta::Postfix) const
    {
        const auto values = support::values_of(result(as), "X-Triage-Status");
        return values.size() == 1 ? values[0] : std::to_string(values.size()) + " Status fields";
    }
    std::vector<std::string> values(const char* name) const
    {
        return support::values_of(result(), name);
    }
    void forge(std::string & raw, int count, const char* field = "X-Triage-Threat: clean\r\n")
    {
        for (int i = 0; i < count; ++i)
            raw.insert(0, field);
    }
    void set_by_another_host(milter::Transaction & t)
    {
        for (const auto& field : result().fields)
            t.header(field.name, field.value);
        t.end_of_header();
        t.body(sent.body);
    }
};

TEST(Transaction, TriagesAndPutsItsFieldsOnTop)
{
    CHECK(pass(plain) == milter::Next::Continue);
    STRCMP_CONTAINS("complete; id=4bX2k; host=mx1.example.org", status().c_str());
    CHECK(result().fields[0].name == "X-Triage-Status");
    CHECK(result().fields[0].value.starts_with(" complete"));
    CHECK(values("X-Triage-Threat").at(0) == "clean");
    CHECK(values("X-Triage-Category").at(0) == "personal");
    CHECK(values("Subject").size() == 1);
    CHECK_EQUAL(1u, front.counted(Metric::Messages, 0));
}

TEST(Transaction, HostIsTheConfiguredElseTheMtasElseThisOne)
{
    char name[256] = {};
    CHECK_EQUAL(0, ::gethostname(name, sizeof name - 1));
    mta.macros.erase("j");
    pass(plain);
    STRCMP_CONTAINS(("host=" + std::string(name) + ";").c_str(), status().c_str());
    mta.macros["j"] = "mx1.example.org";
    front.configure([](milter::Runtime& r) { r.render.host = "site.example.org"; });
    mta.edits.clear();
    pass(plain);
    STRCMP_CONTAINS("host=site.example.org;", status().c_str());
}

TEST(Transaction, WorkerReadsTheBytesOfTheSender)
{
    pass(plain);
    STRCMP_EQUAL(plain, front.message.c_str());
    STRCMP_EQUAL("berta@example.net", front.envelope.mail_from.c_str());
    CHECK(front.envelope.hour_received
        == std::chrono::floor<std::chrono::hours>(front.clock.wall()).time_since_epoch().count());
}

TEST(Transaction, WithoutLeadingSpaceValuesAreMadeWholeAndInsertedBare)
{
    peer.leading_space = false;
    pass(plain);
    STRCMP_EQUAL(plain, front.message.c_str());
    for (const auto& edit : mta.edits)
        CHECK_FALSE(edit.value.starts_with(' '));
    CHECK(result().fields[0].value.starts_with(" complete"));
}

TEST(Transaction, ForgedFieldsGoUnderBothMtasWhateverTheirCase)
{
    std::string raw = plain;
    forge(raw, 3);
    forge(raw, 2, "x-TRIAGE-threat: clean\r\n");
    forge(raw, 1, "X-Triage-Future: 1\r\n");
    raw.insert(0, "X-Other: kept\r\n");
    pass(raw);
    for (const Mta as : { Mta::Postfix, Mta::Sendmail }) {
        CHECK_EQUAL(1u, support::values_of(result(as), "X-Triage-Threat").size());
        CHECK_EQUAL(0u, support::values_of(result(as), "X-Triage-Future").size());
        CHECK_EQUAL(1u, support::values_of(result(as), "X-Other").size());
    }
    CHECK_EQUAL(6u, front.counted(Metric::ForgedRemoved));
    CHECK(front.message.find("riage") == std::string::npos);
}

TEST(Transaction, ForgedFieldsGoOnEveryPath)
{
    const auto stripped = [this] {
        std::string raw = plain;
        forge(raw, 2);
        mta.edits.clear();
        pass(raw);
        return mta.deletions() == 2;
    };
    CHECK(stripped());
    front.services.stopping = true;
    CHECK(stripped());
    front.services.stopping = false;
    peer.over_limit = true;
    CHECK(stripped());
    peer.over_limit = false;
    front.memory.set_limit(1);
    CHECK(stripped());
    front.memory.set_limit(1 << 20);
    front.during_triage = [] { throw std::runtime_error("triage"); };
    front.cache.clear();
    CHECK(stripped());
    authenticated = true;
    CHECK(stripped());
}

TEST(Transaction, FloodIsCutAtTheLimitAndNamesThatWeUseGoFirst)
{
    front.configure([](milter::Runtime& r) { r.config.security.max_deletions = 10; });
    std::string raw = plain;
    forge(raw, 3);
    forge(raw, 20, "X-Triage-A: 1\r\n");
    CHECK(pass(raw) == milter::Next::Continue);
    CHECK_EQUAL(10u, mta.deletions());
    CHECK_EQUAL(1u, values("X-Triage-Threat").size());
    CHECK_EQUAL(1u, front.counted(Metric::ForgedFlood));
    STRCMP_CONTAINS("note=flood", front.lines.at(0).c_str());
}

TEST(Transaction, FloodIsRejectedWhereTheAdminAsksForIt)
{
    front.configure([](milter::Runtime& r) {
        r.config.security.max_deletions = 10;
        r.config.security.forged_flood = "reject";
    });
    std::string raw = plain;
    forge(raw, 10);
    CHECK(pass(raw) == milter::Next::Continue);
    forge(raw, 1);
    mta.edits.clear();
    CHECK(pass(raw) == milter::Next::Reject);
    STRCMP_CONTAINS("554 5.7.1", mta.reply.c_str());
    CHECK(mta.edits.empty());
    CHECK_EQUAL(1u, front.counted(Metric::Replies, 1));
}

TEST(Transaction, ObserveTriagesAndTouchesNothing)
{
    front.configure([](milter::Runtime& r) { r.config.mode = "observe"; });
    std::string raw = plain;
    forge(raw, 2);
    pass(raw);
    CHECK(mta.edits.empty());
    CHECK_EQUAL(1, front.triaged);
    CHECK_EQUAL(1u, front.lines.size());
    CHECK_EQUAL(1u, front.counted(Metric::Threats, 0));
}

TEST(Transaction, OutboundMailIsStrippedAndLeftAlone)
{
    authenticated = true;
    std::string raw = plain;
    forge(raw, 1);
    pass(raw);
    CHECK_EQUAL(1u, mta.edits.size());
    CHECK_EQUAL(0, front.triaged);
    STRCMP_CONTAINS("status=skipped reason=exempt direction=outbound", front.lines.at(0).c_str());
}

TEST(Transaction, MailOfOwnNetworksToTheWorldIsOutbound)
{
    front.configure([](milter::Runtime& r) {
        r.own_networks = milter::Networks::parse({ "198.51.100.0/24" }).value();
    });
    pass(plain);
    CHECK(mta.edits.empty());
    STRCMP_CONTAINS("direction=outbound", front.lines.at(0).c_str());
}

TEST(Transaction, ColleaguesMailIsInternalAndTriaged)
{
    authenticated = true;
    mailer = "virtual";
    pass(plain);
    CHECK(front.envelope.direction == core::Direction::Internal);
    CHECK(front.envelope.client == core::ClientClass::Authenticated);
    CHECK_FALSE(front.network.has_value());
    STRCMP_CONTAINS("complete", status().c_str());
}

TEST(Transaction, MixedMailGetsContentHeadersOrNoneAsConfigured)
{
    authenticated = true;
    rcpts.push_back("<partner@example.com>");
    const auto local
        = [](milter::Runtime& r) { r.config.policy.local_domains = { "example.org" }; };
    front.configure(local);
    pass(plain);
    STRCMP_CONTAINS("complete", status().c_str());
    front.configure([](milter::Runtime& r) { r.config.headers.mixed = "none"; });
    mta.edits.clear();
    pass(plain);
    CHECK(mta.edits.empty());
    rcpts.pop_back();
    pass(plain);
    STRCMP_CONTAINS("complete", status().c_str());
}

TEST(Transaction, ExemptClientIsSkippedAndSaidSo)
{
    front.configure([](milter::Runtime& r) {
        r.exempt_clients = milter::Networks::parse({ "198.51.100.7" }).value();
    });
    pass(plain);
    CHECK_EQUAL(0, front.triaged);
    STRCMP_CONTAINS("skipped; reason=exempt", status().c_str());
}

TEST(Transaction, StoppingAnswersWithoutTriage)
{
    front.services.stopping = true;
    pass(plain);
    CHECK_EQUAL(0, front.triaged);
    STRCMP_CONTAINS("skipped; reason=stopping", status().c_str());
}

TEST(Transaction, SessionBeyondTheCapIsOverload)
{
    peer.over_limit = true;
    pass(plain);
    STRCMP_CONTAINS("skipped; reason=overload", status().c_str());
    CHECK_EQUAL(0u, front.memory.used());
}

TEST(Transaction, WithoutMemoryNothingIsKept)
{
    front.memory.set_limit(50);
    pass(plain);
    CHECK_EQUAL(0, front.triaged);
    STRCMP_CONTAINS("skipped; reason=memory", status().c_str());
    CHECK_EQUAL(0u, front.memory.used());
}

TEST(Transaction, MemoryComesBackWhenTheMessageIsGone)
{
    pass(plain);
    CHECK_EQUAL(0u, front.memory.used());
    CHECK_EQUAL(0, front.metrics.level(Metric::MessagesNow));
}

TEST(Transaction, LongMessageIsTriagedByItsPrefixWithoutAScore)
{
    front.configure([](milter::Runtime& r) { r.config.processing.max_bytes = 200; });
    const std::string raw = plain + std::string(500, 'x') + "\r\n";
    pass(raw);
    STRCMP_EQUAL(raw.substr(0, 200).c_str(), front.message.c_str());
    STRCMP_CONTAINS("partial; missing=body(limit)", status().c_str());
    CHECK(values("X-Triage-Threat").at(0) == "unknown");
    CHECK(values("X-Triage-Security-Score").empty());
    CHECK_EQUAL(1u, front.counted(Metric::Oversize));
    CHECK_EQUAL(0u, front.cache.info().entries);
}

TEST(Transaction, MessageOfExactlyTheLimitIsWhole)
{
    front.configure(
        [](milter::Runtime& r) { r.config.processing.max_bytes = std::string_view(plain).size(); });
    pass(plain);
    STRCMP_CONTAINS("complete", status().c_str());
}

TEST(Transaction, SameMessageToTheNextRecipientComesFromTheCache)
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

TEST(Transaction, PartialVerdictIsNotCached)
{
    front.answer.status = core::Status::Partial;
    front.answer.verdict.miss(core::Stage::Summarise, core::Cause::Timeout);
    pass(plain);
    pass(plain);
    CHECK_EQUAL(2, front.triaged);
    STRCMP_CONTAINS("missing=summarise(timeout)", front.lines.at(0).c_str());
}

TEST(Transaction, FailuresAreRememberedForShowErrorsAndExemptionsAreNot)
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

TEST(Transaction, VerdictOfAnotherGenerationIsShownWithItsTablesAndNotCached)
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

TEST(Transaction, ReloadInTheMiddleDoesNotChangeTheMessage)
{
    milter::Transaction t(front.services, peer, from, false);
    front.configure([](milter::Runtime& r) { r.config.mode = "observe"; });
    t.recipient("<anna@example.org>", "");
    t.header("Subject", " x");
    t.end(mta);
    CHECK_FALSE(mta.edits.empty());
}

TEST(Transaction, CandidateCountsForItsRecipientOnly)
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

TEST(Transaction, AbsentCandidateCountsWhenNobodyMatches)
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

TEST(Transaction, UnfinishedScanIsNeverClean)
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

TEST(Transaction, LimitHitIsNeverClean)
{
    front.answer.verdict.notes.limit_hit = true;
    pass(plain);
    CHECK(values("X-Triage-Threat").at(0) == "unknown");
    CHECK(values("X-Triage-Security-Score").empty());
}

TEST(Transaction, ThrowingTriageIsSkippedInternal)
{
    front.during_triage = [] { throw std::runtime_error("triage"); };
    CHECK(pass(plain) == milter::Next::Continue);
    STRCMP_CONTAINS("skipped; reason=internal", status().c_str());
    CHECK_EQUAL(1u, front.counted(Metric::Exceptions));
    CHECK_EQUAL(1u, front.lines.size());
}

TEST(Transaction, BrokenOrThrowingConnectionStillEndsInContinueAndALine)
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

TEST(Transaction, SealedSetOfATrustedPeerIsKept)
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

TEST(Transaction, SealIsWorthNothingFromStrangersTooLateOrOverAnotherBody)
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

TEST(Transaction, BudgetGrowsWithSizeUpToItsMost)
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

TEST(Transaction, ReplacedClientPriorityLosesTheSendersFields)
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

TEST(Transaction, DangerousMailIsQuarantinedOnlyWhereConfigured)
{
    front.answer.verdict.notes.findings.push_back({ 0, core::Severity::Critical, "" });
    pass(plain);
    CHECK(mta.quarantined.empty());
    front.configure([](milter::Runtime& r) { r.config.security.quarantine = "dangerous"; });
    pass(plain);
    CHECK_FALSE(mta.quarantined.empty());
    CHECK_EQUAL(1u, front.counted(Metric::Replies, 2));
}

TEST(Transaction, MessageWithoutHeaderBodyOrSenderIsTriaged)
{
    from = "<>";
    milter::Transaction t(front.services, peer, from, false);
    CHECK(t.end(mta) == milter::Next::Continue);
    CHECK_EQUAL(1, front.triaged);
    STRCMP_EQUAL("\r\n", front.message.c_str());
    STRCMP_CONTAINS("from=<> rcpts=0", front.lines.at(0).c_str());
}

TEST(Transaction, TwoHundredRecipientsAreOneMessage)
{
    for (int i = 0; i < 199; ++i)
        rcpts.push_back("<user" + std::to_string(i) + "@example.org>");
    pass(plain);
    STRCMP_CONTAINS("rcpts=200", front.lines.at(0).c_str());
    STRCMP_CONTAINS("complete", status().c_str());
}

TEST(Transaction, FieldValueCannotGrowASecondField)
{
    milter::Transaction t(front.services, peer, from, false);
    t.recipient("<anna@example.org>", "");
    t.header("Return-Path", " <>\nSubject: not covered by the key\n");
    t.end(mta);
    STRCMP_EQUAL(
        "Return-Path: <>\r\n Subject: not covered by the key\r\n \r\n\r\n", front.message.c_str());
}

TEST(Transaction, ForeignClientIsNamedToTheBreakersByNetwork)
{
    pass(plain);
    CHECK(front.network == milter::network_id(*milter::parse_ip("198.51.100.99")));
}
