// A message for the tests of the agents, put together by hand: no parser, only what agents read.
#pragma once

#include <string>
#include <string_view>

#include "tests/support/fake_clock.h"
#include "triage/agents/agent.h"

namespace support {

struct Example {
    core::Message message;
    core::Envelope envelope;
    core::Notes so_far;
    core::Threat threat = core::Threat::Clean;

    Example()
    {
        envelope.mail_from = "anna@partner.example";
        from("Anna Weber", "anna@partner.example").to("Tom Miller", "tom@company.example");
        message.date = 1793610000; // Monday, 2 November 2026, 09:00 UTC
    }

    static core::Address address(std::string_view name, std::string_view spec)
    {
        return { std::string(name), std::string(spec),
            std::string(spec.substr(spec.find('@') + 1)) };
    }
    Example& from(std::string_view name, std::string_view spec)
    {
        message.from = { address(name, spec) };
        return *this;
    }
    Example& to(std::string_view name, std::string_view spec)
    {
        message.to = { address(name, spec) };
        return *this;
    }
    Example& header(std::string_view name, std::string_view text)
    {
        message.headers.push_back(
            { std::string(name), " " + std::string(text), std::string(text) });
        return *this;
    }
    Example& subject(std::string_view s)
    {
        message.subject = s;
        return *this;
    }
    Example& text(std::string_view s)
    {
        message.text = message.new_text = s;
        return *this;
    }
    Example& category(core::Category c)
    {
        so_far.category = c;
        return *this;
    }
    Example& language(std::string_view tag)
    {
        so_far.language = tag;
        return *this;
    }
    Example& links(std::size_t n)
    {
        message.links.assign(n, core::Link {});
        return *this;
    }
    // What bulk senders add.
    Example& bulk()
    {
        return header("List-Unsubscribe", "<https://bulk.example/u>")
            .header("List-Unsubscribe-Post", "List-Unsubscribe=One-Click")
            .header("Feedback-ID", "1:2:3:bulk")
            .header("Precedence", "bulk");
    }

    agents::Case get() const { return { message, envelope, so_far, threat }; }
    core::Notes run(const agents::Agent& agent) const
    {
        const FakeClock clock;
        return agent.assess(get(), core::Deadline::in(clock, std::chrono::seconds { 1 })).value();
    }
};

} // namespace support
