// The driver: what it looks at, what it passes on, and that its limits end it.
#include "triage/inspect/inspect.h"

#include <string>

#include <CppUTest/TestHarness.h>

#include "tests/support/fake_clock.h"

using inspect::Mark;

namespace {

core::Message with_part(std::string type, std::string name, std::string data)
{
    core::Message m;
    core::Part p;
    p.type = std::move(type);
    p.filename = std::move(name);
    p.data = std::move(data);
    m.parts.push_back(std::move(p));
    return m;
}

} // namespace

TEST_GROUP(Inspect)
{
    support::FakeClock clock;
    core::Limits limits;
    inspect::Report run(const core::Message& m)
    {
        return inspect::inspect(m, limits, core::Deadline::in(clock, std::chrono::seconds { 1 }));
    }
};

TEST(Inspect, FindsTheTestFileInAnyPart)
{
    const std::string half = "X5O!P%@AP[4\\PZX54(P^)7CC)7}$EICAR-";
    const auto report
        = run(with_part("text/plain", "a.txt", half + "STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"));
    CHECK_TRUE(report.has(Mark::Eicar));
    CHECK_FALSE(run(with_part("text/plain", "a.txt", half)).has(Mark::Eicar));
}

TEST(Inspect, HandsMessagesBack)
{
    const auto report = run(with_part("message/rfc822", "", "Subject: x\r\n\r\ntext\r\n"));
    CHECK_EQUAL(std::size_t { 1 }, report.messages.size());
    STRCMP_EQUAL("Subject: x\r\n\r\ntext\r\n", report.messages[0].bytes.c_str());
}

TEST(Inspect, OutOfTimeIsIncomplete)
{
    const core::Message m = with_part("text/plain", "a.txt", "text");
    const auto report
        = inspect::inspect(m, limits, core::Deadline::in(clock, std::chrono::seconds { 0 }));
    CHECK_TRUE(report.incomplete);
    CHECK_TRUE(report.has(Mark::Unscannable));
}

TEST(Inspect, TooManyMessagesAreIncomplete)
{
    limits.nested_messages = 1;
    core::Message m = with_part("message/rfc822", "", "a: b\r\n\r\n");
    m.parts.push_back(m.parts.front());
    const auto report = run(m);
    CHECK_EQUAL(std::size_t { 1 }, report.messages.size());
    CHECK_TRUE(report.incomplete);
}
