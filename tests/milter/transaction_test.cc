// One message under a played MTA: what it becomes, whatever it is and whatever fails.
#include "tests/support/passage.h"

using namespace std::chrono_literals;
using stats::Metric;
using support::Mta;
using support::plain;

TEST_GROUP_BASE(Transaction, support::Passage) {};

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
    CHECK(front.envelope.forged_fields);
    pass(plain);
    CHECK_FALSE(front.envelope.forged_fields);
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

TEST(Transaction, ForgedResultsGoOnlyWhereTheAdminAsksForIt)
{
    std::string raw = plain;
    raw.insert(0,
        "Authentication-Results: mx1.example.org; spf=none\r\n"
        "Authentication-Results: other.example; spf=pass\r\n"
        "Received: from a.example by relay.example\r\n"
        "Authentication-Results: mx1.example.org; dmarc=pass\r\n");
    pass(raw);
    CHECK_EQUAL(3u, values("Authentication-Results").size());
    STRCMP_EQUAL("mx1.example.org", front.envelope.mta.c_str());
    front.configure([](milter::Runtime& r) { r.config.security.delete_forged_results = true; });
    for (const Mta as : { Mta::Postfix, Mta::Sendmail }) {
        mta.edits.clear();
        pass(raw);
        const auto left = support::values_of(result(as), "Authentication-Results");
        CHECK_EQUAL(2u, left.size());
        STRCMP_CONTAINS("spf=none", left[0].c_str());
        STRCMP_CONTAINS("other.example", left[1].c_str());
    }
}
