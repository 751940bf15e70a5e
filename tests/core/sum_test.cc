// A sum keeps its strongest terms by name, and what is left out is counted and added up.
#include "triage/core/sum.h"

#include <CppUTest/TestHarness.h>

using core::Source;

TEST_GROUP(Sum)
{
    core::Summands summands;
};

TEST(Sum, KeepsTheStrongestOfEachSourceInOrder)
{
    for (int i = 1; i <= 20; ++i)
        summands.add(Source::Words, std::to_string(i), i % 2 ? i : -i);
    summands.add(Source::Facts, "fact", 0.5);
    const core::Sum sum = summands.take();
    UNSIGNED_LONGS_EQUAL(2, sum.portions.size());
    CHECK_TRUE(sum.portions[0].source == Source::Facts);
    const core::Portion& words = sum.portions[1];
    UNSIGNED_LONGS_EQUAL(core::Portion::most, words.strongest.size());
    STRCMP_EQUAL("20", words.strongest[0].name.c_str());
    STRCMP_EQUAL("9", words.strongest[11].name.c_str());
    UNSIGNED_LONGS_EQUAL(8, words.others);
    DOUBLES_EQUAL(1 - 2 + 3 - 4 + 5 - 6 + 7 - 8, words.rest, 1e-12);
    DOUBLES_EQUAL(-10 + 0.5, sum.total(), 1e-12);
}

TEST(Sum, WhatWeighsNothingIsNoTerm)
{
    summands.add(Source::Facts, "none", 0);
    CHECK_TRUE(summands.take().portions.empty());
}
