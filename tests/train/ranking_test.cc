#include "triage/train/ranking.h"

#include <cmath>

#include <CppUTest/TestHarness.h>

using train::Ranked;

TEST_GROUP(Ranking) {};

TEST(Ranking, AreaCountsPairsAndTiesHalf)
{
    const std::vector<Ranked> all { { 3, true, 0 }, { 2, false, 0 }, { 1, true, 0 },
        { 1, false, 0 } };
    DOUBLES_EQUAL((2 + 0.5) / 4, train::rank_area(all), 1e-12);
    DOUBLES_EQUAL(0.5, train::rank_area(std::vector<Ranked> { { 1, true, 0 } }), 0);
    DOUBLES_EQUAL(0.5, train::rank_area({}), 0);
}

TEST(Ranking, AveragePrecisionIsThatOfTheOrder)
{
    const std::vector<Ranked> all { { 4, true, 0 }, { 3, false, 0 }, { 2, true, 0 },
        { 1, false, 0 } };
    DOUBLES_EQUAL((1.0 + 2.0 / 3) / 2, train::average_precision(all), 1e-12);
    DOUBLES_EQUAL(0, train::average_precision(std::vector<Ranked> { { 1, false, 0 } }), 0);
}

TEST(Ranking, CalibrationIsTheDistanceFromWhatHappened)
{
    std::vector<Ranked> all;
    for (int i = 0; i < 1000; ++i)
        all.push_back({ std::log(0.3 / 0.7), i % 10 < 3, 0 });
    DOUBLES_EQUAL(0, train::calibration_error(all), 1e-9);
    for (Ranked& r : all)
        r.score = 0; // says one half
    DOUBLES_EQUAL(0.2, train::calibration_error(all), 1e-9);
}

TEST(Ranking, WithinCountsOnlyThoseWithEnoughOfBothKinds)
{
    std::vector<Ranked> all;
    for (int i = 0; i < 10; ++i) {
        all.push_back({ 100.0, true, 1 }); // perfect, on a scale of its own
        all.push_back({ 99.0, false, 1 });
        all.push_back({ 1.0, i % 2 == 0, 2 }); // five of each
    }
    const auto areas = train::areas_within(all);
    LONGS_EQUAL(1, areas.size());
    DOUBLES_EQUAL(1, areas.at(1), 0);
}

TEST(Ranking, GainIsByPerson)
{
    const std::map<std::uint32_t, double> before { { 1, .5 }, { 2, .6 }, { 3, .7 }, { 9, .1 } };
    const std::map<std::uint32_t, double> after { { 1, .6 }, { 2, .7 }, { 3, .8 } };
    const train::Gain g = train::gain(before, after, 200, 1);
    LONGS_EQUAL(3, g.people);
    LONGS_EQUAL(3, g.better);
    DOUBLES_EQUAL(0.1, g.mean, 1e-9);
    DOUBLES_EQUAL(0.1, g.interval.low, 1e-9);
    DOUBLES_EQUAL(0.65, train::median_of({ { 1, .6 }, { 2, .7 } }), 1e-9);
}
