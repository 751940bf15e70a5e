// The score's arithmetic as one table of cases, and what an unfinished scan may say.
#include "triage/scan/score.h"

#include <CppUTest/TestHarness.h>

using core::Group;
using core::Severity;
using core::Threat;

namespace {
enum Row : core::FindingId { FromBrand, FromName, LinkIp, LinkText, LinkTextAlso, AttExe, Model };

scan::SeverityTable table()
{
    core::FindingTable t;
    for (const auto& [id, group, cluster] :
        std::vector<std::tuple<const char*, Group, const char*>> {
            { "FROM_BRAND", Group::Identity, "" }, { "FROM_NAME", Group::Identity, "" },
            { "LINK_IP", Group::Links, "" }, { "LINK_TEXT", Group::Links, "text" },
            { "LINK_TEXT_ALSO", Group::Links, "text" }, { "ATT_EXE", Group::Attachments, "" },
            { "MODEL_CONTENT", Group::Model, "" } })
        CHECK_TRUE(t.add({ id, group, cluster, Severity::Low, "" }).ok());
    return scan::severity_table(t);
}

// A model that has learnt all findings but FROM_NAME.
scan::SeverityTable learnt()
{
    scan::SeverityTable t = table();
    for (const core::FindingId id : { FromBrand, LinkIp, LinkText, LinkTextAlso, AttExe })
        t.rows[id].learnt = true;
    return t;
}

struct Case {
    const char* what;
    std::vector<core::Finding> findings;
    int security;
    Threat threat;
};
}

void check_all(const std::vector<Case>& cases, const scan::SeverityTable& t)
{
    for (const Case& c : cases) {
        const auto s = scan::score(c.findings, t);
        LONGS_EQUAL_TEXT(c.security, s.security, c.what);
        CHECK_TEXT(c.threat == s.threat, c.what);
    }
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
    check_all(cases, table());
}

TEST(Score, WhatTheModelHasLearntCountsOnce)
{
    const std::vector<Case> cases {
        { "learnt and low", { { LinkIp, Severity::Low, "" } }, 100, Threat::Clean },
        { "learnt and medium", { { LinkIp, Severity::Medium, "" } }, 100, Threat::Clean },
        { "learnt and high", { { LinkIp, Severity::High, "" } }, 60, Threat::Suspicious },
        { "not learnt", { { FromName, Severity::Medium, "" } }, 85, Threat::Clean },
        { "the model's weight stands for them",
            { { LinkIp, Severity::Medium, "" }, { Model, Severity::Low, "", 9 } }, 91,
            Threat::Clean },
        { "enough without the model is enough with it",
            { { LinkIp, Severity::Medium, "" }, { FromBrand, Severity::Medium, "" } }, 72,
            Threat::Suspicious },
        { "low ones do not add up to it",
            { { LinkIp, Severity::Medium, "" }, { FromBrand, Severity::Low, "" },
                { LinkText, Severity::Low, "" }, { AttExe, Severity::Low, "" } },
            100, Threat::Clean },
        { "what it has learnt is no second kind of evidence",
            { { LinkIp, Severity::Medium, "" }, { Model, Severity::High, "", 50 },
                { FromName, Severity::Info, "" } },
            50, Threat::Suspicious },
        { "other evidence is",
            { { FromBrand, Severity::High, "" }, { Model, Severity::High, "", 50 } }, 30,
            Threat::Dangerous },
    };
    check_all(cases, learnt());
    LONGS_EQUAL(95,
        scan::score(std::vector<core::Finding> { { LinkIp, Severity::Low, "" } },
            scan::without_model(learnt()))
            .security);
}

TEST(Score, TellsWhoseTheWeightIs)
{
    const auto t = learnt();
    CHECK_TRUE(scan::is_left_to_model({ LinkIp, Severity::Medium, "" }, t));
    CHECK_FALSE(scan::is_left_to_model({ LinkIp, Severity::High, "" }, t));
    CHECK_FALSE(scan::is_left_to_model({ FromName, Severity::Low, "" }, t));
    DOUBLES_EQUAL(.4, scan::weight_of({ LinkIp, Severity::High, "" }, t), 1e-9);
    DOUBLES_EQUAL(.12, scan::weight_of({ Model, Severity::Low, "", 12 }, t), 1e-9);
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
