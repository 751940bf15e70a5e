// What is read from /proc and /sys, from files of our own, and from the real ones.
#include "milter/system_readings.h"

#include <unistd.h>

#include <filesystem>

#include "tests/support/temp_dir.h"

#include <CppUTest/TestHarness.h>

using namespace std::chrono_literals;

TEST_GROUP(SystemReadings)
{
    support::TempDir dir;
    core::Time now { 1h };

    void setup() override
    {
        for (const char* folder : { "proc/self/fd", "proc/77", "cgroup/system.slice/t.service" })
            std::filesystem::create_directories(dir.file(folder));
        dir.write("proc/self/statm", "5000 100 50 1 0 1 0\n");
        dir.write("proc/77/statm", "5000 10 50 1 0 1 0\n");
        dir.write("proc/self/cgroup", "0::/system.slice/t.service\n");
        dir.write(
            "proc/meminfo", "MemTotal:       1000 kB\nMemFree: 1 kB\nMemAvailable:    250 kB\n");
        dir.write("cgroup/system.slice/t.service/memory.max", "512000\n");
        cpu(0, 0);
    }
    void cpu(int daemon, int worker) // in ticks
    {
        const auto line = [](int ticks) {
            return "9 (a ) b) S 1 1 1 0 -1 4194560 1 0 0 0 " + std::to_string(ticks)
                + " 0 0 0 20\n";
        };
        dir.write("proc/self/stat", line(daemon));
        dir.write("proc/77/stat", line(worker));
    }
    milter::SystemReader reader()
    {
        return milter::SystemReader({ dir.file("proc"), dir.file("cgroup") });
    }
};

TEST(SystemReadings, MemoryIsTheDaemonsAndItsWorkers)
{
    const auto page = static_cast<std::uint64_t>(::sysconf(_SC_PAGESIZE));
    const auto r = reader().read(now, { 77, 78 }, {});
    LONGS_EQUAL(110 * page, r.own_bytes);
    LONGS_EQUAL(100 * page, r.daemon_bytes);
    DOUBLES_EQUAL(0.75, r.system_used, 1e-9);
}

TEST(SystemReadings, LimitIsTheCgroupsUnlessTheMachineHasLess)
{
    LONGS_EQUAL(512000, reader().read(now, {}, {}).limit_bytes);
    dir.write("cgroup/system.slice/t.service/memory.max", "max\n");
    LONGS_EQUAL(1024000, reader().read(now, {}, {}).limit_bytes);
}

TEST(SystemReadings, CpuShareIsOfTheTimeBetweenTwoReadings)
{
    auto r = reader();
    DOUBLES_EQUAL(0, r.read(now, { 77 }, {}).cpu_share, 0);
    cpu(50, 50);
    const double one_cpu_in_two_seconds = 100.0 / static_cast<double>(::sysconf(_SC_CLK_TCK)) / 2;
    const double share = r.read(now + 2s, { 77 }, {}).cpu_share;
    CHECK(share > 0 && share <= one_cpu_in_two_seconds);
    DOUBLES_EQUAL(share, r.read(now + 2100ms, { 77 }, {}).cpu_share, 0);
}

TEST(SystemReadings, WorkerThatWentDoesNotMakeTheShareNegative)
{
    auto r = reader();
    cpu(10, 9000);
    r.read(now, { 77 }, {});
    DOUBLES_EQUAL(0, r.read(now + 1s, {}, {}).cpu_share, 0);
}

TEST(SystemReadings, NothingToReadIsZero)
{
    milter::SystemReader r({ dir.file("none"), dir.file("none") });
    const auto got = r.read(now, { 1 }, {});
    LONGS_EQUAL(0, got.own_bytes);
    LONGS_EQUAL(0, got.limit_bytes);
    LONGS_EQUAL(0, got.open_fds);
}

TEST(SystemReadings, FileThatIsNotThereYetCountsForItsFolder)
{
    const auto r = reader().read(now, {}, { dir.file("a/b/history.sqlite") });
    LONGS_EQUAL(1, r.disks.size());
    CHECK(r.disks[0].used > 0 && r.disks[0].used <= 1);
}

TEST(SystemReadings, RealSystemHasFigures)
{
    milter::SystemReader r;
    const auto got = r.read(now, {}, { "/" });
    CHECK(got.own_bytes > 0);
    CHECK(got.limit_bytes > got.own_bytes);
    CHECK(got.system_used > 0 && got.system_used < 1);
    CHECK(got.open_fds >= 3);
    CHECK(got.max_fds >= got.open_fds);
}
