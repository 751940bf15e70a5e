// The engine over real stages: order, times, what is missing and why.
#include "triage/engine.h"

#include <vector>

#include "tests/support/fake_clock.h"

#include <CppUTest/TestHarness.h>

using core::Cause;
using core::Stage;

namespace {

const char* const mail = "From: Ann <ann@example.org>\r\n"
                         "To: bob@example.net\r\n"
                         "Subject: Roof on Friday\r\n"
                         "Date: Mon, 2 Nov 2026 09:00:00 +0100\r\n"
                         "Message-ID: <1@example.org>\r\n"
                         "\r\n"
                         "Hi Bob,\r\n\r\nCan you look at the roof on Friday?\r\n";

core::Missing missing(Stage stage, Cause cause)
{
    return { stage, cause };
}

} // namespace

TEST_GROUP(Engine)
{
    support::FakeClock clock;
    std::vector<Stage> announced, reported;
    std::string bytes;

    triage::Engine open(const agents::Settings& settings = {})
    {
        triage::GenerationSources sources;
        sources.lists_dir = "etc/lists";
        sources.agents = settings;
        bytes = triage::build_generation(sources).built.bytes;
        const auto generation = triage::Generation::open(bytes);
        return triage::Engine::open(generation.value()).value();
    }

    core::ContentVerdict run(
        const triage::Engine& engine, core::StageSet skip = {},
        core::Duration budget = std::chrono::seconds { 1 },
        std::function<void(Stage)> during = [](Stage) {})
    {
        auto scratch = engine.make_scratch().value();
        const triage::OnStage on_stage {
            [&](Stage s) {
                announced.push_back(s);
                during(s);
            },
            [&](const core::StageReport& r) { reported.push_back(r.stage); },
        };
        core::Envelope envelope;
        envelope.mail_from = "ann@example.org";
        return engine.run(
            envelope, mail, skip, core::Deadline::in(clock, budget), on_stage, scratch);
    }
};

TEST(Engine, RunsEveryStageInOrderAndMissesNone)
{
    const auto verdict = run(open());
    const std::vector<Stage> order { Stage::Parse, Stage::Scan, Stage::Classify, Stage::Summarise,
        Stage::Respond };
    CHECK(announced == order);
    CHECK(reported == order);
    CHECK(verdict.complete());
    CHECK(verdict.notes.category.has_value());
    CHECK(verdict.notes.summary.find("roof") != std::string::npos);
    LONGS_EQUAL(5, verdict.times.size());
}

TEST(Engine, SkippedStageIsMissingAsOpenAndNeverAnnounced)
{
    core::StageSet skip;
    skip.add(Stage::Summarise);
    const auto verdict = run(open(), skip);
    const std::vector<core::Missing> expected { missing(Stage::Summarise, Cause::Open) };
    CHECK(verdict.missing == expected);
    CHECK(verdict.notes.summary.empty());
    CHECK(std::find(announced.begin(), announced.end(), Stage::Summarise) == announced.end());
}

TEST(Engine, ThrowingStageCostsOnlyItself)
{
    const auto verdict = run(open(), {}, std::chrono::seconds { 1 }, [](Stage s) {
        if (s == Stage::Classify)
            throw std::runtime_error("broken");
    });
    const std::vector<core::Missing> expected { missing(Stage::Classify, Cause::Error) };
    CHECK(verdict.missing == expected);
    CHECK(verdict.done.has(Stage::Scan));
    CHECK(verdict.done.has(Stage::Summarise));
}

TEST(Engine, StageWithoutMemoryIsMissingAsMemory)
{
    const auto verdict = run(open(), {}, std::chrono::seconds { 1 }, [](Stage s) {
        if (s == Stage::Scan)
            throw std::bad_alloc();
    });
    CHECK(verdict.missing.at(0) == missing(Stage::Scan, Cause::Memory));
    CHECK_FALSE(verdict.done.has(Stage::Scan));
}

TEST(Engine, WithoutAParseNothingElseRuns)
{
    const auto verdict = run(open(), {}, std::chrono::seconds { 1 }, [](Stage s) {
        if (s == Stage::Parse)
            throw std::runtime_error("broken");
    });
    LONGS_EQUAL(1, announced.size());
    LONGS_EQUAL(5, verdict.missing.size());
    CHECK(verdict.done.empty());
}

TEST(Engine, StagesAfterTheDeadlineAreMissingAsTimeout)
{
    const auto verdict = run(open(), {}, std::chrono::milliseconds { 50 }, [this](Stage s) {
        if (s == Stage::Classify)
            clock.advance(std::chrono::milliseconds { 60 });
    });
    CHECK(verdict.done.has(Stage::Scan));
    CHECK_FALSE(verdict.done.has(Stage::Summarise));
    CHECK(verdict.missing.back() == missing(Stage::Respond, Cause::Timeout));
}

TEST(Engine, DisabledAgentIsNotMissing)
{
    agents::Settings settings;
    settings.disabled.add(Stage::Respond);
    const auto verdict = run(open(settings));
    CHECK(verdict.complete());
    CHECK_FALSE(verdict.done.has(Stage::Respond));
}

TEST(Engine, FaultStageRunsLastAndOnlyWhenAsked)
{
    agents::Settings settings;
    settings.fault = agents::Fault::Throw;
    run(open(settings));
    CHECK(announced.back() == Stage::Fault);
}

TEST(Engine, TimesAreThoseOfTheClockHandedIn)
{
    const auto verdict = run(open(), {}, std::chrono::seconds { 1 }, [this](Stage s) {
        if (s == Stage::Scan)
            clock.advance(std::chrono::milliseconds { 7 });
    });
    CHECK(verdict.times.at(1).took == std::chrono::milliseconds { 7 });
}

TEST(Engine, ExplainsTheVerdictOfTheMessageItTookLast)
{
    const auto engine = open();
    auto scratch = engine.make_scratch().value();
    const triage::OnStage nobody { [](Stage) {}, [](const core::StageReport&) {} };
    const auto deadline = core::Deadline::in(clock, std::chrono::seconds { 1 });
    const auto verdict = engine.run({}, mail, {}, deadline, nobody, scratch);
    const auto explanation = engine.explain({}, verdict, scratch);
    CHECK_TRUE(explanation.category->decided == *verdict.notes.category);
    DOUBLES_EQUAL(verdict.notes.category_confidence, explanation.category->ranked[0].share, 1e-12);
    CHECK_TRUE(explanation.action.has_value());
    CHECK_TRUE(explanation.summary.has_value());
    CHECK_FALSE(explanation.content.has_value()); // there is no model
    core::StageSet skip;
    skip.add(Stage::Classify);
    const auto without = engine.run({}, mail, skip, deadline, nobody, scratch);
    CHECK_FALSE(engine.explain({}, without, scratch).category.has_value());
    skip.add(Stage::Parse);
    const auto unread = engine.run({}, mail, skip, deadline, nobody, scratch);
    CHECK_TRUE(engine.explain({}, unread, scratch) == agents::Explanation {});
}
