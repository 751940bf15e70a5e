// How stages' reports come together.
#include "triage/core/verdict.h"

#include <CppUTest/TestHarness.h>

TEST_GROUP(Verdict) {};

TEST(Verdict, AnUnfinishedScanKeepsWhatItFound)
{
    core::StageReport report;
    report.stage = core::Stage::Scan;
    report.failed = core::Cause::Timeout;
    report.notes.findings.push_back({ 3, core::Severity::High, "seen" });
    core::ContentVerdict v;
    v.merge(std::move(report));
    CHECK_FALSE(v.done.has(core::Stage::Scan));
    CHECK_FALSE(v.complete());
    LONGS_EQUAL(1, v.notes.findings.size());
}
