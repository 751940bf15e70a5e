// One finding an id, the worst; evidence cut to size; candidates gathered.
#include "triage/scan/sink.h"

#include "triage/core/digest.h"
#include "triage/core/text.h"

#include <CppUTest/TestHarness.h>

using core::Severity;

TEST_GROUP(Sink)
{
    core::FindingTable table;
    std::vector<scan::Override> overrides { {} };

    void setup() override
    {
        CHECK_TRUE(table.add({ "A", core::Group::Links, "", Severity::Medium, "" }).ok());
    }
};

TEST(Sink, KeepsTheWorstOfOneId)
{
    scan::Sink sink(table, overrides);
    sink.begin(0);
    sink.report(Severity::Low, "first");
    sink.report(Severity::High, "worst");
    sink.report("usual");
    const auto notes = sink.take(10);
    LONGS_EQUAL(1, notes.findings.size());
    STRCMP_EQUAL("worst", notes.findings[0].evidence.c_str());
}

TEST(Sink, InfoIsNoEvidenceOfAGroup)
{
    scan::Sink sink(table, overrides);
    constexpr auto links = std::uint8_t { 1u << static_cast<unsigned>(core::Group::Links) };
    sink.begin(0);
    sink.report(Severity::Info, "x");
    CHECK_FALSE(sink.found_in(links));
    CHECK_TRUE(sink.found(0).has_value());
    sink.report(Severity::Low, "x");
    CHECK_TRUE(sink.found_in(links));
}

TEST(Sink, TooManyAddressesMakeTheScanIncomplete)
{
    scan::Sink sink(table, overrides);
    sink.begin(0);
    for (int i = 0; i < 65; ++i)
        sink.candidate(Severity::Low, "x", { core::sha256(std::to_string(i)) });
    const auto notes = sink.take(10);
    LONGS_EQUAL(1, notes.candidates.size());
    LONGS_EQUAL(64, notes.candidates[0].addresses.size());
    CHECK_TRUE(notes.limit_hit);
}

TEST(Sink, TooManyFindingsMakeTheScanIncomplete)
{
    scan::Sink sink(table, overrides);
    sink.begin(0);
    sink.report("x");
    CHECK_TRUE(sink.take(0).limit_hit);
}

TEST(Sink, EvidenceEndsAtACharacter)
{
    const std::string shown = scan::evidence(std::string(199, 'a') + "\u00E9", "where");
    CHECK_TRUE(shown.size() <= 200 && shown.ends_with(" (where)"));
    CHECK_TRUE(core::is_valid_utf8(scan::evidence(std::string(199, 'a') + "\u00E9")));
    CHECK_TRUE(core::is_valid_utf8(scan::evidence(std::string(300, '\xFF'))));
    CHECK_TRUE(scan::evidence(std::string(300, '\xFF')).size() <= 200);
}
