// Which backups stay: the newest of days, weeks and months that have one.
#include "milter/ctl/rotation.h"

#include <algorithm>
#include <chrono>
#include <cstdio>

#include <CppUTest/TestHarness.h>

namespace {

std::string backup(std::chrono::sys_days day, int hour = 3)
{
    const std::chrono::year_month_day d(day);
    char name[64];
    std::snprintf(name, sizeof name, "history-%04d%02u%02uT%02d4000Z.sqlite", int(d.year()),
        unsigned(d.month()), unsigned(d.day()), hour);
    return name;
}

constexpr std::chrono::sys_days friday { std::chrono::year(2026) / 11 / 27 };

std::vector<std::string> kept(std::vector<std::string> all)
{
    for (const std::string& gone : ctl::superfluous(all, {}))
        std::erase(all, gone);
    std::sort(all.begin(), all.end());
    return all;
}

} // namespace

TEST_GROUP(Rotation) {};

TEST(Rotation, KeepsSevenDaysFourWeeksTwelveMonths)
{
    std::vector<std::string> all;
    for (int day = 0; day < 800; ++day)
        all.push_back(backup(friday - std::chrono::days(day)));
    std::vector<std::string> expected;
    for (int day = 0; day < 7; ++day)
        expected.push_back(backup(friday - std::chrono::days(day)));
    using std::chrono::year;
    for (const auto sunday : { year(2026) / 11 / 15, year(2026) / 11 / 8 })
        expected.push_back(backup(sunday));
    for (unsigned back = 1; back < 12; ++back) { // the last days of the months before
        const auto month = year(2026) / 11 - std::chrono::months(back);
        expected.push_back(backup(std::chrono::sys_days(month / std::chrono::last)));
    }
    std::sort(expected.begin(), expected.end());
    CHECK_TRUE(kept(all) == expected);
}

TEST(Rotation, TheNewestOfADayStays)
{
    const std::vector<std::string> all { backup(friday, 3), backup(friday, 15), backup(friday, 9) };
    CHECK_TRUE(kept(all) == std::vector<std::string> { backup(friday, 15) });
}

TEST(Rotation, FewBackupsAllStayHoweverOldTheyAre)
{
    std::vector<std::string> all;
    for (int n = 0; n < 12; ++n)
        all.push_back(backup(friday - std::chrono::days(1000 + 40 * n)));
    CHECK_TRUE(ctl::superfluous(all, {}).empty());
}

TEST(Rotation, IsTheSameWhenItIsDoneEveryDay)
{
    std::vector<std::string> all;
    for (int day = 800; day >= 0; --day) {
        all.push_back(backup(friday - std::chrono::days(day)));
        all = kept(all);
    }
    CHECK_EQUAL(20u, all.size());
    CHECK_TRUE(all.back() == backup(friday));
    CHECK_TRUE(all.front() == backup(std::chrono::sys_days(std::chrono::year(2025) / 12 / 31)));
}

TEST(Rotation, TouchesNothingThatItDidNotName)
{
    std::vector<std::string> all { "history.sqlite", "mine",
        "history-20261127T034000Z.sqlite.partial", "history-20261399T034000Z.sqlite",
        "history-2026112aT034000Z.sqlite", "history-20261127x034000Z.sqlite", "" };
    CHECK_TRUE(ctl::superfluous(all, { 0, 0, 0 }).empty());
    all.push_back(backup(friday));
    CHECK_EQUAL(1u, ctl::superfluous(all, { 0, 0, 0 }).size());
}
