// A little correspondence between Ann, who is one of ours, and others, through a store in memory.
#include "milter/store/history.h"

#include "CppUTest/TestHarness.h"
#include "milter/store/memory_store.h"
#include "tests/support/fake_clock.h"

using core::Correspondence;
using core::HistoryFacts;
using store::Author;

namespace {

constexpr std::int64_t day = 86400;

core::Digest digest(std::string_view s)
{
    return core::sha256(s);
}

} // namespace

TEST_GROUP(History)
{
    support::FakeClock clock;
    store::Keys keys { "the site's key" };
    store::MemoryStore memory;
    const core::Digest ann = digest("ann");
    std::int64_t now = 1'790'000'000;

    Correspondence mail(std::string_view from, std::string_view id, std::string_view answers = "")
    {
        Correspondence c;
        c.message = digest(id);
        c.from = digest(from);
        c.from_domain = digest("partner.example");
        c.envelope_domain = digest("partner.example");
        c.thread = answers.empty() ? c.message : digest(answers);
        if (!answers.empty())
            c.answers = { digest(answers) };
        c.to = { ann };
        return c;
    }
    store::Passage passage(const Correspondence& c, const Author& author) const
    {
        return { c, author, ann, keys.recipient(ann), now };
    }
    HistoryFacts facts(const store::Passage& p)
    {
        const auto asked = store::questions(keys, p);
        return store::read_history(
            p, memory.lookup(asked, core::Deadline::in(clock, std::chrono::hours(1))).value());
    }
    HistoryFacts receive(const Correspondence& c, bool proven, std::uint64_t network = 1)
    {
        const store::Passage p = passage(c, keys.author(c, proven, network));
        const HistoryFacts before = facts(p);
        CHECK_TRUE(memory.apply(store::on_delivery(keys, p, before)).ok());
        return before;
    }
    void answer(const Correspondence& c, bool proven, std::uint64_t network = 1)
    {
        const store::Passage p = passage(c, keys.author(c, proven, network));
        CHECK_TRUE(memory.apply(store::on_answer(store::answer_keys(keys, p), 2.0, now)).ok());
    }
    // Ann writes to `to`.
    void send(std::string_view to, std::string_view id)
    {
        Correspondence c = mail("ann", id);
        c.from = ann;
        c.to = { digest(to) };
        CHECK_TRUE(memory.apply(store::on_sent(keys, c, keys.recipient(ann), now)).ok());
    }
};

TEST(History, AFirstMessageHasNone)
{
    const HistoryFacts h = receive(mail("bob", "1"), true);
    DOUBLES_EQUAL(0, h.pair_received, 1e-9);
    CHECK_FALSE(h.recipient_writes);
    CHECK_TRUE(h.recipient_in_to);
    CHECK_TRUE(h.sole_recipient);
}

TEST(History, CountsWhatCameAndWhatWasAnswered)
{
    for (const auto* id : { "1", "2", "3" })
        receive(mail("bob", id), true);
    answer(mail("bob", "3"), true);
    const HistoryFacts h = receive(mail("bob", "4"), true);
    DOUBLES_EQUAL(3, h.pair_received, 1e-6);
    DOUBLES_EQUAL(1, h.pair_answered, 1e-6);
    DOUBLES_EQUAL(2, h.pair_answer_hours, 1e-6);
    DOUBLES_EQUAL(3, h.domain_received, 1e-6);
    DOUBLES_EQUAL(1, h.sender_answered, 1e-6);
    DOUBLES_EQUAL(1, h.answered, 1e-6);
}

TEST(History, FadesByHalfIn180Days)
{
    receive(mail("bob", "1"), true);
    now += 180 * day;
    DOUBLES_EQUAL(0.5, receive(mail("bob", "2"), true).pair_received, 1e-6);
}

TEST(History, ASpoofInheritsNothing)
{
    for (const auto* id : { "1", "2", "3" })
        receive(mail("bob", id), true);
    answer(mail("bob", "3"), true);
    send("bob", "to-bob");
    const HistoryFacts h = receive(mail("bob", "4"), false, 99);
    DOUBLES_EQUAL(0, h.pair_received, 1e-9);
    DOUBLES_EQUAL(0, h.pair_answered, 1e-9);
    DOUBLES_EQUAL(0, h.pair_written, 1e-9);
    DOUBLES_EQUAL(0, h.domain_received, 1e-9);
    DOUBLES_EQUAL(0, h.sender_answered, 1e-9);
}

TEST(History, WithoutProofTheSameNetworkIsTheSameSender)
{
    receive(mail("bob", "1"), false, 7);
    DOUBLES_EQUAL(1, receive(mail("bob", "2"), false, 7).pair_received, 1e-6);
    DOUBLES_EQUAL(0, receive(mail("bob", "3"), false, 8).pair_received, 1e-9);
}

TEST(History, KnowsTheAnswerToWhatTheRecipientWrote)
{
    send("bob", "question");
    const HistoryFacts h = receive(mail("bob", "5", "question"), false, 7);
    CHECK_TRUE(h.answers_recipient);
    CHECK_TRUE(h.sender_in_thread);
    DOUBLES_EQUAL(1, h.pair_written, 1e-6);
    CHECK_TRUE(h.pair_recipient_first);
    // From then on this sender is who the recipient wrote to.
    DOUBLES_EQUAL(1, receive(mail("bob", "6"), false, 7).pair_written, 1e-6);
    DOUBLES_EQUAL(0, receive(mail("bob", "7"), false, 8).pair_written, 1e-9);
}

TEST(History, AThreadIsNoCreditForWhoWasNotInIt)
{
    send("bob", "question");
    const HistoryFacts h = receive(mail("mallory", "8", "question"), false, 7);
    CHECK_FALSE(h.answers_recipient);
    CHECK_FALSE(h.sender_in_thread);
    DOUBLES_EQUAL(0, h.thread_own, 1e-9);
    // Nor is it after one try.
    CHECK_FALSE(receive(mail("mallory", "9", "question"), false, 7).sender_in_thread);
}

TEST(History, AutomaticMailAndListPostsTeachNothing)
{
    Correspondence c = mail("ann", "away");
    c.automatic = true;
    CHECK_TRUE(store::on_sent(keys, c, keys.recipient(ann), now).empty());
    c.automatic = false;
    c.list = digest("list");
    CHECK_TRUE(store::on_sent(keys, c, keys.recipient(ann), now).empty());
}

TEST(History, WhatBelongsToARecipientBeginsAlike)
{
    const Correspondence c = mail("bob", "1");
    const store::Passage p = passage(c, keys.author(c, true, 0));
    for (const store::Key& k : store::answer_keys(keys, p))
        if (k.kind != store::Kind::Sender)
            CHECK_TRUE(std::equal(k.id.begin(), k.id.begin() + 8, p.recipient.begin()));
    receive(c, true);
    CHECK_TRUE(memory.forget(p.recipient).value() >= 4);
    DOUBLES_EQUAL(0, facts(p).pair_received, 1e-9);
}

TEST(History, AnotherSitesKeyGivesOtherIds)
{
    CHECK_FALSE(store::Keys("another key").recipient(ann) == keys.recipient(ann));
}
