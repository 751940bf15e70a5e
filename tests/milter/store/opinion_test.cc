// What people say of mail that was delivered to them, and take back.
#include "milter/store/opinion.h"

#include "tests/milter/store/memories_fixture.h"

using namespace memories_fixture;
using namespace std::chrono_literals;

TEST_GROUP_BASE(Opinions, Site) {};

TEST(Opinions, AnOpinionMovesTheSendersNextMailOfThatPersonOnly)
{
    receive(mail("bob", "b1"));
    CHECK_TRUE(say("bob", "b1", { store::Said::Important }) == Heard::Learnt);
    const HistoryFacts h = recall(mail("bob", "b2"));
    DOUBLES_EQUAL(1, h.said_important, .01);
    DOUBLES_EQUAL(0, h.said_unimportant, .01);
    DOUBLES_EQUAL(0, recall(mail("eve", "e1")).said_important + h.said_threat, .5);
    const auto others = memories().recall(
        { mail("bob", "b3"), true, 1, { digest("carol") }, {}, core::Category::Work, now() },
        core::Deadline::in(clock, std::chrono::seconds(1)));
    DOUBLES_EQUAL(0, others->front().history.said_important, .01);
}

TEST(Opinions, AnOpinionCountsOnceAndIsTakenBackExactly)
{
    receive(mail("bob", "b1"));
    receive(mail("bob", "b2"));
    for (const auto expected : { Heard::Learnt, Heard::Before })
        CHECK_TRUE(say("bob", "b1", { store::Said::Important }) == expected);
    DOUBLES_EQUAL(1, recall(mail("bob", "b3")).said_important, .01);
    const Memories::Recalled with = recalled(mail("bob", "b3"));
    for (const auto expected : { Heard::Undone, Heard::Before })
        CHECK_TRUE(say("bob", "b1", { store::Said::Important, {}, true }) == expected);
    DOUBLES_EQUAL(0, recall(mail("bob", "b3")).said_important, 1e-6);
    CHECK_TRUE(say("bob", "b1", { store::Said::Important }) == Heard::Learnt);
    CHECK_TRUE(recalled(mail("bob", "b3")).outlook.odds == with.outlook.odds);
}

TEST(Opinions, TheLaterOpinionTakesTheEarlierBack)
{
    receive(mail("bob", "b1"));
    say("bob", "b1", { store::Said::Important });
    say("bob", "b1", { store::Said::Unimportant });
    const HistoryFacts h = recall(mail("bob", "b2"));
    DOUBLES_EQUAL(0, h.said_important, 1e-6);
    DOUBLES_EQUAL(1, h.said_unimportant, .01);
    CHECK_TRUE(label("bob", "b1") == Label::Unimportant);
    say("bob", "b1", { store::Said::Unimportant, {}, true });
    CHECK_TRUE(label("bob", "b1") == Label::None);
}

TEST(Opinions, WhatItsReaderHasJudgedIsNeverTakenForIgnored)
{
    receive(mail("bob", "b1"));
    say("bob", "b1", { store::Said::Important });
    clock.advance(15 * 24h);
    send("carol", "c1");
    service->write_now();
    CHECK_TRUE(label("bob", "b1") == Label::Important);
}

TEST(Opinions, MailIsCalledWhatItsReaderCallsIt)
{
    receive(mail("bob", "b1"));
    CHECK_FALSE(recalled(mail("bob", "b2")).called.has_value());
    say("bob", "b1", { store::Said::Category, core::Category::Newsletter });
    CHECK_TRUE(recalled(mail("bob", "b2")).called == core::Category::Newsletter);
    CHECK_FALSE(recalled(mail("eve", "e1")).called.has_value());
    say("bob", "b1", { store::Said::Category, core::Category::Promotion });
    CHECK_TRUE(recalled(mail("bob", "b2")).called == core::Category::Promotion);
    say("bob", "b1", { store::Said::Category, core::Category::Promotion, true });
    CHECK_FALSE(recalled(mail("bob", "b2")).called.has_value());
}

TEST(Opinions, AnOpinionOfWhatNobodyDeliveredNeedsSomebodyToVouch)
{
    CHECK_TRUE(say("bob", "b1", { store::Said::Threat }) == Heard::Unknown);
    CHECK_TRUE(say("bob", "b1", { store::Said::Threat }, true) == Heard::Learnt);
    DOUBLES_EQUAL(1, recall(mail("bob", "b2")).said_threat, .01);
}

TEST(Opinions, AnOpinionThatDoesNotFitIsNotWaitedFor)
{
    config.backend = "off";
    service = std::make_unique<store::Service>(
        config, store::open_store(config, clock), clock, panel, metrics);
    CHECK_TRUE(say("bob", "b1", { store::Said::Threat }) == Heard::Dropped);
}

TEST(Opinions, ADamagedLessonIsNone)
{
    const store::Change one { keys.person(keys.recipient(ann)), 5, 9, { { 7, 0.5 }, { 8, -1 } } };
    const std::string whole = store::pack_changes(std::span(&one, 1));
    const auto back = store::unpack_changes(whole);
    CHECK_TRUE(back && back->size() == 1 && back->front().add == one.add);
    CHECK_TRUE(back->front().at == 5 && back->front().expires == 9);
    for (std::size_t n = 0; n < whole.size(); ++n)
        CHECK_FALSE(store::unpack_changes(whole.substr(0, n)).has_value());
    std::string field = whole, kind = whole;
    field[whole.size() - 5] = '\x7f';
    kind[1] = 15;
    CHECK_FALSE(store::unpack_changes(field).has_value());
    CHECK_FALSE(store::unpack_changes(kind).has_value());
}
