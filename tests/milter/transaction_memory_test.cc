// What a transaction asks of the site's memory and tells it: whose past shows in the priority,
// what is delivered and answered, and that a store that fails costs no mail.
#include "milter/breaker_panel.h"
#include "milter/store/memories.h"
#include "tests/support/passage.h"
#include "tests/support/silent_store.h"

using namespace std::chrono_literals;
using support::plain;

TEST_GROUP_BASE(TransactionMemory, support::Passage)
{
    milter::BreakerPanel panel { {}, front.metrics };
    milter::Config::Store config;
    store::Learner learner { store::no_start() };
    std::unique_ptr<store::Service> service;
    int ids = 0;

    void setup() override
    {
        config.backend = "memory";
        use(store::open_store(config, front.clock));
        front.configure([](milter::Runtime& r) {
            r.store_keys = std::make_shared<const store::Keys>("the site's key");
            r.config.policy.local_domains = { "example.org" };
        });
    }
    void use(core::Result<std::unique_ptr<store::Store>> opened)
    {
        service = std::make_unique<store::Service>(
            config, std::move(opened), front.clock, panel, front.metrics);
        front.services.memories = service.get();
        front.services.learner = &learner;
    }
    // One message, with what a worker would tell of it; its Message-ID's digest.
    core::Digest mail(const std::string& sender, const std::string& rcpt, bool by_one_of_ours,
        std::optional<core::Digest> answers = {})
    {
        core::Correspondence c;
        c.message = core::sha256("message " + std::to_string(++ids));
        c.from = core::address_digest(sender);
        c.from_domain = c.envelope_domain = core::sha256(sender.substr(sender.find('@')));
        c.thread = answers.value_or(c.message);
        if (answers)
            c.answers = { *answers };
        c.to = { core::address_digest(rcpt) };
        front.answer.verdict.notes.correspondence = c;
        return pass_on(sender, { rcpt }, by_one_of_ours), c.message;
    }
    void pass_on(const std::string& sender, const std::vector<std::string>& to, bool by_one_of_ours)
    {
        from = "<" + sender + ">";
        rcpts.clear();
        for (const std::string& address : to)
            rcpts.push_back("<" + address + ">");
        authenticated = by_one_of_ours;
        mta.edits.clear();
        // Verdicts are cached by bytes, and these differ between any two messages.
        pass("Message-ID: <" + std::to_string(ids) + "@example.net>\r\n" + plain);
        service->write_now();
    }
    int priority() const
    {
        const auto found = values("X-Triage-Priority");
        return found.size() == 1 ? std::atoi(found.front().c_str()) : -1;
    }
    std::uint64_t store_records()
    {
        service->write_now();
        return service->status().facts.records;
    }
    bool personal() const
    {
        const auto why = values("X-Triage-Why");
        return why.size() == 1 && why.front().find("pair-") != std::string::npos;
    }
    void correspond(int times)
    {
        for (int i = 0; i < times; ++i) {
            const auto id = mail("otto@example.org", "anna@example.org", true);
            front.clock.advance(2h);
            mail("anna@example.org", "otto@example.org", true, id);
            front.clock.advance(22h);
        }
    }
};

TEST(TransactionMemory, TwoWhoAnswerEachOtherRiseAndAForgeryDoesNot)
{
    mail("otto@example.org", "anna@example.org", true);
    const int before = priority();
    correspond(10);
    mail("otto@example.org", "anna@example.org", true);
    CHECK_TRUE(priority() >= before + 20);
    front.answer.verdict.notes.from_proven = false;
    mail("otto@example.org", "anna@example.org", false); // a stranger who uses the name
    LONGS_EQUAL(before, priority());
}

TEST(TransactionMemory, OnePersonHasOnePastUnderAllAddresses)
{
    front.configure([](milter::Runtime& r) {
        r.people = milter::People::parse("+", { "sales@example.org = anna@example.org" }).value();
    });
    mail("otto@example.org", "anna@example.org", true);
    const int before = priority();
    const char* const addresses[]
        = { "anna@example.org", "Anna+lists@example.org", "sales@example.org" };
    for (int i = 0; i < 9; ++i) {
        const auto id = mail("otto@example.org", addresses[i % 3], true);
        front.clock.advance(2h);
        mail("anna@example.org", "otto@example.org", true, id);
        front.clock.advance(22h);
    }
    std::vector<int> given;
    for (const char* address : addresses) {
        mail("otto@example.org", address, true);
        given.push_back(priority());
        CHECK_TRUE(personal());
    }
    CHECK_TRUE(*std::min_element(given.begin(), given.end()) >= before + 20);
}

