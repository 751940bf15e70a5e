// When a deadline that was found is the one that people read.
#include "triage/train/deadlines.h"

#include <CppUTest/TestHarness.h>

using train::same_deadline;

TEST_GROUP(TrainDeadlines) {};

TEST(TrainDeadlines, TheSameDayAndTheSameTimeWhereBothSayOne)
{
    CHECK_TRUE(same_deadline("2001-11-09", "2001-11-09"));
    CHECK_TRUE(same_deadline("2001-11-09", "2001-11-09T17:00-06:00"));
    CHECK_TRUE(same_deadline("2001-11-09T17:00", "2001-11-09"));
    CHECK_TRUE(same_deadline("2001-11-09T17:00", "2001-11-09T17:00-06:00"));
    CHECK_FALSE(same_deadline("2001-11-09T17:00", "2001-11-09T16:00-06:00"));
    CHECK_FALSE(same_deadline("2001-11-09", "2001-11-10"));
    CHECK_TRUE(same_deadline("2001-11-09|2001-11-16", "2001-11-16"));
    CHECK_FALSE(same_deadline("none", "2001-11-16"));
    CHECK_FALSE(same_deadline("", ""));
    CHECK_FALSE(same_deadline("2001-11-09", ""));
}

TEST(TrainDeadlines, Shares)
{
    const std::vector<train::ReadDeadline> all { { "2001-11-09", "2001-11-09" },
        { "2001-11-09", "2001-11-10" }, { "2001-11-09", "" }, { "none", "" },
        { "none", "2001-11-09" }, { "?", "2001-11-09" } };
    const auto s = train::score_deadlines(all);
    LONGS_EQUAL(1, s.exact.count);
    LONGS_EQUAL(2, s.exact.total);
    LONGS_EQUAL(2, s.found.count);
    LONGS_EQUAL(3, s.found.total);
    LONGS_EQUAL(2, s.rightly.count);
    LONGS_EQUAL(3, s.rightly.total);
    LONGS_EQUAL(1, s.undecided);
}
