// What the findings of an attached message become in the one that carries it.
#include "triage/scan/attached.h"

#include <CppUTest/TestHarness.h>

using core::Group;
using core::Severity;

namespace {
enum Row : core::FindingId { Name, Exe, NestedRow };
}

TEST_GROUP(Attached)
{
    core::FindingTable table;
    scan::Scanned outer { {}, 0, true };
    void setup() override
    {
        CHECK_TRUE(table.add({ "FROM_NAME", Group::Identity, "", Severity::High, "" }).ok());
        CHECK_TRUE(table.add({ "ATT_EXE", Group::Attachments, "", Severity::Critical, "" }).ok());
        CHECK_TRUE(
            table.add({ "ATT_NESTED_MSG", Group::Attachments, "", Severity::Info, "" }).ok());
    }
    static scan::Scanned with(std::vector<core::Finding> findings)
    {
        scan::Scanned s { {}, 0, true };
        s.notes.findings = std::move(findings);
        return s;
    }
    std::optional<Severity> severity(core::FindingId id) const
    {
        for (const core::Finding& f : outer.notes.findings)
            if (f.id == id)
                return f.severity;
        return std::nullopt;
    }
};

TEST(Attached, LowersBySeverityAndNamesThePlace)
{
    add_attached(outer, with({ { Name, Severity::High, "PayPal", 40 } }), "a.eml", false, table);
    CHECK_TRUE(severity(Name) == Severity::Medium);
    LONGS_EQUAL(20, outer.notes.findings[0].weight);
    STRCMP_EQUAL("PayPal (in a.eml)", outer.notes.findings[0].evidence.c_str());
    CHECK_TRUE(severity(NestedRow) == Severity::Info);
}

TEST(Attached, WhatAFileDoesKeepsItsSeverity)
{
    add_attached(outer, with({ { Exe, Severity::Critical, "" } }), "a.eml", false, table);
    CHECK_TRUE(severity(Exe) == Severity::Critical);
}

TEST(Attached, FilesOfTheTreeAreNotCountedTwice)
{
    add_attached(outer, with({ { Exe, Severity::Critical, "" } }), "part 2", true, table);
    CHECK_TRUE(outer.notes.findings.empty());
}

TEST(Attached, BounceReturnsWhatSomebodySent)
{
    outer.facts = scan::Bounce;
    add_attached(outer, with({ { Name, Severity::Medium, "" } }), "part 2", true, table);
    CHECK_TRUE(severity(Name) == Severity::Info);
}

TEST(Attached, TheWorseOfTwoStands)
{
    outer = with({ { Name, Severity::Low, "outside" } });
    add_attached(outer, with({ { Name, Severity::Critical, "inside" } }), "x", true, table);
    CHECK_TRUE(severity(Name) == Severity::High);
    add_attached(outer, with({ { Name, Severity::Medium, "again" } }), "y", true, table);
    CHECK_TRUE(severity(Name) == Severity::High);
}

TEST(Attached, AnUnfinishedScanInsideIsUnfinished)
{
    add_attached(outer, { {}, 0, false }, "x", false, table);
    CHECK_FALSE(outer.finished);
}
