// The score's arithmetic as one table of cases, and what an unfinished scan may say.
#include "triage/scan/score.h"

#include <CppUTest/TestHarness.h>

using core::Group;
using core::Severity;
using core::Threat;

namespace {
enum Row : core::FindingId { FromBrand, FromName, LinkIp, LinkText, LinkTextAlso, AttExe };

scan::SeverityTable table()
{
    core::FindingTable t;
    for (const auto& [id, group, cluster] :
        std::vector<std::tuple<const char*, Group, const char*>> {
            { "FROM_BRAND", Group::Identity, "" }, { "FROM_NAME", Group::Identity, "" },
            { "LINK_IP", Group::Links, "" }, { "LINK_TEXT", Group::Links, "text" },
            { "LINK_TEXT_ALSO", Group::Links, "text" }, { "ATT_EXE", Group::Attachments, "" } })
        CHECK_TRUE(t.add({ id, group, cluster, Severity::Low, "" }).ok());
    return scan::severity_table(t);
}

struct Case {
    const char* what;
    std::vector<core::Finding> findings;
    int security;
    Threat threat;
};
}

TEST_GROUP(Score) {};

TEST(Score, FollowsTheTableOfCases)
{
    const std::vector<Case> cases {
        { "nothing", {}, 100, Threat::Clean },
        { "info counts nothing", { { LinkIp, Severity::Info, "" } }, 100, Threat::Clean },
        { "one low", { { LinkIp, Severity::Low, "" } }, 95, Threat::Clean },
        { "one medium", { { LinkIp, Severity::Medium, "" } }, 85, Threat::Clean },
        { "one high", { { LinkIp, Severity::High, "" } }, 60, Threat::Suspicious },
        { "two groups", { { LinkIp, Severity::Medium, "" }, { FromName, Severity::Medium, "" } },
            72, Threat::Suspicious },
        { "a cluster counts its rest at a quarter",
            { { LinkText, Severity::High, "" }, { LinkTextAlso, Severity::High, "" } }, 50,
            Threat::Suspicious },
        { "repeated finding is its own cluster",
            { { LinkIp, Severity::Medium, "" }, { LinkIp, Severity::Medium, "" } }, 81,
            Threat::Clean },
        { "one group stops at the floor",
            { { LinkIp, Severity::High, "" }, { LinkText, Severity::High, "" } }, 45,
            Threat::Suspicious },
        { "two groups go below it",
            { { LinkIp, Severity::High, "" }, { FromBrand, Severity::High, "" } }, 36,
            Threat::Dangerous },
        { "info does not make a second group",
            { { LinkIp, Severity::High, "" }, { LinkText, Severity::High, "" },
                { FromBrand, Severity::Info, "" } },
            45, Threat::Suspicious },
        { "critical goes below it alone", { { AttExe, Severity::Critical, "" } }, 20,
            Threat::Dangerous },
        { "a cluster never takes more than .95",
            std::vector<core::Finding>(40, { AttExe, Severity::Critical, "" }), 5,
            Threat::Dangerous },
        { "a weight of its own counts for the severity", { { LinkIp, Severity::High, "", 12 } }, 88,
            Threat::Clean },
        { "unknown rows count nothing", { { 999, Severity::Critical, "" } }, 100, Threat::Clean },
    };
    const auto t = table();
    for (const Case& c : cases) {
        const auto s = scan::score(c.findings, t);
        LONGS_EQUAL_TEXT(c.security, s.security, c.what);
        CHECK_TEXT(c.threat == s.threat, c.what);
    }
}

TEST(Score, DoesNotDependOnTheOrderOfFindings)
{
    std::vector<core::Finding> findings { { LinkIp, Severity::Low, "" },
        { FromBrand, Severity::High, "" }, { LinkText, Severity::Medium, "" } };
    const auto t = table();
    const int forward = scan::score(findings, t).security;
    std::swap(findings[0], findings[2]);
    LONGS_EQUAL(forward, scan::score(findings, t).security);
}

TEST(Score, UnfinishedScanIsNeverClean)
{
    CHECK(Threat::Unknown == scan::threat_of({ 100, Threat::Clean }, false));
    CHECK(Threat::Clean == scan::threat_of({ 100, Threat::Clean }, true));
    CHECK(Threat::Suspicious == scan::threat_of({ 60, Threat::Suspicious }, false));
}
