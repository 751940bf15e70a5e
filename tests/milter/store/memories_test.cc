// A fortnight at a site: what is delivered to Ann, and whom she answers.
#include "milter/store/memories.h"

#include "milter/store/delivery_data.h"
#include "tests/milter/store/memories_fixture.h"

using namespace memories_fixture;
using namespace std::chrono_literals;

TEST_GROUP_BASE(Memories, Site) {};

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
    Memories::Recalled none;
    none.person = keys.recipient(ann);
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
