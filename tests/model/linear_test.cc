// A model weighs the terms that a message has, its scale ascends, and damaged sections do not open.
#include "triage/model/linear.h"

#include <algorithm>
#include <array>
#include <limits>
#include <tuple>

#include "triage/model/explain.h"

#include <CppUTest/TestHarness.h>

using model::Linear;
using model::term_hash;

TEST_GROUP(Linear)
{
    model::Coefficients coefficients;

    void setup() override
    {
        coefficients.bias = -1;
        coefficients.scale.margins = { 0, 2, 4 };
        coefficients.weights = { { term_hash("+fact"), 2.5F }, { term_hash("-fact"), -1 } };
        std::sort(coefficients.weights.begin(), coefficients.weights.end(),
            [](const auto& a, const auto& b) { return a.hash < b.hash; });
    }
    Linear opened()
    {
        return *Linear::open(model::serialise(coefficients));
    }
};

TEST(Linear, MarginIsTheSumOfWhatItKnows)
{
    const model::Term terms[] = { { "+fact", 2 }, { "-fact", 1 }, { "unknown", 9 } };
    DOUBLES_EQUAL(-1 + 2 * 2.5 - 1, opened().margin(terms), 1e-6);
    DOUBLES_EQUAL(-1, opened().margin({}), 1e-6);
}

TEST(Linear, HundredthsAscendAndEndAtTheTop)
{
    const Linear m = opened();
    LONGS_EQUAL(0, m.hundredths(-100));
    LONGS_EQUAL(0, m.hundredths(0));
    LONGS_EQUAL(model::Scale::middle - 1, m.hundredths(1.9999));
    LONGS_EQUAL(model::Scale::middle, m.hundredths(2));
    LONGS_EQUAL(model::Scale::top, m.hundredths(4));
    LONGS_EQUAL(model::Scale::top, m.hundredths(1e9));
    for (double at = -1; at < 5; at += 0.01)
        CHECK(m.hundredths(at) <= m.hundredths(at + 0.01));
}

TEST(Linear, StrongestAreThoseThatSpeakAgainstTheMessage)
{
    const model::Term terms[] = { { "-fact", 1 }, { "+fact", 1 }, { "unknown", 1 } };
    const Linear m = opened();
    const auto parts = m.strongest(terms, 5);
    LONGS_EQUAL(1, parts.size());
    STRCMP_EQUAL("+fact", parts[0].term->name.c_str());
    CHECK(m.strongest(terms, 0).empty());
}

TEST(Linear, PartsAddUpToTheMargin)
{
    const model::Term terms[] = { { "-fact", 0.5 }, { "+fact", 2 }, { "unknown", 1 } };
    const Linear m = opened();
    const core::Sum sum
        = model::explain(m, terms, [](std::string_view) { return core::Source::Facts; });
    DOUBLES_EQUAL(m.margin(terms), sum.total(), 1e-12);
    UNSIGNED_LONGS_EQUAL(2, m.parts(terms).size());
    STRCMP_EQUAL("+fact", sum.portions[0].strongest[0].name.c_str());
}

TEST(Linear, PartsOfAClassAddUpToItsSum)
{
    coefficients.weights = { { model::class_hash("word", 2), 0.5F },
        { model::class_hash("word", 3), -2 }, { model::class_hash("other", 3), 1 } };
    std::sort(coefficients.weights.begin(), coefficients.weights.end(),
        [](const auto& a, const auto& b) { return a.hash < b.hash; });
    const Linear m = opened();
    const model::Term terms[] = { { "word", 1.5 }, { "other", 1 } };
    std::array<double, 5> sums {};
    m.add_classes(terms, sums);
    for (std::uint32_t one = 0; one < sums.size(); ++one) {
        double sum = 0;
        for (const Linear::Part& p : m.parts_of_class(terms, one))
            sum += p.contribution;
        DOUBLES_EQUAL(sums[one], sum, 1e-12);
    }
}

TEST(Linear, EmptySectionIsTheModelThatKnowsNothing)
{
    const auto m = Linear::open({});
    CHECK(m.ok());
    CHECK(m->empty());
}

TEST(Linear, DamagedSectionsDoNotOpen)
{
    const std::string good = model::serialise(coefficients);
    CHECK(Linear::open(good).ok());
    for (std::size_t n = 1; n < good.size(); ++n)
        CHECK_FALSE(Linear::open(std::string_view(good).substr(0, n)).ok());
    CHECK_FALSE(Linear::open(good + "x").ok());
    std::swap(coefficients.weights[0], coefficients.weights[1]);
    CHECK_FALSE(Linear::open(model::serialise(coefficients)).ok());
    std::swap(coefficients.weights[0], coefficients.weights[1]);
    coefficients.weights[0].weight = std::numeric_limits<float>::quiet_NaN();
    CHECK_FALSE(Linear::open(model::serialise(coefficients)).ok());
    coefficients.weights[0].weight = 1;
    coefficients.scale.margins = { 0, 0, 1 };
    CHECK_FALSE(Linear::open(model::serialise(coefficients)).ok());
}

TEST(Linear, ATermHasAWeightForEachClass)
{
    coefficients.weights.clear();
    for (const auto& [name, one, weight] :
        { std::tuple { "a", 1u, 2.F }, { "a", 3u, -1.F }, { "b", 1u, 4.F }, { "b", 15u, 8.F } })
        coefficients.weights.push_back({ model::class_hash(name, one), weight });
    std::sort(coefficients.weights.begin(), coefficients.weights.end(),
        [](const auto& a, const auto& b) { return a.hash < b.hash; });
    const model::Term terms[] = { { "a", 1 }, { "b", 0.5 }, { "unknown", 9 } };
    double sums[4] = { 1, 1, 1, 1 };
    opened().add_classes(terms, sums);
    DOUBLES_EQUAL(1, sums[0], 1e-6);
    DOUBLES_EQUAL(1 + 2 + 2, sums[1], 1e-6);
    DOUBLES_EQUAL(1, sums[2], 1e-6);
    DOUBLES_EQUAL(0, sums[3], 1e-6);
    Linear {}.add_classes(terms, sums);
    DOUBLES_EQUAL(1, sums[0], 1e-6);
}
