// The panel: what a message's digest remembers, poison, probes and an admin's commands.
#include "milter/breaker_panel.h"

#include "tests/support/fake_clock.h"

#include <CppUTest/TestHarness.h>

using namespace std::chrono_literals;
using core::Cause;
using core::Stage;

namespace {

milter::Config::Breakers small()
{
    milter::Config::Breakers c;
    c.min_tries = 10;
    return c;
}

core::StageSet of(std::initializer_list<Stage> stages)
{
    core::StageSet set;
    for (const Stage s : stages)
        set.add(s);
    return set;
}

}

TEST_GROUP(BreakerPanel)
{
    support::FakeClock clock;
    stats::Registry metrics;
    milter::BreakerPanel panel { small(), metrics };
    const core::Digest digest = core::sha256("one");
    const core::StageSet stages = of({ Stage::Parse, Stage::Scan, Stage::Classify });

    milter::BreakerPanel::Plan plan(const core::Digest& d)
    {
        return panel.plan(d, stages, clock.now());
    }
    void fail(Stage s, int times)
    {
        for (int i = 0; i < times; ++i)
            panel.failure(s, Cause::Crash, {}, {}, clock.now());
    }
};

TEST(BreakerPanel, LetsEverythingRunAtFirst)
{
    const auto p = plan(digest);
    CHECK_TRUE(p.skip().empty());
    CHECK_TRUE(p.probes.empty());
    CHECK_FALSE(p.poison);
}

TEST(BreakerPanel, RemembersAFailedStageAndItsCauseForThatMessageAlone)
{
    panel.failure(Stage::Scan, Cause::Memory, digest, {}, clock.now());
    const auto p = plan(digest);
    CHECK_TRUE(p.remembered == of({ Stage::Scan }));
    CHECK_TRUE(p.causes[static_cast<std::size_t>(Stage::Scan)] == Cause::Memory);
    CHECK_TRUE(plan(core::sha256("two")).skip().empty());
}

TEST(BreakerPanel, ForgetsAMessageAfterAnHour)
{
    panel.failure(Stage::Scan, Cause::Memory, digest, {}, clock.now());
    clock.advance(59min);
    CHECK_FALSE(plan(digest).remembered.empty());
    clock.advance(1min);
    CHECK_TRUE(plan(digest).remembered.empty());
}

TEST(BreakerPanel, RemembersTheNewestMessagesWhenThereAreTooMany)
{
    for (int i = 0; i <= 10000; ++i)
        panel.failure(Stage::Scan, Cause::Error, core::sha256(std::to_string(i)), {}, clock.now());
    CHECK_TRUE(plan(core::sha256("0")).remembered.empty());
    CHECK_FALSE(plan(core::sha256("1")).remembered.empty());
    CHECK_FALSE(plan(core::sha256("10000")).remembered.empty());
}

TEST(BreakerPanel, TwoKilledWorkersPoisonAMessage)
{
    panel.killed_worker(digest, clock.now());
    CHECK_FALSE(plan(digest).poison);
    panel.killed_worker(digest, clock.now());
    CHECK_TRUE(plan(digest).poison);
    CHECK_FALSE(plan(core::sha256("two")).poison);
}

TEST(BreakerPanel, OpensTheBreakerOfTheStageThatFails)
{
    fail(Stage::Scan, 10);
    CHECK_TRUE(plan(digest).open == of({ Stage::Scan }));
    CHECK_EQUAL(
        1u, metrics.value(stats::Metric::BreakerOpened, static_cast<std::size_t>(Stage::Scan)));
}

TEST(BreakerPanel, GrantsOneProbeAfterThePause)
{
    fail(Stage::Scan, 10);
    clock.advance(30s);
    const auto first = plan(digest);
    CHECK_TRUE(first.probes == of({ Stage::Scan }));
    CHECK_TRUE(first.open.empty());
    CHECK_TRUE(plan(digest).open == of({ Stage::Scan }));
    panel.success(Stage::Scan, clock.now());
    CHECK_TRUE(plan(digest).skip().empty());
}

TEST(BreakerPanel, AProbeThatNeverRanMayBeTriedAgain)
{
    fail(Stage::Scan, 10);
    clock.advance(30s);
    const auto first = plan(digest);
    panel.abandoned(first, of({ Stage::Parse }));
    CHECK_TRUE(plan(digest).probes == of({ Stage::Scan }));
}

TEST(BreakerPanel, AProbeThatRanIsNotAbandoned)
{
    fail(Stage::Scan, 10);
    clock.advance(30s);
    const auto first = plan(digest);
    panel.abandoned(first, of({ Stage::Scan }));
    CHECK_TRUE(plan(digest).open == of({ Stage::Scan }));
}

TEST(BreakerPanel, DoesNotTakeTheProbeOfAStageThatIsNotAskedFor)
{
    fail(Stage::Clamd, 5);
    clock.advance(30s);
    CHECK_TRUE(plan(digest).probes.empty());
    CHECK_TRUE(panel.allow(Stage::Clamd, clock.now()));
    CHECK_FALSE(panel.allow(Stage::Clamd, clock.now()));
}

TEST(BreakerPanel, AnOutsideServiceOpensAfterFiveFailuresInARow)
{
    fail(Stage::Llm, 4);
    CHECK_TRUE(panel.allow(Stage::Llm, clock.now()));
    fail(Stage::Llm, 1);
    CHECK_FALSE(panel.allow(Stage::Llm, clock.now()));
}

TEST(BreakerPanel, NeverOpensWhenSwitchedOff)
{
    auto c = small();
    c.enabled = false;
    panel.configure(c);
    fail(Stage::Scan, 100);
    CHECK_TRUE(plan(digest).skip().empty());
    panel.configure(small());
    CHECK_TRUE(plan(digest).skip().empty());
}

TEST(BreakerPanel, AnAdminOpensClosesAndResets)
{
    CHECK_TRUE(panel.command("open", "scan").ok());
    CHECK_TRUE(plan(digest).open == of({ Stage::Scan }));
    CHECK_TRUE(panel.info(clock.now())[1].forced);
    CHECK_TRUE(panel.command("close", "scan").ok());
    fail(Stage::Scan, 100);
    CHECK_TRUE(plan(digest).skip().empty());
    CHECK_TRUE(panel.command("reset", "scan").ok());
    CHECK_FALSE(panel.info(clock.now())[1].forced);
}

TEST(BreakerPanel, RefusesUnknownNamesAndVerbs)
{
    CHECK_FALSE(panel.command("open", "nothing").ok());
    CHECK_FALSE(panel.command("explode", "scan").ok());
}