TEST(TransactionMemory, WhoWritesUnderAnAliasIsStillTheOwner)
{
    front.configure([](milter::Runtime& r) {
        r.people = milter::People::parse("+", { "sales@example.org = anna@example.org" }).value();
    });
    front.answer.verdict.notes.from_proven = true;
    const auto id = mail("berta@example.net", "sales@example.org", false);
    const int before = priority();
    mail("sales@example.org", "berta@example.net", true, id);
    mail("berta@example.net", "anna@example.org", false);
    CHECK_TRUE(priority() > before);
    CHECK_TRUE(personal());
}

TEST(TransactionMemory, WhoClaimsToBeAnotherTeachesNothing)
{
    front.answer.verdict.notes.from_proven = true;
    const auto id = mail("berta@example.net", "anna@example.org", false);
    const auto records = store_records();
    auto& told = front.answer.verdict.notes.correspondence;
    told->answers = { id };
    told->from = core::address_digest("anna@example.org");
    pass_on("otto@example.org", { "berta@example.net" }, true);
    CHECK_EQUAL(records, store_records());
}

TEST(TransactionMemory, MailThatLeavesTellsWhomItAnswers)
{
    front.answer.verdict.notes.from_proven = true;
    const auto id = mail("berta@example.net", "anna@example.org", false);
    const int before = priority();
    mail("anna@example.org", "berta@example.net", true, id);
    CHECK_TRUE(values("X-Triage-Priority").empty()); // it is not triaged
    mail("berta@example.net", "anna@example.org", false);
    CHECK_TRUE(priority() > before);
    CHECK_TRUE(personal());
}

TEST(TransactionMemory, OfSeveralRecipientsNoPastShows)
{
    mail("otto@example.org", "anna@example.org", true);
    const int before = priority();
    correspond(10);
    mail("otto@example.org", "anna@example.org", true);
    pass_on("otto@example.org", { "anna@example.org", "bcc@example.org" }, true);
    LONGS_EQUAL(before, priority());
    CHECK_FALSE(personal());
}

TEST(TransactionMemory, DangerousMailIsNoPartOfThePast)
{
    front.answer.verdict.notes.from_proven = true;
    front.answer.verdict.notes.findings.push_back({ 0, core::Severity::Critical, "" });
    mail("berta@example.net", "anna@example.org", false);
    STRCMP_EQUAL("dangerous", values("X-Triage-Threat").at(0).c_str());
    CHECK_EQUAL(0u, store_records());
}

TEST(TransactionMemory, AStoreThatFailsIsMissingAndMailPasses)
{
    use(core::Result<std::unique_ptr<store::Store>>(std::make_unique<support::SilentStore>()));
    mail("berta@example.net", "anna@example.org", false);
    STRCMP_CONTAINS("partial", status().c_str());
    STRCMP_CONTAINS("store(error)", status().c_str());
    CHECK_TRUE(priority() > 0);
}

TEST(TransactionMemory, WhatCameWhileTheStoreWasAwayIsLearntAfterwards)
{
    auto made = std::make_unique<support::SilentStore>(
        std::move(store::open_store(config, front.clock)).value());
    support::SilentStore& held = *made;
    use(core::Result<std::unique_ptr<store::Store>>(std::move(made)));
    const auto id = mail("otto@example.org", "anna@example.org", true);
    STRCMP_CONTAINS("store(error)", status().c_str());
    front.clock.advance(2h);
    mail("anna@example.org", "otto@example.org", true, id);
    const int before = priority();
    held.away = false;
    front.clock.advance(1h);
    service->write_now();
    mail("otto@example.org", "anna@example.org", true);
    CHECK_TRUE(personal());
    CHECK_TRUE(priority() > before);
}

TEST(TransactionMemory, WithoutAStoreItIsNotMissed)
{
    front.services.memories = nullptr;
    mail("berta@example.net", "anna@example.org", false);
    STRCMP_CONTAINS("complete", status().c_str());
}
