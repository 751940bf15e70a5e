// A fortnight at a site: what is delivered to Ann, whom she answers, what both say of later mail.
#include "milter/store/memories.h"

#include "milter/breaker_panel.h"
#include "milter/stats/registry.h"
#include "tests/support/fake_clock.h"

#include <CppUTest/TestHarness.h>

using namespace std::chrono_literals;
using core::Correspondence;
using core::HistoryFacts;
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
    store::Keys keys { "the site's key" };
    std::unique_ptr<store::Service> service;
    const core::Digest ann = digest("ann");

    void setup() override
    {
        config.backend = "memory";
        service = std::make_unique<store::Service>(
            config, store::open_store(config, clock), clock, panel, metrics);
        service->every(1min, [this](store::Store& s) { return store::label_overdue(s, clock); });
    }
    Memories memories()
    {
        return { *service, keys };
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
        return { c, true, 1, { ann }, now() };
    }
    HistoryFacts recall(const Correspondence& c)
    {
        const auto found
            = memories().recall(arrival(c), core::Deadline::in(clock, std::chrono::seconds(1)));
        CHECK_TRUE(found.ok());
        LONGS_EQUAL(1, found->size());
        return found->front();
    }
    void receive(const Correspondence& c)
    {
        const HistoryFacts facts = recall(c);
        memories().delivered(arrival(c), std::span(&facts, 1));
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
    const HistoryFacts none;
    for (const char* id : { "1", "2", "3" })
        memories().delivered(arrival(mail("bob", id)), std::span(&none, 1));
    service->write_now();
    DOUBLES_EQUAL(2, recall(mail("bob", "4")).pair_received, .01);
    CHECK_EQUAL(1u, metrics.value(stats::Metric::StoreDropped));
}

TEST(Memories, PackedKeysComeBackOrNotAtAll)
{
    const std::vector<store::Key> some { keys.person(keys.recipient(ann)),
        keys.writing(keys.recipient(ann)) };
    const std::string packed = store::pack_keys(some);
    CHECK_TRUE(store::unpack_keys(packed) == some);
    CHECK_TRUE(store::unpack_keys(packed.substr(1)).empty());
    CHECK_TRUE(store::unpack_keys("\xff" + packed.substr(1)).empty());
    CHECK_TRUE(store::unpack_keys("").empty());
    const std::vector<store::Key> many(100);
    LONGS_EQUAL(32, store::unpack_keys(store::pack_keys(many)).size());
}
