// The set of fields: what each says, when it is absent, and that nothing of a message can break
// out.
#include "triage/headers/render.h"

#include <algorithm>
#include <random>
#include <string>

#include "triage/headers/table.h"

#include <CppUTest/TestHarness.h>

using namespace std::chrono_literals;
using core::Stage;
using headers::ClientPriority;
using headers::HeaderSet;

namespace {

core::FindingTable finding_table()
{
    core::FindingTable t;
    for (const char* id : { "FROM_BRAND_NAME", "LINK_ALL_UNAFFILIATED", "ATTACH_PROGRAM" })
        (void)t.add({ id, core::Group::Content, "", core::Severity::Low, "" });
    for (int i = 0; i < 20; ++i)
        (void)t.add({ "A_RATHER_LONG_FINDING_NAME_OF_FORTY_" + std::to_string(100 + i),
            core::Group::Content, "", core::Severity::Low, "" });
    return t;
}

core::Outcome complete()
{
    core::Outcome o;
    o.status = core::Status::Complete;
    for (const Stage s :
        { Stage::Parse, Stage::Scan, Stage::Classify, Stage::Summarise, Stage::Respond })
        o.verdict.done.add(s);
    core::Notes& n = o.verdict.notes;
    n.category = core::Category::Work;
    n.summary = "The report is due on Friday.";
    n.action = core::Action { core::ActionKind::Reply, "2026-11-25T17:00+01:00", 0.824 };
    n.replies = { "Yes.", "No, sorry." };
    n.language = "en";
    n.priority_fields = core::PriorityFieldFacts {};
    o.threat = core::Threat::Clean;
    o.security_score = 97;
    o.took = 1940us;
    return o;
}

} // namespace

TEST_GROUP(Render)
{
    core::FindingTable table = finding_table();
    core::Outcome outcome = complete();
    core::PersonalVerdict personal { 87, core::Band::High,
        { { "sole-to", 0.52 }, { "list-id", -2.08 } }, false };
    headers::MessageFacts message;
    headers::RenderPolicy policy;
    HeaderSet set;

    void setup() override
    {
        message.queue_id = "4bX2k";
        policy.host = "mx1.example.org";
        policy.engine = "1.0";
        policy.client_priority = ClientPriority::Off;
    }
    void render()
    {
        set = headers::render(outcome, table, personal, message, policy);
    }
    std::size_t count(std::string_view name)
    {
        return static_cast<std::size_t>(std::count_if(
            set.add.begin(), set.add.end(), [&](const auto& f) { return f.name == name; }));
    }
    std::string value(std::string_view name)
    {
        for (const auto& f : set.add)
            if (f.name == name)
                return f.value;
        return "(absent)";
    }
    void expect(const char* name, const char* expected)
    {
        render();
        STRCMP_EQUAL_TEXT(expected, value(name).c_str(), name);
    }
    void skip(core::SkipReason reason)
    {
        outcome = core::Outcome::skipped(reason);
        outcome.took = 12ms;
    }
    void miss(Stage stage, core::Cause cause)
    {
        outcome.status = core::Status::Partial;
        outcome.verdict.done.remove(stage);
        outcome.verdict.miss(stage, cause);
    }
    static std::size_t bytes(const HeaderSet& s)
    {
        std::size_t n = 0;
        for (const auto& f : s.add) {
            n += f.name.size() + 2 + f.value.size() + 2;
            n += static_cast<std::size_t>(std::count(f.value.begin(), f.value.end(), '\n'));
        }
        return n;
    }
    // Every property that must hold whatever the message, the MTA or a worker says.
    void check_lines()
    {
        CHECK(bytes(set) <= 2048);
        for (const auto& f : set.add) {
            CHECK(headers::is_ours(f.name) || f.name == "X-Priority" || f.name == "Importance");
            std::size_t line = f.name.size() + 2;
            for (std::size_t i = 0; i < f.value.size(); ++i) {
                const char c = f.value[i];
                line = c == '\n' ? 0 : line + 1;
                CHECK(line < 78);
                CHECK(c == '\n' || (c >= ' ' && c <= '~'));
                if (c == '\n') {
                    CHECK(i + 2 < f.value.size() && f.value[i + 1] == ' ');
                    CHECK(f.value[i + 2] != ' ' && f.value[i + 2] != '\n');
                }
            }
        }
    }
};

