// A site's memory as the daemon has it, and what comes to Ann, whom she answers and what she says
// of it: for the tests of memories, of opinions and of aliases.
#pragma once

#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "milter/breaker_panel.h"
#include "milter/stats/registry.h"
#include "milter/store/memories.h"
#include "tests/support/fake_clock.h"

#include <CppUTest/TestHarness.h>

namespace memories_fixture {

using core::Correspondence;
using core::HistoryFacts;
using store::Heard;
using store::Label;
using store::Memories;

inline core::Digest digest(std::string_view s)
{
    return core::sha256(s);
}

struct Site : public Utest {
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
        service->every(std::chrono::minutes(1),
            [this](store::Store& s) { return store::label_overdue(s, learner, keys, clock); });
    }
    Memories memories() { return { *service, learner, site }; }
    std::int64_t now() const { return clock.wall().time_since_epoch().count(); }
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
    HistoryFacts recall(const Correspondence& c) { return recalled(c).history; }
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
        const auto past = memories().recall(a, core::Deadline::in(clock, std::chrono::seconds(1)));
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
        const auto past = memories().recall(a, core::Deadline::in(clock, std::chrono::seconds(1)));
        CHECK_TRUE(past.ok() && past->size() == 1);
        return past->front().person;
    }
    store::Id id(std::string_view address) const { return keys.recipient(digest(address)); }
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

} // namespace memories_fixture
