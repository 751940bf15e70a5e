// Health as a pure function: readings in, checks with reasons out. providers.cc takes the readings;
// tests hand in their own. Ready is another question than healthy: a daemon that drains is healthy
// and not ready, one whose disk is full is ready and not healthy.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "milter/config.h"
#include "milter/system_readings.h"

namespace milter {

enum class Grade : std::uint8_t { Ok, Warning, Critical };
inline constexpr std::array<std::string_view, 3> grade_names { "ok", "warning", "critical" };
// The first word of `show health`, by the worst check.
inline constexpr std::array<std::string_view, 3> health_words { "OK", "DEGRADED", "FAIL" };

struct HealthReadings {
    SystemReadings system;
    double seconds_since_system = 0; // age of `system`
    std::uint32_t waiting = 0, max_queue = 0; // messages that wait for a worker
    std::uint64_t inflight_bytes = 0, max_inflight_bytes = 0; // 0: no limit known
    std::uint32_t workers_up = 0; // idle or busy
    std::uint32_t workers_starting = 0;
    std::uint32_t min_workers = 1;
    std::string worker_error; // why the last one did not start; empty: none
    std::string sandbox = "require"; // security.sandbox
    bool sandbox_failed = false;
    std::vector<std::string> open_breakers;
    std::uint64_t log_dropped = 0; // lines in the last minute
    std::string reload_error; // of the last reload; empty: it went well
    std::string model_error; // a model that is wanted and not used, and why; empty: none
    bool model_wanted = true;
    bool listening = false;
    bool draining = false;
    struct Store {
        bool wanted = false; // store.backend is not "off"
        std::string error; // why it cannot be used, or written to; empty: it can
        double failing_seconds = 0; // since when
        std::uint64_t queued = 0,
                      dropped = 0; // writes that wait; that were given up since the start
        std::string note; // of a repair
    } store;
};

struct HealthCheck {
    std::string_view name;
    Grade grade = Grade::Ok;
    std::string reason; // one line, with the figures
};

// Every check, always in the same order; thresholds in percent from `limits`.
std::vector<HealthCheck> check_health(
    const HealthReadings& readings, const Config::Monitoring& limits);
Grade worst(const std::vector<HealthCheck>& checks);

struct Readiness {
    bool ready = false;
    std::string reason;
};
Readiness check_ready(const HealthReadings& readings);

} // namespace milter
