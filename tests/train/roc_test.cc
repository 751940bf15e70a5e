// Shares and curves against figures worked out by hand.
#include "triage/train/roc.h"

#include <CppUTest/TestHarness.h>

using train::Roc;
using train::Sample;

TEST_GROUP(Roc) {};

TEST(Roc, WilsonIntervalOfSmallCounts)
{
    const train::Interval i = train::Share { 2, 100 }.interval();
    DOUBLES_EQUAL(0.0055, i.low, 0.0005);
    DOUBLES_EQUAL(0.0700, i.high, 0.0005);
    DOUBLES_EQUAL(0, (train::Share { 0, 10 }.interval().low), 1e-12);
    DOUBLES_EQUAL(0.278, (train::Share { 0, 10 }.interval().high), 0.001);
    DOUBLES_EQUAL(1, (train::Share {}.interval().high), 0);
}

TEST(Roc, AreaCountsTiesHalf)
{
    const Roc roc({ { 3, 0, true }, { 1, 0, true }, { 1, 1, false }, { 0, 1, false } });
    DOUBLES_EQUAL(0.875, roc.area(), 1e-12);
}

TEST(Roc, AreaIsOneHalfWithoutTwoLabels)
{
    const Roc roc({ { 3, 0, true } });
    CHECK(roc.empty());
    DOUBLES_EQUAL(0.5, roc.area(), 0);
}

TEST(Roc, LegitimateSetsWeighTheSame)
{
    // Set 1 is separated; of set 2, ten times as large, nothing is.
    std::vector<Sample> samples { { 5, 0, true }, { 0, 1, false } };
    for (int i = 0; i < 10; ++i)
        samples.push_back({ 9, 2, false });
    DOUBLES_EQUAL(0.5, Roc(samples).area(), 1e-12);
}

TEST(Roc, RateIsTheMeanOfSets)
{
    std::vector<Sample> samples { { 5, 0, true }, { 3, 0, true } };
    for (int i = 0; i < 10; ++i) {
        samples.push_back({ i == 0 ? 4.0 : 0.0, 1, false });
        samples.push_back({ 0, 2, false });
    }
    const Roc roc(samples);
    const train::Operation strict = roc.at_rate(0.01), loose = roc.at_rate(0.05);
    LONGS_EQUAL(1, strict.found.count);
    LONGS_EQUAL(0, strict.alarms.count);
    LONGS_EQUAL(2, loose.found.count);
    LONGS_EQUAL(1, loose.alarms.count);
    LONGS_EQUAL(20, loose.alarms.total);
    DOUBLES_EQUAL(3, loose.limit, 0);
    DOUBLES_EQUAL(0.05, loose.alarm_rate, 1e-12);
}

TEST(Roc, CurveRunsFromNothingToAll)
{
    const auto points = Roc({ { 2, 0, true }, { 1, 1, false } }).curve();
    LONGS_EQUAL(3, points.size());
    LONGS_EQUAL(0, points.front().found.count);
    LONGS_EQUAL(1, points.back().alarms.count);
}

TEST(Roc, IntervalHoldsTheAreaAndIsTheSameEachTime)
{
    std::vector<Sample> samples;
    for (int i = 0; i < 60; ++i)
        samples.push_back({ static_cast<double>(i % 7 + (i % 2) * 2), 0, i % 2 == 1 });
    const Roc roc(samples);
    const train::Interval a = roc.area_interval(200, 7), b = roc.area_interval(200, 7);
    CHECK(a.low < roc.area() && roc.area() < a.high);
    DOUBLES_EQUAL(a.low, b.low, 0);
    DOUBLES_EQUAL(a.high, b.high, 0);
}
