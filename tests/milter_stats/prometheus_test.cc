// The exposition format 0.0.4: golden text, and rules that hold for the whole page.
#include "milter/stats/prometheus.h"

#include <set>
#include <sstream>
#include <string>

#include "triage/core/stage.h"

#include <CppUTest/TestHarness.h>

using namespace std::chrono_literals;

TEST_GROUP(Prometheus)
{
    stats::Registry registry;
    std::string page()
    {
        stats::Exposition out;
        stats::write_registry(out, registry);
        return out.text();
    }
    bool shows(const std::string& text)
    {
        return page().find("\n" + text + "\n") != std::string::npos;
    }
};

TEST(Prometheus, GoldenGauge)
{
    stats::Exposition out;
    out.family("breaker_state", "gauge", "0 closed\\, 1 probing\n2 open");
    out.sample({ { "stage", "a\"b\\c\nd" } }, 2);
    out.single("process_cpu_seconds_total", "counter", "CPU", 0.1);
    STRCMP_EQUAL("# HELP triage_breaker_state 0 closed\\\\, 1 probing\\n2 open\n"
                 "# TYPE triage_breaker_state gauge\n"
                 "triage_breaker_state{stage=\"a\\\"b\\\\c\\nd\"} 2\n"
                 "# HELP process_cpu_seconds_total CPU\n"
                 "# TYPE process_cpu_seconds_total counter\n"
                 "process_cpu_seconds_total 0.1\n",
        out.text().c_str());
}

TEST(Prometheus, BucketsAreCumulative)
{
    registry.observe(stats::Metric::TriageSeconds, 50us);
    registry.observe(stats::Metric::TriageSeconds, 2ms);
    registry.observe(stats::Metric::TriageSeconds, 20s);
    CHECK(shows("triage_triage_seconds_bucket{le=\"0.0001\"} 1"));
    CHECK(shows("triage_triage_seconds_bucket{le=\"0.001\"} 1"));
    CHECK(shows("triage_triage_seconds_bucket{le=\"0.0025\"} 2"));
    CHECK(shows("triage_triage_seconds_bucket{le=\"10\"} 2"));
    CHECK(shows("triage_triage_seconds_bucket{le=\"+Inf\"} 3"));
    CHECK(shows("triage_triage_seconds_sum 20.00205"));
    CHECK(shows("triage_triage_seconds_count 3"));
}

TEST(Prometheus, LabelledHistogramKeepsLeLast)
{
    registry.observe(stats::Metric::StageSeconds, core::Stage::Scan, 1ms);
    CHECK(shows("triage_stage_seconds_bucket{stage=\"scan\",le=\"0.001\"} 1"));
    CHECK(shows("triage_stage_seconds_count{stage=\"scan\"} 1"));
    CHECK(shows("triage_stage_seconds_count{stage=\"parse\"} 0"));
}

TEST(Prometheus, ZerosAreShown)
{
    CHECK(shows("triage_messages_total{status=\"skipped\"} 0"));
    CHECK(shows("triage_exceptions_total 0"));
    CHECK(shows("triage_sessions 0"));
}

TEST(Prometheus, NegativeGaugeIsNegative)
{
    registry.gauge(stats::Metric::SessionsNow, -2);
    CHECK(shows("triage_sessions -2"));
}

TEST(Prometheus, LargeCountersKeepTheirLastDigit)
{
    registry.add(stats::Metric::Bytes, 123456789012345);
    CHECK(shows("triage_message_bytes_total 123456789012345"));
}

TEST(Prometheus, CountersEndWithTotalAndNoNameComesTwice)
{
    std::istringstream lines(page());
    std::set<std::string> seen;
    for (std::string hash, word, name, rest; lines >> hash;) {
        std::getline(lines, rest);
        if (hash != "#" || !rest.starts_with(" TYPE"))
            continue;
        std::istringstream(rest) >> word >> name >> rest;
        CHECK(seen.insert(name).second);
        CHECK_EQUAL(rest == "counter", name.ends_with("_total"));
    }
    LONGS_EQUAL(stats::metric_rows().size(), seen.size());
}
