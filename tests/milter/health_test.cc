// Health as a function of its readings: each check at its thresholds, and what the worst one says.
#include "milter/health.h"

#include <algorithm>

#include <CppUTest/TestHarness.h>

using milter::Grade;

TEST_GROUP(Health)
{
    milter::HealthReadings readings;
    milter::Config::Monitoring limits;

    void setup() override
    {
        readings.system.own_bytes = 100u << 20;
        readings.system.limit_bytes = 1000u << 20;
        readings.system.system_used = 0.3;
        readings.max_queue = 100;
        readings.max_inflight_bytes = 1000;
        readings.workers_up = 1;
        readings.listening = true;
    }
    milter::HealthCheck check(std::string_view name)
    {
        const auto checks = milter::check_health(readings, limits);
        const auto it = std::find_if(
            checks.begin(), checks.end(), [&](const auto& c) { return c.name == name; });
        CHECK(it != checks.end());
        return *it;
    }
    void expect(Grade grade, std::string_view name)
    {
        const auto c = check(name);
        LONGS_EQUAL_TEXT(static_cast<int>(grade), static_cast<int>(c.grade), c.reason.c_str());
        CHECK_FALSE(c.reason.empty());
    }
};

TEST(Health, GoodReadingsAreOk)
{
    LONGS_EQUAL(0, static_cast<int>(milter::worst(milter::check_health(readings, limits))));
    CHECK(milter::check_ready(readings).ready);
}

TEST(Health, MissingModelIsAWarningUnlessNoneIsWanted)
{
    expect(Grade::Ok, "model");
    readings.model_error = "/x/threats.model:3: the checksum does not fit";
    expect(Grade::Warning, "model");
    CHECK(check("model").reason.find("checksum") != std::string::npos);
    readings.model_error.clear();
    readings.model_wanted = false;
    expect(Grade::Ok, "model");
}

TEST(Health, AStoreThatFailsIsAWarningWithItsReason)
{
    expect(Grade::Ok, "store"); // off
    readings.store.wanted = true;
    expect(Grade::Ok, "store");
    readings.store.note = "was damaged and repaired";
    expect(Grade::Warning, "store");
    readings.store.error = "database or disk is full";
    readings.store.failing_seconds = 75.5;
    readings.store.queued = 12;
    expect(Grade::Warning, "store");
    STRCMP_EQUAL(
        "mail flows, nothing is learnt for 75 s: database or disk is full; 12 writes wait, "
        "0 were dropped",
        check("store").reason.c_str());
    CHECK(milter::check_ready(readings).ready);
}

TEST(Health, MemoryIsTheWorseOfOursAndTheMachines)
{
    readings.system.own_bytes = 799u << 20;
    expect(Grade::Ok, "memory");
    readings.system.own_bytes = 800u << 20;
    expect(Grade::Warning, "memory");
    readings.system.system_used = 0.91;
    expect(Grade::Critical, "memory");
}

TEST(Health, CpuAndDiskFollowTheirThresholds)
{
    readings.system.cpu_share = 0.71;
    readings.system.disks = { { "/var/lib/x", 0.5 }, { "/var/log/y", 0.96 }, { "/z", 0.9 } };
    expect(Grade::Warning, "cpu");
    expect(Grade::Critical, "disk");
    STRCMP_CONTAINS("/var/log/y", check("disk").reason.c_str());
    limits.cpu_warn_percent = 80;
    limits.disk_critical_percent = 97;
    expect(Grade::Ok, "cpu");
    expect(Grade::Warning, "disk");
}

TEST(Health, QueueCountsPlacesAndBytes)
{
    readings.waiting = 50;
    expect(Grade::Warning, "queue");
    readings.inflight_bytes = 900;
    expect(Grade::Critical, "queue");
    readings.max_inflight_bytes = 0;
    expect(Grade::Warning, "queue");
}

TEST(Health, NoWorkerIsCriticalUnlessTheFirstIsStarting)
{
    readings.workers_up = 0;
    expect(Grade::Critical, "workers");
    readings.workers_starting = 1;
    expect(Grade::Warning, "workers");
    readings.worker_error = "exec: no such file";
    expect(Grade::Critical, "workers");
    STRCMP_CONTAINS("exec: no such file", check("workers").reason.c_str());
}

TEST(Health, FewerWorkersThanWantedIsAWarning)
{
    readings.min_workers = 2;
    expect(Grade::Warning, "workers");
    readings.workers_starting = 1;
    expect(Grade::Ok, "workers");
}

TEST(Health, FailedSandboxIsCriticalWhereItIsRequired)
{
    readings.sandbox_failed = true;
    expect(Grade::Critical, "sandbox");
    readings.sandbox = "prefer";
    expect(Grade::Warning, "sandbox");
    readings.sandbox = "off";
    expect(Grade::Warning, "sandbox");
}

TEST(Health, OpenBreakersDegrade)
{
    readings.open_breakers = { "scan", "classify" };
    expect(Grade::Warning, "breakers");
    STRCMP_CONTAINS("scan, classify", check("breakers").reason.c_str());
}

TEST(Health, DroppedLinesFailedReloadAndOldReadingsDegrade)
{
    readings.log_dropped = 3;
    readings.reload_error = "x.conf:3: unknown key";
    readings.seconds_since_system = 20;
    expect(Grade::Warning, "log");
    expect(Grade::Warning, "config");
    expect(Grade::Warning, "readings");
    STRCMP_CONTAINS("x.conf:3", check("config").reason.c_str());
}

TEST(Health, ReadyNeedsListenerWorkerAndNoDrain)
{
    readings.listening = false;
    CHECK_FALSE(milter::check_ready(readings).ready);
    readings.listening = true;
    readings.workers_up = 0;
    CHECK_FALSE(milter::check_ready(readings).ready);
    readings.workers_up = 1;
    readings.draining = true;
    STRCMP_EQUAL("draining", milter::check_ready(readings).reason.c_str());
}
