// A fortnight at a site: what is delivered to Ann, whom she answers, what both say of later mail.
#include "milter/store/memories.h"

#include "milter/breaker_panel.h"
#include "milter/stats/registry.h"
#include "milter/store/delivery_data.h"
#include "tests/support/fake_clock.h"

#include <CppUTest/TestHarness.h>

using namespace std::chrono_literals;
using core::Correspondence;
using core::HistoryFacts;
using store::Heard;
using store::Label;
using store::Memories;

namespace {

core::Digest digest(std::string_view s)
{
    return core::sha256(s);
}

} // namespace

TEST_GROUP(Memories)
{
    support::FakeClock clock;
    stats::Registry metrics;
    milter::BreakerPanel panel { {}, metrics };
    milter::Config::Store config;
    std::shared_ptr<const store::Keys> site = std::make_shared<store::Keys>("the site's key");
    const store::Keys& keys = *site;
    store::Learner learner { store::no_start() };
    std::unique_ptr<store::Service> service;
    const core::Digest ann = digest("ann");

    void setup() override
    {
        config.backend = "memory";
        service = std::make_unique<store::Service>(
            config, store::open_store(config, clock), clock, panel, metrics);
        service->every(1min,
            [this](store::Store& s) { return store::label_overdue(s, learner, keys, clock); });
    }
    Memories memories()
    {
        return { *service, learner, site };
    }
    std::int64_t now() const
    {
        return clock.wall().time_since_epoch().count();
    }
    static Correspondence mail(
        std::string_view from, std::string_view id, std::string_view answers = "")
    {
        Correspondence c;
        c.message = digest(id);
        c.from = digest(from);
        c.from_domain = c.envelope_domain = digest("partner.example");
        c.thread = digest(answers.empty() ? id : answers);
        if (!answers.empty())
            c.answers = { digest(answers) };
        c.to = { digest("ann") };
        return c;
    }
    Memories::Arrival arrival(const Correspondence& c)
    {
        return { c, true, 1, { ann }, {}, core::Category::Work, now() };
    }
    HistoryFacts recall(const Correspondence& c)
    {
        return recalled(c).history;
    }
    Memories::Recalled recalled(const Correspondence& c)
    {
        const auto found
            = memories().recall(arrival(c), core::Deadline::in(clock, std::chrono::seconds(1)));
        CHECK_TRUE(found.ok());
        LONGS_EQUAL(1, found->size());
        return found->front();
    }
    void receive(const Correspondence& c)
    {
        const Memories::Recalled past = recalled(c);
        const Memories::Given given { 50, core::Band::Normal, "" };
        memories().delivered(arrival(c), std::span(&past, 1), std::span(&given, 1));
        service->write_now();
    }
    Heard say(std::string_view from, std::string_view id, const store::Opinion& opinion,
        bool vouched = false)
    {
        const Correspondence c = mail(from, id);
        auto answer = memories().hear(
            c, ann, opinion, vouched ? std::optional(arrival(c)) : std::nullopt, now());
        service->write_now();
        return answer.get();
    }
    void send(std::string_view to, std::string_view id, std::string_view answers = "")
    {
        Correspondence c = mail("ann", id, answers);
        c.to = { digest(to) };
        send(c);
    }
    void send(const Correspondence& c)
    {
        memories().sent(c, ann, c.to, now());
        service->write_now();
    }
    Label label(std::string_view from, std::string_view id)
    {
        const auto found = service->delivery(keys.message(digest(id), digest(from)),
            keys.recipient(ann), core::Deadline::in(clock, std::chrono::seconds(1)));
        CHECK_TRUE(found.ok() && found->has_value());
        return (*found)->label;
    }
};

TEST(Memories, LearnsFromAnAnswer)
{
    receive(mail("bob", "b1"));
    clock.advance(2h);
    send("bob", "a1", "b1");
    CHECK_TRUE(label("bob", "b1") == Label::Answered);
    const HistoryFacts h = recall(mail("bob", "b2"));
    DOUBLES_EQUAL(1, h.pair_received, .01);
    DOUBLES_EQUAL(1, h.pair_answered, .01);
    DOUBLES_EQUAL(1, h.pair_written, .01);
    DOUBLES_EQUAL(2, h.pair_answer_hours, .01);
}

TEST(Memories, ASecondAnswerCountsOnce)
{
    receive(mail("bob", "b1"));
    send("bob", "a1", "b1");
    send("bob", "a2", "b1");
    DOUBLES_EQUAL(1, recall(mail("bob", "b2")).pair_answered, .01);
}

TEST(Memories, AMessageThatComesTwiceCountsOnce)
{
    receive(mail("bob", "b1"));
    receive(mail("bob", "b1"));
    DOUBLES_EQUAL(1, recall(mail("bob", "b2")).pair_received, .01);
}

TEST(Memories, AnAnswerToSomebodyElseIsNone)
{
    receive(mail("bob", "b1"));
    send("carol", "a1", "b1");
    CHECK_TRUE(label("bob", "b1") == Label::None);
    DOUBLES_EQUAL(0, recall(mail("bob", "b2")).pair_answered, .01);
}

