#include "triage/model/information.h"

#include <array>
#include <cmath>
#include <limits>

#include "triage/train/random.h"

#include <CppUTest/TestHarness.h>

using model::Information;
using model::Places;

TEST_GROUP(Information)
{
    train::Random random { 3 };
    // Two inputs, the first of which decides.
    std::array<float, 2> row(bool& positive)
    {
        const std::array<float, 2> x { static_cast<float>(random.below(2)),
            static_cast<float>(random.below(100)) / 100 };
        const double p = model::logistic(3.0 * static_cast<double>(x[0]) - 2);
        positive = static_cast<double>(random.below(1000)) / 1000 < p;
        return x;
    }
    static Information fresh()
    {
        return { { 0, 0, -1 }, { 1, 1, 0.1 } };
    }
};

TEST(Information, FindsTheWeightsBehindTheExamples)
{
    Information info = fresh();
    for (int i = 0; i < 4000; ++i) {
        bool positive = false;
        const auto x = row(positive);
        info.learn(x, positive);
        if (i % 50 == 0)
            CHECK_TRUE(info.solve());
    }
    CHECK_TRUE(info.solve());
    DOUBLES_EQUAL(3, info.weights()[0], 0.4);
    DOUBLES_EQUAL(0, info.weights()[1], 0.4);
    DOUBLES_EQUAL(-2, info.weights()[2], 0.4);
}

TEST(Information, IsASum)
{
    Information all = fresh(), one = fresh(), other = fresh();
    for (int i = 0; i < 100; ++i) {
        bool positive = false;
        const auto x = row(positive);
        all.learn(x, positive);
        (i % 2 ? one : other).learn(x, positive);
    }
    for (std::size_t i = 0; i < one.precision.size(); ++i)
        one.precision[i] += other.precision[i];
    for (std::size_t i = 0; i < one.information.size(); ++i)
        one.information[i] += other.information[i];
    CHECK_TRUE(all.solve());
    CHECK_TRUE(one.solve());
    for (std::size_t i = 0; i < 3; ++i)
        DOUBLES_EQUAL(all.weights()[i], one.weights()[i], 1e-9);
}

TEST(Information, WithoutExamplesItBelievesWhatItWasTold)
{
    Information info { { 0.5, -0.5, -3 }, { 10, 10, 1 } };
    CHECK_TRUE(info.solve());
    DOUBLES_EQUAL(0.5, info.weights()[0], 1e-9);
    const std::array<float, 2> x { 1, 1 };
    DOUBLES_EQUAL(-3, info.margin(x), 1e-9);
}

TEST(Information, SumsThatAreNoNumbersChangeNothing)
{
    Information info { { 0.5, -0.5, -3 }, { 10, 10, 1 } };
    info.precision[0] = std::numeric_limits<double>::quiet_NaN();
    CHECK_FALSE(info.solve());
    DOUBLES_EQUAL(0.5, info.weights()[0], 1e-9);
    info.precision[0] = -1e9;
    CHECK_FALSE(info.solve());
}

TEST_GROUP(Places) {};

TEST(Places, LearnWhatTheOffsetDoesNotKnow)
{
    Places places(10, 2);
    const std::array<Places::Place, 1> good { { { 3, 1 } } }, bad { { { 4, 1 } } };
    for (int i = 0; i < 50; ++i) {
        places.learn(good, 0, true);
        places.learn(bad, 0, false);
    }
    CHECK_TRUE(places.margin(good) > 1.5);
    CHECK_TRUE(places.margin(bad) < -1.5);
    CHECK_TRUE(places.variance(3) < 0.5);
    DOUBLES_EQUAL(0.5, places.variance(5), 1e-12);
    // What the offset knows already teaches next to nothing.
    Places told(10, 2);
    for (int i = 0; i < 50; ++i)
        told.learn(good, 6, true);
    CHECK_TRUE(told.margin(good) < 0.5);
}

TEST(Places, LoosenLetsAWeightMoveAndNeverBeyondThePrior)
{
    Places places(1, 2);
    const std::array<Places::Place, 1> one { { { 0, 1 } } };
    for (int i = 0; i < 100; ++i)
        places.learn(one, 0, true);
    const double mean = places.mean(0), variance = places.variance(0);
    places.loosen(0, 0.01);
    DOUBLES_EQUAL(mean, places.mean(0), 1e-9);
    DOUBLES_EQUAL(variance + 0.01, places.variance(0), 1e-9);
    places.loosen(0, 100);
    DOUBLES_EQUAL(0.5, places.variance(0), 1e-9);
}
