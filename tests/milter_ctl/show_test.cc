// What scan and explain print: every part, and nothing of a hostile message unclean.
#include "milter/ctl/show.h"

#include <nlohmann/json.hpp>

#include "triage/agents/facts.h"

#include <CppUTest/TestHarness.h>

using Json = nlohmann::json;

TEST_GROUP(Show)
{
    ctl::Scanned scanned;

    void setup() override
    {
        auto file = milter::Memfd::create("test");
        core::FindingTable table;
        (void)!table.add({ "LINK_FAKE", core::Group::Links, "", core::Severity::High, "A fake." })
            .ok();
        (void)!table.add({ "LINK_LEARNT", core::Group::Links, "", core::Severity::Low, "" }).ok();
        scan::SeverityTable severities = scan::severity_table(table);
        severities.rows[1].learnt = true;
        scanned.generation = std::make_shared<const milter::GenerationFile>(milter::GenerationFile {
            std::move(*file), {}, std::move(table), std::move(severities), {} });
        core::Outcome& o = scanned.outcome;
        o.status = core::Status::Partial;
        o.threat = core::Threat::Suspicious;
        o.security_score = 60;
        o.findings = { { 0, core::Severity::High, "see\x1b[31m \"here\"\xff" } };
        o.verdict.missing = { { core::Stage::Summarise, core::Cause::Timeout } };
        o.verdict.times = { { core::Stage::Parse, std::chrono::milliseconds { 2 } } };
        core::Notes& n = o.verdict.notes;
        n.category = core::Category::Work;
        n.summary = "Please \x1b[2J call";
        n.replies = { "Yes.", "No." };
        n.language = "en";
        n.action = core::Action { core::ActionKind::Reply, "2026-11-06", 0.8 };
        n.features = { { static_cast<std::uint16_t>(agents::Fact::Request), 1 } };
        scanned.fields = { { "X-Triage-Threat", "suspicious" } };
    }
};

TEST(Show, JsonIsOneLineWithEveryKey)
{
    const std::string text = ctl::scan_json("a\nb.eml", scanned);
    LONGS_EQUAL(text.size() - 1, text.find('\n'));
    const Json j = Json::parse(text);
    STRCMP_EQUAL("a\nb.eml", j["file"].get<std::string>().c_str());
    STRCMP_EQUAL("partial", j["status"].get<std::string>().c_str());
    LONGS_EQUAL(60, j["score"].get<int>());
    STRCMP_EQUAL("LINK_FAKE", j["findings"][0]["id"].get<std::string>().c_str());
    STRCMP_EQUAL("high", j["findings"][0]["severity"].get<std::string>().c_str());
    STRCMP_EQUAL("work", j["category"].get<std::string>().c_str());
    STRCMP_EQUAL("reply", j["action"]["kind"].get<std::string>().c_str());
    LONGS_EQUAL(2, j["replies"].size());
    STRCMP_EQUAL("summarise", j["missing"][0]["stage"].get<std::string>().c_str());
    for (const char* key : { "threat", "summary", "language", "priority", "band", "why", "ms" })
        CHECK_TRUE_TEXT(j.contains(key), key);
}

TEST(Show, ScoreOfAnUnfinishedScanIsNull)
{
    scanned.outcome.security_score.reset();
    CHECK(Json::parse(ctl::scan_json("a", scanned))["score"].is_null());
}

TEST(Show, NothingReachesTheTerminalUnclean)
{
    for (const std::string& text :
        { ctl::scan_line("a\x1b[1m", scanned), ctl::explanation("a\x1b", scanned) })
        CHECK_TRUE_TEXT(text.find('\x1b') == std::string::npos, text.c_str());
}

TEST(Show, ExplanationHasEveryReason)
{
    const std::string text = ctl::explanation("a.eml", scanned);
    for (const char* part : { "partial, without summarise (timeout)",
             "suspicious, security score 60", "LINK_FAKE  high", "A fake.", "seen: see", "work",
             "+0.700  request", "reply, due 2026-11-06, confidence 0.80", "2.00 ms  parse", "No." })
        STRCMP_CONTAINS(part, text.c_str());
}

TEST(Show, ExplanationSaysWhoWeighsAFinding)
{
    scanned.outcome.findings.push_back({ 1, core::Severity::Low, "" });
    scanned.outcome.findings.push_back({ 0, core::Severity::Medium, "", 12 });
    const std::string text = ctl::explanation("a.eml", scanned);
    for (const char* part : { "LINK_FAKE  high, up to -40 points, links",
             "LINK_LEARNT  low, weighed by MODEL_CONTENT", "LINK_FAKE  medium, up to -12 points" })
        STRCMP_CONTAINS(part, text.c_str());
}

TEST(Show, ExplanationHasTheReasonsThatTheWorkerGave)
{
    agents::Explanation& e = scanned.reasons;
    e.category.emplace().ranked = { { core::Category::Work, 1.5, 1, agents::CategoryRule::None } };
    e.action.emplace().rule = agents::ActionRule::Question;
    e.summary.emplace().only = true;
    e.content = scan::ContentReasons { {}, 7, true };
    std::string text = ctl::explanation("a.eml", scanned);
    for (const char* part : { "1.000  +1.500  work\n", "by a question mark\n", "the only sentence",
             "on the model's scale 7 points\n" })
        STRCMP_CONTAINS(part, text.c_str());
    scanned.reasons = {};
    scanned.unexplained = "the worker \x1b[1mdied";
    text = ctl::explanation("a.eml", scanned);
    STRCMP_CONTAINS("Reasons     none of category, action and summary: the worker", text.c_str());
    CHECK_TRUE(text.find('\x1b') == std::string::npos);
}

TEST(Show, SkippedMessageSaysWhyAndNoMore)
{
    scanned.outcome = core::Outcome::skipped(core::SkipReason::Poison);
    STRCMP_EQUAL(
        "File        a\nStatus      skipped (poison)\n", ctl::explanation("a", scanned).c_str());
}

TEST(Show, HeadersStandAsInTheMessage)
{
    STRCMP_EQUAL("X-Triage-Threat: suspicious\n", ctl::scan_headers(scanned).c_str());
}

TEST(Show, ErrorIsAnObjectToo)
{
    const Json j = Json::parse(ctl::error_json("x\xff", "no \"such\" file"));
    STRCMP_EQUAL("no \"such\" file", j["error"].get<std::string>().c_str());
}
