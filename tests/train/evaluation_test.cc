// Tables of a corpus of six messages, worked out by hand.
#include "triage/train/evaluation.h"

#include <CppUTest/TestHarness.h>

using core::Threat;
using train::Judged;

TEST_GROUP(Evaluation)
{
    const std::vector<train::SetLabel> sets { { "bad", true }, { "list", false },
        { "shop", false } };

    static Judged message(std::uint16_t set, double badness, Threat threat,
        std::vector<core::FindingId> ids, const char* language = "en")
    {
        Judged j;
        j.set = set;
        j.badness = { badness, 0, badness };
        j.threat = threat;
        j.language = language;
        for (const core::FindingId id : ids)
            j.findings.push_back({ id, core::Severity::Low, {} });
        return j;
    }
    const std::vector<Judged> messages {
        message(0, 60, Threat::Dangerous, { 1, 2 }),
        message(0, 30, Threat::Suspicious, { 1 }, "de"),
        message(1, 0, Threat::Clean, {}),
        message(1, 0, Threat::Clean, {}),
        message(2, 25, Threat::Suspicious, { 1 }),
        message(2, 0, Threat::Clean, { 3 }),
    };
    const train::Evaluation result = train::evaluate(sets, messages);
};

TEST(Evaluation, ViewWithoutEvidenceIsAbsent)
{
    CHECK(result.curves[0].present);
    CHECK_FALSE(result.curves[1].present);
    DOUBLES_EQUAL(1, result.curves[2].area, 1e-12);
    LONGS_EQUAL(2, result.curves[2].at[0].found.count);
}

TEST(Evaluation, SetsAreCountedByThreat)
{
    LONGS_EQUAL(1, result.sets[0].dangerous.count);
    LONGS_EQUAL(1, result.sets[0].suspicious.count);
    LONGS_EQUAL(1, result.sets[2].suspicious.count);
    LONGS_EQUAL(2, result.sets[2].suspicious.total);
    DOUBLES_EQUAL(1, result.sets[1].area[0], 1e-12);
}

TEST(Evaluation, PrecisionIsAtEvenOddsOfLabelsAndSets)
{
    const train::FindingResult& first = result.findings.front();
    LONGS_EQUAL(1, first.id);
    LONGS_EQUAL(2, first.hostile);
    LONGS_EQUAL(1, first.hits[2]);
    DOUBLES_EQUAL(0.8, first.precision, 1e-12); // all hostile against half of one set of two
    LONGS_EQUAL(3, result.findings.back().id);
    DOUBLES_EQUAL(0, result.findings.back().precision, 0);
}

TEST(Evaluation, LanguagesAreCountedByLabel)
{
    LONGS_EQUAL(2, result.languages.size());
    STRCMP_EQUAL("en", result.languages[0].language.c_str());
    LONGS_EQUAL(1, result.languages[0].found.count);
    LONGS_EQUAL(1, result.languages[0].alarms.count);
    LONGS_EQUAL(4, result.languages[0].alarms.total);
    LONGS_EQUAL(0, result.languages[1].alarms.total);
}
