// ROUGE by hand on a few words.
#include "triage/train/rouge.h"

#include <CppUTest/TestHarness.h>

TEST_GROUP(Rouge) {};

TEST(Rouge, CountsWordsPairsAndTheLongestCommonSubsequence)
{
    const auto r = train::rouge("The cat sat on a mat", "the mat: a cat sat");
    DOUBLES_EQUAL(2.0 * 5 / (6 + 5), r.one, 1e-9);
    DOUBLES_EQUAL(2.0 * 1 / (5 + 4), r.two, 1e-9);
    DOUBLES_EQUAL(2.0 * 3 / (6 + 5), r.longest, 1e-9);
}

TEST(Rouge, AWordCountsAsOftenAsBothHaveIt)
{
    DOUBLES_EQUAL(2.0 * 1 / (3 + 1), train::rouge("go go go", "go").one, 1e-9);
}

TEST(Rouge, SameTextIsOneAndNothingInCommonZero)
{
    const auto same = train::rouge("new prices in May", "New prices in May.");
    DOUBLES_EQUAL(1, same.one, 1e-9);
    DOUBLES_EQUAL(1, same.two, 1e-9);
    DOUBLES_EQUAL(1, same.longest, 1e-9);
    DOUBLES_EQUAL(0, train::rouge("cat", "dog").one, 0);
    DOUBLES_EQUAL(0, train::rouge("", "dog").longest, 0);
    DOUBLES_EQUAL(0, train::rouge("one", "one").two, 0);
}