TEST(Render, CompleteMessageHasItsFieldsInTableOrder)
{
    outcome.findings = { { 1, core::Severity::Low, "" }, { 0, core::Severity::High, "" } };
    policy.language = true;
    policy.seal = headers::make_seal_key("master");
    render();
    const std::vector<std::string> expected { "X-Triage-Status", "X-Triage-Priority",
        "X-Triage-Band", "X-Triage-Level", "X-Triage-Category", "X-Triage-Threat",
        "X-Triage-Security-Score", "X-Triage-Findings", "X-Triage-Summary", "X-Triage-Action",
        "X-Triage-Reply", "X-Triage-Reply", "X-Triage-Why", "X-Triage-Language", "X-Triage-Seal" };
    UNSIGNED_LONGS_EQUAL(expected.size(), set.add.size());
    for (std::size_t i = 0; i < expected.size(); ++i)
        STRCMP_EQUAL(expected[i].c_str(), set.add[i].name.c_str());
    check_lines();
}

TEST(Render, ValuesFollowTheirGrammar)
{
    outcome.findings = { { 1, core::Severity::Low, "" }, { 0, core::Severity::High, "" } };
    expect("X-Triage-Status", "complete; id=4bX2k; host=mx1.example.org; time=1.9ms;\n engine=1.0");
    expect("X-Triage-Priority", "87");
    expect("X-Triage-Band", "high");
    expect("X-Triage-Level", "********");
    expect("X-Triage-Category", "work");
    expect("X-Triage-Threat", "clean");
    expect("X-Triage-Security-Score", "97");
    expect("X-Triage-Findings", "FROM_BRAND_NAME(high) LINK_ALL_UNAFFILIATED(low)");
    expect("X-Triage-Summary", "The report is due on Friday.");
    expect("X-Triage-Action", "reply; due=2026-11-25T17:00+01:00; confidence=0.82");
    expect("X-Triage-Reply", "Yes.");
    expect("X-Triage-Why", "sole-to(+0.5) list-id(-2.1)");
    expect("X-Triage-Language", "(absent)");
    expect("X-Triage-Seal", "(absent)");
}

TEST(Render, LevelHasAStarForEachFullTen)
{
    const std::vector<std::pair<int, const char*>> levels { { 0, "-" }, { 9, "-" }, { 10, "*" },
        { 19, "*" }, { 99, "*********" }, { 100, "**********" } };
    for (const auto& [priority, stars] : levels) {
        personal.priority = priority;
        expect("X-Triage-Level", stars);
    }
}

TEST(Render, PartialMessageNamesWhatIsMissing)
{
    miss(Stage::Summarise, core::Cause::Timeout);
    miss(Stage::Respond, core::Cause::Crash);
    expect("X-Triage-Status",
        "partial; missing=summarise(timeout),respond(crash);\n id=4bX2k; host=mx1.example.org; "
        "time=1.9ms; engine=1.0");
}

TEST(Render, SkippedMessageHasStatusThreatAndSealOnly)
{
    skip(core::SkipReason::Overload);
    policy.seal = headers::make_seal_key("master");
    policy.language = true;
    policy.client_priority = ClientPriority::Replace;
    render();
    UNSIGNED_LONGS_EQUAL(3, set.add.size());
    STRCMP_EQUAL(
        "skipped; reason=overload; id=4bX2k; host=mx1.example.org;\n time=12.0ms; engine=1.0",
        value("X-Triage-Status").c_str());
    STRCMP_EQUAL("unknown", value("X-Triage-Threat").c_str());
    CHECK(value("X-Triage-Seal") != "(absent)");
    CHECK_FALSE(set.replace_x_priority);
}

TEST(Render, UnfinishedScanIsNeverClean)
{
    miss(Stage::Scan, core::Cause::Timeout);
    expect("X-Triage-Threat", "unknown");
    expect("X-Triage-Security-Score", "(absent)");
    expect("X-Triage-Reply", "(absent)");
}

TEST(Render, WhatAnUnfinishedScanFoundStands)
{
    miss(Stage::Scan, core::Cause::Timeout);
    outcome.threat = core::Threat::Dangerous;
    outcome.findings = { { 2, core::Severity::Critical, "" } };
    expect("X-Triage-Threat", "dangerous");
    expect("X-Triage-Findings", "ATTACH_PROGRAM(critical)");
}

TEST(Render, WithoutClassifyThereIsNeitherCategoryNorPriority)
{
    miss(Stage::Classify, core::Cause::Crash);
    outcome.verdict.notes.category.reset();
    policy.client_priority = ClientPriority::Add;
    render();
    for (const char* name : { "X-Triage-Category", "X-Triage-Priority", "X-Triage-Band",
             "X-Triage-Level", "X-Triage-Why", "X-Triage-Reply", "X-Priority", "Importance" })
        UNSIGNED_LONGS_EQUAL(0, count(name));
    STRCMP_EQUAL("clean", value("X-Triage-Threat").c_str());
}

