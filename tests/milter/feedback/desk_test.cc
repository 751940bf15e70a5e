// Who may speak for whom, what is learnt of which message, and what a recipient is told.
#include "milter/feedback/desk.h"

#include "tests/support/passage.h"
#include "triage/agents/prioritise.h"

using core::Said;
using feedback::Task;
using namespace std::chrono_literals;

TEST_GROUP_BASE(Desk, support::Passage)
{
    milter::Config::Store config;
    milter::BreakerPanel panel { {}, front.metrics };
    store::Learner learner { store::no_start() };
    std::unique_ptr<store::Service> service;
    std::unique_ptr<feedback::Desk> desk;
    feedback::Request request;
    static constexpr uid_t vmail = 5000, ann = 1001, nobody = 65000;

    void setup() override
    {
        config.backend = "memory";
        service = std::make_unique<store::Service>(
            config, store::open_store(config, front.clock), front.clock, panel, front.metrics);
        service->start();
        front.services.memories = service.get();
        front.services.learner = &learner;
        front.answer.verdict.notes.correspondence = correspondence();
        front.answer.verdict.notes.from_proven = true;
        front.configure([](milter::Runtime& r) {
            r.store_keys = std::make_shared<store::Keys>("the site's key");
            r.config.policy.local_domains = { "example.org" };
            r.config.feedback.trusted_users = { "vmail" };
        });
        rcpts = { "<anna@example.org>", "<ben@example.org>" };
        feedback::Logins logins;
        logins.name = [](uid_t uid) -> std::optional<std::string> {
            return uid == ann ? std::optional<std::string>("anna") : std::nullopt;
        };
        logins.uid = [](const std::string& name) -> std::optional<uid_t> {
            return name == "vmail" ? std::optional(vmail) : std::nullopt;
        };
        desk = std::make_unique<feedback::Desk>(front.services, logins);
        request.user = "anna@example.org";
    }
    void teardown() override
    {
        service->stop(1s);
    }
    static core::Correspondence correspondence()
    {
        core::Correspondence c;
        c.message = core::sha256("m1");
        c.from = core::address_digest("berta@example.net");
        c.thread = c.message;
        c.to = { core::address_digest("anna@example.org") };
        return c;
    }
    // Comes to both, and the request is about it as it lies in the mailbox.
    void deliver()
    {
        pass(support::plain);
        request.fields.clear();
        for (const auto& f : result().fields)
            request.fields.push_back({ f.name, f.value });
        request.body = sent.body;
        store::Memories memories(*service, learner, front.runtime.get()->store_keys);
        while (!*memories.given(correspondence(), core::address_digest("anna@example.org"),
            core::Deadline::in(front.clock, 1s))) { } // the writer's thread is at it
    }
    std::string ask(uid_t peer = vmail)
    {
        return desk->answer(peer, request);
    }
    std::string learn(const store::Opinion& opinion, uid_t peer = vmail)
    {
        request.opinion = opinion;
        return ask(peer);
    }
    std::string& field(std::string_view name)
    {
        for (auto& f : request.fields)
            if (f.name == name)
                return f.value;
        FAIL("no such field");
        return request.body;
    }
};

TEST(Desk, LearnsOnceAndTakesBack)
{
    deliver();
    STRCMP_EQUAL("OK learnt: important\n\n", learn({ Said::Important }).c_str());
    STRCMP_EQUAL("OK learnt before: important\n\n", learn({ Said::Important }).c_str());
    STRCMP_EQUAL("OK taken back: important\n\n", learn({ Said::Important, {}, true }).c_str());
    STRCMP_EQUAL(
        "OK nothing to take back: important\n\n", learn({ Said::Important, {}, true }).c_str());
    CHECK_EQUAL(1u, front.counted(stats::Metric::Feedback, 0));
}

TEST(Desk, TheWorkerReadsWhatTheSenderSent)
{
    deliver();
    front.message.clear();
    learn({ Said::Important });
    STRCMP_EQUAL(support::plain, front.message.c_str());
}

TEST(Desk, WithoutAValidSealNothingIsLearntUnlessForced)
{
    deliver();
    field("Subject") = " Another plan";
    STRCMP_CONTAINS("--force", learn({ Said::Threat }).c_str());
    request.force = true;
    STRCMP_EQUAL("OK learnt: threat\n\n", learn({ Said::Threat }).c_str());
}

TEST(Desk, ASealMayBeMonthsOld)
{
    deliver();
    front.clock.advance(24h * 300);
    STRCMP_CONTAINS("OK learnt", learn({ Said::Important }).c_str());
    front.clock.advance(24h * 300);
    STRCMP_CONTAINS("no valid X-Triage-Seal", learn({ Said::Clean }).c_str());
}

TEST(Desk, AForgedFieldIsNoSealOfOurs)
{
    deliver();
    field("X-Triage-Priority") = " 99";
    STRCMP_CONTAINS("ERR", learn({ Said::Important }).c_str());
}

