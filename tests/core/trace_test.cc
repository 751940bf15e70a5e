// The place and name of fields that verifiers add: which may be believed.
#include "triage/core/trace.h"

#include <CppUTest/TestHarness.h>

using core::TraceTrust;

namespace {
std::string host(std::string_view name, std::string_view value)
{
    const auto f = core::trace_field(name, value);
    return f ? f->host : "(none)";
}

const std::vector<std::string> ids { "MX.example.org" };

std::vector<TraceTrust> judge(
    const std::vector<std::pair<const char*, const char*>>& fields, std::uint32_t max = 3)
{
    std::vector<core::TraceField> trace;
    for (const auto& [name, value] : fields)
        trace.push_back(*core::trace_field(name, value));
    return core::judge_trace(trace, { ids, "edge.example.org", max });
}

constexpr const char* results = "Authentication-Results";
}

TEST_GROUP(Trace) {};

TEST(Trace, ReadsTheNameAlsoOfBrokenFields)
{
    STRCMP_EQUAL("mx.example.org", host(results, " MX.Example.org; spf=pass (").c_str());
    STRCMP_EQUAL(
        "mx.example.org", host(results, "\r\n\t(a (b) \\) c) \"mx.example.org\" 1; none").c_str());
    STRCMP_EQUAL("", host(results, " (never closed mx.example.org; spf=pass").c_str());
    STRCMP_EQUAL("mx.example.org", host("received", " from a (x) by MX.example.org; date").c_str());
    STRCMP_EQUAL("mx.example.org",
        host("Received-SPF", " pass (x receiver=no.example) client-ip=1; receiver=mx.example.org;")
            .c_str());
    STRCMP_EQUAL("", host("Received-SPF", " pass identity=\"receiver=mx.example.org\"").c_str());
    STRCMP_EQUAL("(none)", host("Subject", " x").c_str());
}

TEST(Trace, BelievedAboveTheFirstReceivedOfAnotherHost)
{
    const auto t
        = judge({ { results, " mx.example.org; none" }, { "Received", " by edge.example.org" },
            { results, " mx.example.org; none" }, { results, " other.example; none" },
            { "Received", " by relay.example" }, { results, " mx.example.org; none" } });
    CHECK(t[0] == TraceTrust::Believed);
    CHECK(t[2] == TraceTrust::Believed);
    CHECK(t[3] == TraceTrust::Other);
    CHECK(t[5] == TraceTrust::TooLow);
}

TEST(Trace, ReceivedWithoutAHostIsNotOurs)
{
    const auto t = judge(
        { { "Received", " (qmail 1 invoked by uid 0)" }, { results, " mx.example.org; none" } });
    CHECK(t[1] == TraceTrust::TooLow);
}

TEST(Trace, TopmostFieldsUpToTheNumberThatWeAdd)
{
    const auto t
        = judge({ { results, " mx.example.org; none" }, { results, " mx.example.org; none" },
                    { "Received-SPF", " pass receiver=mx.example.org" } },
            1);
    CHECK(t[0] == TraceTrust::Believed);
    CHECK(t[1] == TraceTrust::TooMany);
    CHECK(t[2] == TraceTrust::Believed); // counted apart
}

TEST(Trace, WithoutIdsTheMtasOwnNameCounts)
{
    const std::vector<core::TraceField> trace { *core::trace_field(
        results, " edge.example.org; none") };
    CHECK(core::judge_trace(trace, { {}, "edge.example.org", 3 })[0] == TraceTrust::Believed);
    CHECK(core::judge_trace(trace, { ids, "edge.example.org", 3 })[0] == TraceTrust::Other);
    const std::vector<core::TraceField> nameless { { core::TraceKind::Results, "" } };
    CHECK(core::judge_trace(nameless, { {}, "", 3 })[0] == TraceTrust::Other);
}