TEST(Render, FindingsAreTwelveAtMostWorstFirstEachOnce)
{
    for (core::FindingId id = 3; id < 23; ++id)
        outcome.findings.push_back({ id, core::Severity::Low, "" });
    outcome.findings.push_back({ 5, core::Severity::Low, "again" });
    outcome.findings.push_back({ 2, core::Severity::Critical, "" });
    outcome.findings.push_back({ 999, core::Severity::Critical, "no such row" });
    render();
    const std::string v = value("X-Triage-Findings");
    CHECK(v.starts_with("ATTACH_PROGRAM(critical)"));
    LONGS_EQUAL(12, std::count(v.begin(), v.end(), '('));
    check_lines();
}

TEST(Render, DangerousMessageGetsNoSummaryActionOrReply)
{
    outcome.threat = core::Threat::Dangerous;
    render();
    for (const char* name : { "X-Triage-Summary", "X-Triage-Action", "X-Triage-Reply" })
        UNSIGNED_LONGS_EQUAL(0, count(name));
}

TEST(Render, NoReplyUnlessTheThreatIsClean)
{
    for (const auto t :
        { core::Threat::Suspicious, core::Threat::Dangerous, core::Threat::Unknown }) {
        outcome.threat = t;
        expect("X-Triage-Reply", "(absent)");
    }
}

TEST(Render, NoReplyWhereNobodyWaits)
{
    for (const auto c : { core::Category::List, core::Category::Newsletter,
             core::Category::Promotion, core::Category::Notification, core::Category::Bounce,
             core::Category::Security, core::Category::Unwanted }) {
        outcome.verdict.notes.category = c;
        expect("X-Triage-Reply", "(absent)");
    }
}

TEST(Render, NoMoreThanThreeReplies)
{
    outcome.verdict.notes.replies.assign(8, "Yes.");
    render();
    UNSIGNED_LONGS_EQUAL(3, count("X-Triage-Reply"));
}

TEST(Render, PolicySwitchesSummaryRepliesAndLanguage)
{
    policy.summary = false;
    policy.replies = false;
    policy.language = true;
    expect("X-Triage-Summary", "(absent)");
    expect("X-Triage-Reply", "(absent)");
    expect("X-Triage-Language", "en");
}

TEST(Render, DueThatIsNoDateIsLeftOut)
{
    outcome.verdict.notes.action->due = "tomorrow\r\nX-Evil: 1";
    expect("X-Triage-Action", "reply; confidence=0.82");
}

TEST(Render, UrlsOfTheMessageDoNotReachTheSummary)
{
    outcome.verdict.notes.summary = "Please log in at https://evil.example/login today.";
    render();
    CHECK(value("X-Triage-Summary").find("evil.example") == std::string::npos);
}

TEST(Render, QueueIdAndHostCannotAddFields)
{
    message.queue_id = "a;b\r\nX-Evil: 1";
    policy.host = "mx\n example; status=complete";
    render();
    STRCMP_EQUAL("complete; id=abX-Evil1; host=mxexamplestatuscomplete;\n time=1.9ms; engine=1.0",
        value("X-Triage-Status").c_str());
}

TEST(Render, ClientPriorityShowsTheBand)
{
    policy.client_priority = ClientPriority::Add;
    const std::vector<std::tuple<core::Band, const char*, const char*>> bands {
        { core::Band::Urgent, "1 (Highest)", "high" }, { core::Band::High, "2 (High)", "high" },
        { core::Band::Normal, "(absent)", "(absent)" }, { core::Band::Low, "4 (Low)", "low" },
        { core::Band::Bulk, "5 (Lowest)", "low" }
    };
    for (const auto& [band, x_priority, importance] : bands) {
        personal.band = band;
        expect("X-Priority", x_priority);
        expect("Importance", importance);
    }
}

TEST(Render, AddedClientPriorityLeavesTheSendersAlone)
{
    policy.client_priority = ClientPriority::Add;
    outcome.verdict.notes.priority_fields->x_priority_present = true;
    expect("X-Priority", "(absent)");
    expect("Importance", "(absent)");
    CHECK_FALSE(set.replace_x_priority);
}

