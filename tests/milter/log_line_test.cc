// The line that admins grep for: every key, and nothing of the message's making between them.
#include "milter/log_line.h"

#include <CppUTest/TestHarness.h>

TEST_GROUP(LogLine)
{
    core::Outcome outcome;
    core::PersonalVerdict personal;
    core::FindingTable findings;
    std::string key = "sub-key";

    milter::LogFacts facts(std::string_view mode = "hash")
    {
        return { "4bX2k", outcome, personal, findings, core::Direction::Inbound,
            "berta@example.net", 2, "192.0.2.7", 4711, 3, "", { mode, key } };
    }
    void judged()
    {
        outcome.status = core::Status::Partial;
        outcome.threat = core::Threat::Suspicious;
        outcome.security_score = 62;
        outcome.verdict.notes.category = core::Category::Transaction;
        outcome.verdict.notes.summary = "Secret plans";
        outcome.verdict.miss(core::Stage::Summarise, core::Cause::Timeout);
        outcome.verdict.miss(core::Stage::Body, core::Cause::Limit);
        outcome.findings.push_back({ 0, core::Severity::High, "http://evil.example/" });
        CHECK(
            findings.add({ "FROM_BRAND_NAME", core::Group::Identity, "", core::Severity::Low, "" })
                .ok());
        outcome.took = std::chrono::microseconds(1860);
        personal.priority = 87;
    }
};

TEST(LogLine, SaysEverythingOfAJudgedMessageInOrder)
{
    judged();
    const std::string line = milter::log_line(facts("clear"));
    STRCMP_EQUAL("id=4bX2k status=partial reason=- direction=inbound "
                 "missing=summarise(timeout),body(limit) threat=suspicious score=62 "
                 "category=transaction priority=87 findings=FROM_BRAND_NAME(high) "
                 "from=berta@example.net rcpts=2 client=192.0.2.7 size=4711 ms=1.9 cached=no "
                 "forged=3 note=-",
        line.c_str());
}

TEST(LogLine, SkippedMessageShowsItsReasonAndNoPriority)
{
    outcome = core::Outcome::skipped(core::SkipReason::Overload);
    const std::string line = milter::log_line(facts());
    STRCMP_CONTAINS("status=skipped reason=overload", line.c_str());
    STRCMP_CONTAINS("threat=unknown score=- category=- priority=- findings=-", line.c_str());
}

TEST(LogLine, NeverHoldsSummaryOrEvidence)
{
    judged();
    const std::string line = milter::log_line(facts("clear"));
    CHECK(line.find("Secret") == std::string::npos);
    CHECK(line.find("evil") == std::string::npos);
}

TEST(LogLine, SenderCannotForgeKeysOrLines)
{
    auto f = facts("clear");
    f.mail_from = "a@b threat=clean\n\x1b[2Jid=x";
    f.queue_id = "q 1";
    const std::string line = milter::log_line(f);
    STRCMP_CONTAINS("id=q\\x201 status=", line.c_str());
    CHECK(line.find(" threat=clean") == std::string::npos);
    CHECK(line.find('\n') == std::string::npos);
    CHECK(line.find('\x1b') == std::string::npos);
}

TEST(LogLine, HashedAddressIsStableUnderItsKeyAndNotUnderAnother)
{
    const auto hashed = [](std::string_view a, std::string_view k) {
        return milter::logged_address(a, { "hash", k });
    };
    CHECK_EQUAL(12u, hashed("a@example.org", "k").size());
    CHECK(hashed("a@example.org", "k") == hashed("<A@Example.ORG>", "k"));
    CHECK(hashed("a@example.org", "k") != hashed("b@example.org", "k"));
    CHECK(hashed("a@example.org", "k") != hashed("a@example.org", "l"));
    CHECK(hashed("a@example.org", "k").find("example") == std::string::npos);
}

TEST(LogLine, OffHidesEvenTheNullSender)
{
    CHECK(milter::logged_address("a@example.org", { "off", "k" }) == "-");
    CHECK(milter::logged_address("", { "off", "k" }) == "-");
    CHECK(milter::logged_address("", { "hash", "k" }) == "<>");
}

TEST(LogLine, AbsentQueueIdIsADash)
{
    auto f = facts();
    f.queue_id = "";
    STRCMP_CONTAINS("id=- status", milter::log_line(f).c_str());
}
