// The budget of memory, and where its default comes from.
#include "milter/inflight.h"

#include <unistd.h>

#include "tests/support/temp_dir.h"

#include <CppUTest/TestHarness.h>

using milter::InflightMemory;

TEST_GROUP(Inflight)
{
    stats::Registry metrics;
    InflightMemory memory { 100, metrics };
    support::TempDir dir;

    std::uint64_t limit_of(const char* group)
    {
        return milter::memory_limit(dir.write("self", group), dir.path());
    }
    void set(const std::string& folder, const char* limit)
    {
        std::filesystem::create_directories(dir.path() + "/" + folder);
        dir.write(folder + "/memory.max", limit);
    }
};

TEST(Inflight, RefusesWhatWouldGoBeyondTheLimit)
{
    InflightMemory::Share a(memory), b(memory);
    CHECK(a.grow(60));
    CHECK_FALSE(b.grow(41));
    CHECK(b.grow(40));
    CHECK_EQUAL(100u, memory.used());
}

TEST(Inflight, GetsBackWhatAShareHeld)
{
    {
        InflightMemory::Share a(memory);
        CHECK(a.grow(70));
        CHECK(a.grow(20));
        CHECK_EQUAL(90, metrics.level(stats::Metric::InflightBytes));
    }
    CHECK_EQUAL(0u, memory.used());
    CHECK_EQUAL(0, metrics.level(stats::Metric::InflightBytes));
}

TEST(Inflight, RefusedGrowthLeavesTheShareAsItWas)
{
    InflightMemory::Share a(memory);
    CHECK(a.grow(70));
    CHECK_FALSE(a.grow(70));
    a.release();
    CHECK_EQUAL(0u, memory.used());
}

TEST(Inflight, LowerLimitHoldsForTheNextByte)
{
    InflightMemory::Share a(memory);
    CHECK(a.grow(50));
    memory.set_limit(40);
    CHECK_FALSE(a.grow(1));
    a.release();
    CHECK(a.grow(40));
}

TEST(Inflight, SumsThatOverflowAreRefused)
{
    InflightMemory::Share a(memory);
    CHECK(a.grow(50));
    CHECK_FALSE(a.grow(~std::uint64_t { 0 } - 20));
}

TEST(Inflight, DefaultFollowsTheTightestGroupAbove)
{
    set("a/b", "max\n");
    set("a", "4096000\n");
    CHECK_EQUAL(4096000u, limit_of("0::/a/b\n"));
    set("a/b", "1024000\n");
    CHECK_EQUAL(1024000u, limit_of("0::/a/b\n"));
}

TEST(Inflight, DefaultIsRamWithoutAGroup)
{
    const auto ram = static_cast<std::uint64_t>(::sysconf(_SC_PHYS_PAGES))
        * static_cast<std::uint64_t>(::sysconf(_SC_PAGESIZE));
    CHECK_EQUAL(ram, limit_of("3:memory:/v1\n"));
    CHECK_EQUAL(ram, limit_of("0::/\n"));
    CHECK_EQUAL(ram, milter::memory_limit(dir.file("absent"), dir.path()));
}