TEST(Memories, OnlyOwnWordsTeach)
{
    receive(mail("bob", "b1"));
    Correspondence away = mail("ann", "a1", "b1");
    away.to = { digest("bob") };
    away.automatic = true;
    send(away);
    Correspondence other = mail("eve", "a2", "b1"); // From is not who authenticated
    other.to = { digest("bob") };
    send(other);
    CHECK_TRUE(label("bob", "b1") == Label::None);
    CHECK_FALSE(recall(mail("bob", "b2")).recipient_writes);
}

TEST(Memories, SilenceIsALabelAfter14DaysOfWhoIsSeenWriting)
{
    receive(mail("bob", "b1"));
    clock.advance(24h);
    send("carol", "a1");
    clock.advance(12 * 24h);
    service->write_now();
    CHECK_TRUE(label("bob", "b1") == Label::None);
    clock.advance(2 * 24h);
    service->write_now();
    CHECK_TRUE(label("bob", "b1") == Label::Ignored);
}

TEST(Memories, SilenceOfWhoIsNotSeenWritingSaysNothing)
{
    receive(mail("bob", "b1"));
    clock.advance(15 * 24h);
    service->write_now();
    CHECK_TRUE(label("bob", "b1") == Label::Lapsed);
    send("bob", "a1", "b1"); // late, and still an answer
    CHECK_TRUE(label("bob", "b1") == Label::Answered);
}

TEST(Memories, AFullQueueLosesItsOwnAndNobodyWaits)
{
    config.max_queue = 2;
    service = std::make_unique<store::Service>(
        config, store::open_store(config, clock), clock, panel, metrics);
    const Memories::Recalled none;
    const Memories::Given given { 50, core::Band::Normal, "" };
    for (const char* id : { "1", "2", "3" })
        memories().delivered(arrival(mail("bob", id)), std::span(&none, 1), std::span(&given, 1));
    service->write_now();
    DOUBLES_EQUAL(2, recall(mail("bob", "4")).pair_received, .01);
    CHECK_EQUAL(1u, metrics.value(stats::Metric::StoreDropped));
}

TEST(Memories, LabelsTeachTheLearner)
{
    for (int i = 0; i < 40; ++i) {
        const std::string id = "b" + std::to_string(i);
        receive(mail("bob", id));
        receive(mail("mallory", "m" + std::to_string(i)));
        clock.advance(1h);
        send("bob", "a" + std::to_string(i), id);
    }
    CHECK_EQUAL(0.0, learner.weights()->labels);
    learner.publish();
    CHECK_EQUAL(40.0, learner.weights()->labels); // answers at once
    clock.advance(15 * 24h);
    send("carol", "c1"); // Ann writes
    service->write_now();
    learner.publish();
    CHECK_EQUAL(80.0, learner.weights()->labels);
    CHECK_TRUE(
        recalled(mail("bob", "b")).outlook.odds > recalled(mail("mallory", "m")).outlook.odds + 1);
}

TEST(Memories, APriorityOfOnesOwnIsKept)
{
    receive(mail("bob", "b1"));
    const auto found = service->delivery(keys.message(digest("b1"), digest("bob")),
        keys.recipient(ann), core::Deadline::in(clock, std::chrono::seconds(1)));
    const auto data = store::decode_delivery((*found)->data);
    CHECK_TRUE(data.has_value());
    LONGS_EQUAL(50, data->priority);
    CHECK_FALSE(data->raised.empty());
}

TEST(Memories, AnOpinionMovesTheSendersNextMailOfThatPersonOnly)
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

TEST(Memories, AnOpinionCountsOnceAndIsTakenBackExactly)
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

TEST(Memories, TheLaterOpinionTakesTheEarlierBack)
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

TEST(Memories, WhatItsReaderHasJudgedIsNeverTakenForIgnored)
{
    receive(mail("bob", "b1"));
    say("bob", "b1", { store::Said::Important });
    clock.advance(15 * 24h);
    send("carol", "c1");
    service->write_now();
    CHECK_TRUE(label("bob", "b1") == Label::Important);
}

TEST(Memories, MailIsCalledWhatItsReaderCallsIt)
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

TEST(Memories, AnOpinionOfWhatNobodyDeliveredNeedsSomebodyToVouch)
{
    CHECK_TRUE(say("bob", "b1", { store::Said::Threat }) == Heard::Unknown);
    CHECK_TRUE(say("bob", "b1", { store::Said::Threat }, true) == Heard::Learnt);
    DOUBLES_EQUAL(1, recall(mail("bob", "b2")).said_threat, .01);
}

TEST(Memories, AnOpinionThatDoesNotFitIsNotWaitedFor)
{
    config.backend = "off";
    service = std::make_unique<store::Service>(
        config, store::open_store(config, clock), clock, panel, metrics);
    CHECK_TRUE(say("bob", "b1", { store::Said::Threat }) == Heard::Dropped);
}

TEST(Memories, ADamagedLessonIsNone)
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