TEST(Desk, OthersSpeakForTheirOwnAddressOnly)
{
    deliver();
    STRCMP_CONTAINS("OK", learn({ Said::Important }, ann).c_str());
    request.user.clear();
    STRCMP_CONTAINS("OK learnt before", learn({ Said::Important }, ann).c_str());
    for (const char* other : { "ben@example.org", "anna@example.net", "annabel@example.org" }) {
        request.user = other;
        STRCMP_CONTAINS("may not speak for", learn({ Said::Important }, ann).c_str());
    }
    request.user = "Anna+lists@Example.ORG";
    STRCMP_CONTAINS("OK", learn({ Said::Important }, ann).c_str());
    STRCMP_CONTAINS("uid 65000 may not", learn({ Said::Important }, nobody).c_str());
    request.user.clear();
    STRCMP_CONTAINS("no user has the uid", learn({ Said::Important }, nobody).c_str());
    STRCMP_CONTAINS("--user", learn({ Said::Important }, vmail).c_str());
}

TEST(Desk, ALoginIsAnAddressAtTheFirstLocalDomain)
{
    deliver();
    learn({ Said::Important });
    request.user = "Anna";
    STRCMP_CONTAINS("learnt before", learn({ Said::Important }).c_str());
    STRCMP_CONTAINS("learnt before", learn({ Said::Important }, ann).c_str());
    request.user = "ben";
    STRCMP_CONTAINS("may not speak for ben@example.org", learn({ Said::Important }, ann).c_str());
}

TEST(Desk, WhoseMailItIsMustBeKnown)
{
    deliver();
    front.configure([](milter::Runtime& r) { r.config.policy.local_domains.clear(); });
    STRCMP_CONTAINS("may not speak", learn({ Said::Important }, ann).c_str());
    STRCMP_CONTAINS("OK", learn({ Said::Important }).c_str());
    request.user = "anna";
    STRCMP_CONTAINS("local_domains is empty", learn({ Said::Important }).c_str());
}

TEST(Desk, ADayHasAnEnd)
{
    deliver();
    front.configure([](milter::Runtime& r) { r.config.feedback.max_per_day = 2; });
    CHECK(learn({ Said::Important }).starts_with("OK"));
    CHECK(learn({ Said::Unimportant }).starts_with("OK"));
    STRCMP_CONTAINS("max_per_day", learn({ Said::Important }).c_str());
    CHECK(learn({ Said::Unimportant, {}, true }).starts_with("OK")); // taking back is free
    request.user = "ben@example.org";
    CHECK(learn({ Said::Important }).starts_with("OK")); // others' days are their own
    request.user = "anna@example.org";
    front.clock.advance(24h);
    CHECK(learn({ Said::Important }).starts_with("OK"));
}

TEST(Desk, WhatCannotBeReadIsSaid)
{
    deliver();
    front.answer.verdict.notes.correspondence.reset();
    STRCMP_CONTAINS("could not be read", learn({ Said::Important }).c_str());
}

TEST(Desk, WithoutAStoreThereIsNothingToLearnWith)
{
    deliver();
    front.services.memories = nullptr;
    STRCMP_CONTAINS("store.backend", learn({ Said::Important }).c_str());
}

TEST(Desk, StampsWhatTheRecipientsOwnPastSays)
{
    deliver(); // to two: neither's past shows in it
    learn({ Said::Important });
    front.answer.verdict.notes.correspondence->message = core::sha256("m2");
    mta.edits.clear();
    pass("Message-ID: <m2@example.net>\r\n" + std::string(support::plain));
    request.fields.clear();
    for (const auto& f : result().fields)
        request.fields.push_back({ f.name, f.value });
    const auto before = values("X-Triage-Priority").at(0);
    request.task = Task::Stamp;
    std::string answer;
    do
        answer = ask();
    while (answer.find("nothing is known") != answer.npos); // the writer's thread is at it
    STRCMP_CONTAINS("OK stamped\nX-Triage-Status: complete", answer.c_str());
    STRCMP_CONTAINS("you-said-important", answer.c_str());
    CHECK(answer.find("X-Triage-Priority: " + before + "\n") == std::string::npos);
    // The new set is as good as the old.
    request.fields = { { "From", field("From") }, { "To", field("To") },
        { "Subject", field("Subject") }, { "Message-ID", field("Message-ID") } };
    std::string_view rest = std::string_view(answer).substr(answer.find('\n') + 1);
    while (rest.size() > 1) {
        std::size_t end = rest.find('\n');
        while (end + 1 < rest.size() && rest[end + 1] == ' ')
            end = rest.find('\n', end + 1);
        const auto line = rest.substr(0, end);
        const auto colon = line.find(':');
        request.fields.push_back(
            { std::string(line.substr(0, colon)), std::string(line.substr(colon + 1)) });
        rest.remove_prefix(end + 1);
    }
    CHECK(ask() == answer);
}

TEST(Desk, StampsNothingForWhoDidNotGetIt)
{
    deliver();
    request.task = Task::Stamp;
    request.user = "carl@example.org";
    STRCMP_CONTAINS("nothing is known", ask().c_str());
    request.user = "ben@example.org";
    STRCMP_CONTAINS("OK stamped", ask().c_str());
    STRCMP_CONTAINS("may not speak", ask(ann).c_str());
}

TEST(Desk, TheLogSaysWhoTaughtWhatAndNoAddress)
{
    deliver();
    front.lines.clear();
    learn({ Said::Category, core::Category::Newsletter });
    STRCMP_CONTAINS("feedback: learnt: newsletter uid=5000 user=", front.lines.at(0).c_str());
    CHECK(front.lines.at(0).find("anna") == std::string::npos);
}
