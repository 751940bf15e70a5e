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
    // Comes to one or several addresses, as the envelope names them.
    void receive_at(const std::vector<std::string>& addresses, const Correspondence& c)
    {
        Memories::Arrival a = arrival(c);
        a.recipients.clear();
        for (const std::string& address : addresses)
            a.recipients.push_back(digest(address));
        const auto past = memories().recall(a, core::Deadline::in(clock, 1s));
        CHECK_TRUE(past.ok());
        const std::vector<Memories::Given> given(past->size(), { 50, core::Band::Normal, "" });
        memories().delivered(a, *past, given);
        service->write_now();
    }
    // Who is taken for the owner of an address.
    store::Id owner(std::string_view address)
    {
        Memories::Arrival a = arrival(mail("bob", "asked"));
        a.recipients = { digest(address) };
        const auto past = memories().recall(a, core::Deadline::in(clock, 1s));
        CHECK_TRUE(past.ok() && past->size() == 1);
        return past->front().person;
    }
    store::Id id(std::string_view address) const
    {
        return keys.recipient(digest(address));
    }
    void send_as(std::string_view person, std::string_view to, std::string_view id,
        std::string_view answers = "")
    {
        Correspondence c = mail(person, id, answers);
        c.to = { digest(to) };
        memories().sent(c, digest(person), c.to, now());
        service->write_now();
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

TEST(Memories, AnswersInTwoThreadsTellWhoseAnAliasIs)
{
    receive_at({ "sales" }, mail("bob", "b1"));
    send_as("ann", "bob", "a1", "b1");
    CHECK_TRUE(owner("sales") == id("sales")); // one thread is not enough
    send_as("ann", "bob", "a2", "b1");
    CHECK_TRUE(owner("sales") == id("sales")); // however often
    receive_at({ "sales" }, mail("bob", "b2"));
    send_as("ann", "bob", "a3", "b2");
    CHECK_TRUE(owner("sales") == id("ann"));
    // From now on it is Ann's mail: her answer is found, and her opinion, and what was given.
    receive_at({ "sales" }, mail("bob", "b3"));
    send_as("ann", "bob", "a4", "b3");
    CHECK_TRUE(label("bob", "b3") == Label::Answered);
    const auto given
        = memories().given(mail("bob", "b3"), digest("sales"), core::Deadline::in(clock, 1s));
    CHECK_TRUE(given.ok() && given->has_value());
}

TEST(Memories, OfMessagesOverBothAddressesEachCountsOnce)
{
    for (const char* m : { "b1", "b2" }) {
        receive_at({ "sales" }, mail("bob", m));
        send_as("ann", "bob", std::string("to ") + m, m);
    }
    receive_at({ "ann", "sales" }, mail("bob", "b3"));
    DOUBLES_EQUAL(1, recall(mail("bob", "b4")).pair_received, .01);
}

TEST(Memories, AnAddressThatTwoAnswerIsNobodys)
{
    for (const char* m : { "b1", "b2", "b3", "b4" }) {
        receive_at({ "sales" }, mail("bob", m));
        send_as(m[1] < '3' ? "ann" : "cora", "bob", std::string("to ") + m, m);
    }
    CHECK_TRUE(owner("sales") == id("sales"));
}

TEST(Memories, WhoWritesAnswersForThemselves)
{
    for (const char* m : { "b1", "b2" }) {
        receive_at({ "cora" }, mail("bob", m)); // away, and Ann answers for her
        send_as("ann", "bob", std::string("to ") + m, m);
    }
    CHECK_TRUE(owner("cora") == id("ann"));
    send_as("cora", "dave", "c1");
    CHECK_TRUE(owner("cora") == id("cora"));
    receive_at({ "cora" }, mail("bob", "b3"));
    send_as("ann", "bob", "to b3", "b3");
    CHECK_TRUE(owner("cora") == id("cora"));
}

TEST(Memories, AnAliasIsNotGuessedAmongSeveral)
{
    for (const char* m : { "b1", "b2" }) {
        receive_at({ "sales", "info" }, mail("bob", m));
        send_as("ann", "bob", std::string("to ") + m, m);
    }
    CHECK_TRUE(owner("sales") == id("sales"));
    CHECK_TRUE(owner("info") == id("info"));
}

TEST(Memories, AnAliasIsNotLearntFromWhatOneGotByName)
{
    for (const char* m : { "b1", "b2" }) {
        receive_at({ "sales", "ann" }, mail("bob", m));
        send_as("ann", "bob", std::string("to ") + m, m);
    }
    CHECK_TRUE(owner("sales") == id("sales"));
}

TEST(Memories, AnAnswerToSomebodyElseTellsNothing)
{
    for (const char* m : { "b1", "b2" }) {
        receive_at({ "sales" }, mail("bob", m));
        send_as("ann", "eve", std::string("to ") + m, m); // eve did not send it
    }
    CHECK_TRUE(owner("sales") == id("sales"));
}

TEST(Memories, AnOpinionOfWhoReadsTheAliasIsTheOwners)
{
    for (const char* m : { "b1", "b2" }) {
        receive_at({ "sales" }, mail("bob", m));
        send_as("ann", "bob", std::string("to ") + m, m);
    }
    receive_at({ "sales" }, mail("bob", "b3"));
    auto answer = memories().hear(
        mail("bob", "b3"), digest("sales"), { core::Said::Important }, std::nullopt, now());
    service->write_now();
    CHECK_TRUE(answer.get() == Heard::Learnt);
    CHECK_TRUE(recall(mail("bob", "b4")).said_important > 0);
}
