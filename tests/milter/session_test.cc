// A connection: what it keeps between messages, what it forgets, and calls in any order.
#include "milter/session.h"

#include <random>

#include "tests/support/fake_mta.h"
#include "tests/support/front.h"

#include <CppUTest/TestHarness.h>

using stats::Metric;

TEST_GROUP(Session)
{
    support::Front front;
    support::FakeMta mta;

    void message(milter::Session & s, const char* from = "<berta@example.net>")
    {
        s.mail(from, mta);
        s.recipient("<anna@example.org>", mta);
        s.header("Subject", " x");
        s.end_of_header();
        s.body("y\r\n");
        CHECK(s.end(mta) == milter::Next::Continue);
    }
    const char* last() const
    {
        return front.lines.back().c_str();
    }
};

TEST(Session, CountsItselfWhileItLives)
{
    {
        milter::Session s(front.services, true);
        CHECK_EQUAL(1u, front.services.sessions.load());
        CHECK_EQUAL(1, front.metrics.level(Metric::SessionsNow));
    }
    CHECK_EQUAL(0u, front.services.sessions.load());
    CHECK_EQUAL(0, front.metrics.level(Metric::SessionsNow));
    CHECK_EQUAL(1u, front.counted(Metric::Sessions));
}

TEST(Session, BeyondTheCapIsServedWithoutTriage)
{
    front.services.max_sessions = 1;
    milter::Session first(front.services, true), second(front.services, true);
    message(second);
    STRCMP_CONTAINS("reason=overload", last());
    message(first);
    STRCMP_CONTAINS("status=complete", last());
    CHECK_EQUAL(1u, front.counted(Metric::SessionsRefused));
}

TEST(Session, SecondMessageKnowsTheClientAndNotTheFirstMessage)
{
    milter::Session s(front.services, true);
    s.connected("192.0.2.7", "mail.example.net");
    message(s);
    s.mail("<otto@example.net>", mta);
    s.recipient("<anna@example.org>", mta);
    s.header("Subject", " second");
    s.end(mta);
    STRCMP_EQUAL("Subject: second\r\n\r\n", front.message.c_str());
    STRCMP_CONTAINS("rcpts=1 client=192.0.2.7", last());
}

TEST(Session, AbortForgetsTheMessageAndKeepsTheConnection)
{
    milter::Session s(front.services, true);
    s.connected("192.0.2.7", "mail.example.net");
    s.mail("<a@example.net>", mta);
    s.recipient("<x@example.org>", mta);
    s.header("X-Triage-Threat", " clean");
    s.abort();
    CHECK_EQUAL(0, front.metrics.level(Metric::MessagesNow));
    message(s);
    CHECK_EQUAL(0u, mta.deletions());
    STRCMP_CONTAINS("rcpts=1 client=192.0.2.7", last());
    CHECK_EQUAL(1u, front.counted(Metric::Aborts));
}

TEST(Session, AbortWithoutAMessageIsNone)
{
    milter::Session s(front.services, true);
    s.abort();
    CHECK_EQUAL(0u, front.counted(Metric::Aborts));
}

TEST(Session, MailTwiceStartsAnew)
{
    milter::Session s(front.services, true);
    s.mail("<a@example.net>", mta);
    s.recipient("<x@example.org>", mta);
    message(s);
    STRCMP_CONTAINS("rcpts=1", last());
    CHECK_EQUAL(0, front.metrics.level(Metric::MessagesNow));
}

TEST(Session, AuthenticationHoldsForItsMessageOnly)
{
    milter::Session s(front.services, true);
    mta.macros["{auth_type}"] = "PLAIN";
    message(s);
    STRCMP_CONTAINS("direction=outbound", last());
    mta.macros.erase("{auth_type}");
    message(s);
    STRCMP_CONTAINS("direction=inbound", last());
    mta.macros["{auth_authen}"] = "anna";
    message(s);
    STRCMP_CONTAINS("direction=outbound", last());
}

TEST(Session, MailerOfARecipientIsAsked)
{
    milter::Session s(front.services, true);
    mta.macros["{auth_authen}"] = "anna";
    mta.macros["{rcpt_mailer}"] = "local";
    message(s);
    STRCMP_CONTAINS("direction=internal", last());
}

TEST(Session, ClientComesFromTheMacroWhenTheConnectDoesNotSay)
{
    milter::Session s(front.services, true);
    s.connected("", "mail.example.net");
    message(s);
    STRCMP_CONTAINS("client=mail.example.net", last());
    mta.macros["{client_addr}"] = "192.0.2.9";
    message(s);
    STRCMP_CONTAINS("client=192.0.2.9", last());
}

TEST(Session, QueueIdIsTheOneOfTheEnd)
{
    milter::Session s(front.services, true);
    mta.macros["i"] = "";
    s.mail("<a@example.net>", mta);
    mta.macros["i"] = "LATE1";
    s.end(mta);
    STRCMP_CONTAINS("id=LATE1 ", last());
}

TEST(Session, AnyCallMayBeTheFirst)
{
    for (int first = 0; first < 5; ++first) {
        milter::Session s(front.services, true);
        if (first == 0)
            s.recipient("<a@example.org>", mta);
        if (first == 1)
            s.header("Subject", " x");
        if (first == 2)
            s.end_of_header();
        if (first == 3)
            s.body("x");
        CHECK(s.end(mta) == milter::Next::Continue);
    }
    CHECK_EQUAL(5u, front.lines.size());
}

TEST(Session, NoOrderOfCallsLeaksOrBreaks)
{
    std::mt19937 random(20261102);
    for (int run = 0; run < 200; ++run) {
        milter::Session s(front.services, random() % 2 == 0);
        for (int i = 0; i < 20; ++i)
            switch (random() % 8) {
            case 0:
                s.connected("192.0.2.7", "x");
                break;
            case 1:
                s.mail("<a@example.net>", mta);
                break;
            case 2:
                s.recipient("<b@example.org>", mta);
                break;
            case 3:
                s.header("X-Triage-A", " b");
                break;
            case 4:
                s.end_of_header();
                break;
            case 5:
                s.body("body");
                break;
            case 6:
                CHECK(s.end(mta) == milter::Next::Continue);
                break;
            default:
                s.abort();
            }
    }
    CHECK_EQUAL(0, front.metrics.level(Metric::MessagesNow));
    CHECK_EQUAL(0, front.metrics.level(Metric::SessionsNow));
    CHECK_EQUAL(0u, front.memory.used());
    CHECK_EQUAL(0u, front.counted(Metric::Exceptions));
}