TEST(Render, ReplacedClientPriorityRemovesTheSenders)
{
    policy.client_priority = ClientPriority::Replace;
    outcome.verdict.notes.priority_fields->x_priority_present = true;
    expect("X-Priority", "2 (High)");
    CHECK(set.replace_x_priority);
    CHECK_FALSE(set.replace_importance);
    personal.band = core::Band::Normal;
    expect("X-Priority", "(absent)");
    CHECK(set.replace_x_priority);
}

TEST(Render, SignedPriorityFieldsAreNeverTouched)
{
    for (const auto mode : { ClientPriority::Add, ClientPriority::Replace })
        for (const bool present : { false, true }) { // signed though absent: oversigned
            policy.client_priority = mode;
            auto& facts = *outcome.verdict.notes.priority_fields;
            facts = {};
            facts.x_priority_signed = facts.importance_signed = true;
            facts.x_priority_present = facts.importance_present = present;
            expect("X-Priority", "(absent)");
            expect("Importance", "(absent)");
            CHECK_FALSE(set.replace_x_priority || set.replace_importance);
        }
}

TEST(Render, OversignedXPriorityStillLeavesImportance)
{
    policy.client_priority = ClientPriority::Add;
    outcome.verdict.notes.priority_fields->x_priority_signed = true;
    expect("X-Priority", "(absent)");
    expect("Importance", "high");
}

TEST(Render, ClientPriorityNeedsAParsedMessage)
{
    policy.client_priority = ClientPriority::Replace;
    outcome.verdict.notes.priority_fields.reset();
    expect("X-Priority", "(absent)");
}

TEST(Render, OverTheLimitRepliesGoFirstThenWhyThenSummary)
{
    for (core::FindingId id = 3; id < 23; ++id)
        outcome.findings.push_back({ id, core::Severity::Critical, "" });
    for (int s = 0; s < static_cast<int>(core::stage_count); ++s)
        outcome.verdict.miss(static_cast<Stage>(s), core::Cause::Timeout);
    policy.seal = headers::make_seal_key("master");
    std::string reply;
    for (int i = 0; i < 100; ++i)
        reply += "語";
    outcome.verdict.notes.replies.assign(3, reply);
    render();
    UNSIGNED_LONGS_EQUAL(0, count("X-Triage-Reply"));
    UNSIGNED_LONGS_EQUAL(1, count("X-Triage-Summary"));
    CHECK(count("X-Triage-Why") == 1);
    CHECK(value("X-Triage-Status") != "(absent)" && value("X-Triage-Threat") != "(absent)");
    check_lines();
}

TEST(Render, SealVerifiesOverTheFieldsThatWereAdded)
{
    policy.seal = headers::make_seal_key("master");
    policy.client_priority = ClientPriority::Add;
    message.received = core::WallTime { std::chrono::seconds { 1790000000 } };
    message.sealed.subject = "Plans";
    outcome.verdict.notes.summary = "Größe und Übergröße der Bestellung stehen fest.";
    render();
    std::vector<headers::HeaderField> ours;
    for (const auto& f : set.add)
        if (headers::is_ours(f.name))
            ours.push_back(f);
    CHECK(
        headers::check_seal(*policy.seal, message.received, 1h, ours, message.sealed, message.body)
        == headers::SealCheck::Valid);
}

TEST(Render, NothingAMessageSaysBreaksOut)
{
    std::mt19937 random { 20261102 };
    const auto noise = [&](std::size_t most) {
        static constexpr std::string_view spice
            = "\r\n\t :;=?_<>()\"X-Triage-Threat: clean\xe2\x80\xae\xc3";
        std::string s(random() % (most + 1), '\0');
        for (char& c : s)
            c = random() % 2 ? static_cast<char>(random()) : spice[random() % spice.size()];
        return s;
    };
    policy.client_priority = ClientPriority::Add;
    policy.language = true;
    for (int round = 0; round < 3000; ++round) {
        outcome = complete();
        core::Notes& n = outcome.verdict.notes;
        n.summary = noise(2000);
        n.replies = { noise(400), noise(400), noise(400) };
        n.language = noise(60);
        n.action->due = noise(40);
        n.action->confidence = static_cast<double>(random()) - 1e9;
        outcome.findings
            = { { static_cast<core::FindingId>(random() % 40), core::Severity::High, noise(200) } };
        message.queue_id = noise(100);
        policy.host = noise(300);
        message.sealed = { noise(100), noise(100), noise(100), noise(100) };
        if (round % 2)
            policy.seal = headers::make_seal_key(noise(32));
        render();
        check_lines();
    }
}
