#include "milter/stats/error_ring.h"

#include <CppUTest/TestHarness.h>

TEST_GROUP(ErrorRing)
{
    stats::ErrorRing ring;
    void add(int n)
    {
        ring.add({ {}, std::to_string(n), "scan", "timeout" });
    }
};

TEST(ErrorRing, IsEmptyAtFirst)
{
    CHECK(ring.last().empty());
}

TEST(ErrorRing, ShowsTheNewestFirst)
{
    add(1);
    add(2);
    LONGS_EQUAL(2, ring.last().size());
    STRCMP_EQUAL("2", ring.last()[0].queue_id.c_str());
    STRCMP_EQUAL("1", ring.last()[1].queue_id.c_str());
}

TEST(ErrorRing, KeepsTheLastTwenty)
{
    for (int i = 1; i <= 47; ++i)
        add(i);
    const auto last = ring.last();
    LONGS_EQUAL(20, last.size());
    STRCMP_EQUAL("47", last.front().queue_id.c_str());
    STRCMP_EQUAL("28", last.back().queue_id.c_str());
}

TEST(ErrorRing, DoesNotGrowWithAHostileQueueId)
{
    ring.add({ {}, std::string(100000, 'x'), "scan", "crash" });
    CHECK(ring.last()[0].queue_id.size() <= 64);
}
