// triagectl against a stats socket of our own: answers, exit codes, and the plugin's line.
#include "milter/ctl/control.h"

#include <sstream>

#include "milter/ctl/options.h"
#include "milter/stats/socket.h"
#include "milter/steady_clock.h"
#include "tests/support/temp_dir.h"

#include <CppUTest/TestHarness.h>

TEST_GROUP(Control)
{
    support::TempDir dir;
    milter::SteadyClock clock;
    stats::CommandTable table;
    std::unique_ptr<stats::SocketServer> server;
    std::ostringstream out, err;
    std::int64_t reloads = 0, failures = 0;

    void setup() override
    {
        add("ping", [] { return std::string("PONG\n"); });
        add("show health", [] { return std::string("DEGRADED\ncheck: name=disk\n"); });
        add("bad", [] { return core::Error { "no such stage" }; });
        add("show info", [this] {
            stats::Report r;
            r.add("reloads", reloads).add("reloads_failed", failures);
            r.add("reload_error", "x.conf:3: unknown key").add("restart_needed", "milter.socket");
            return r;
        });
    }
    void add(std::string name, std::function<stats::Answer()> run)
    {
        table.add({ std::move(name), "", false, [run](auto) { return run(); } });
    }
    void open()
    {
        stats::SocketOptions options;
        options.path = dir.file("s");
        auto opened = stats::SocketServer::open(options, table, clock);
        CHECK(opened.ok());
        server = std::move(opened).value();
    }
    int run(std::vector<std::string> words)
    {
        return ctl::control(dir.file("s"), words, out, err);
    }
    void teardown() override
    {
        server.reset();
    }
};

TEST(Control, AnswerIsPrintedWithoutItsEmptyLine)
{
    open();
    LONGS_EQUAL(ctl::exit_ok, run({ "ping" }));
    STRCMP_EQUAL("PONG\n", out.str().c_str());
    STRCMP_EQUAL("", err.str().c_str());
}

TEST(Control, BadNewsIsAnExitStatus)
{
    open();
    LONGS_EQUAL(ctl::exit_error, run({ "show", "health" }));
    STRCMP_CONTAINS("DEGRADED", out.str().c_str());
}

TEST(Control, RefusalGoesToStandardError)
{
    open();
    LONGS_EQUAL(ctl::exit_error, run({ "bad" }));
    STRCMP_EQUAL("triagectl: no such stage\n", err.str().c_str());
    STRCMP_EQUAL("", out.str().c_str());
}

TEST(Control, NoDaemonIsTold)
{
    LONGS_EQUAL(ctl::exit_not_running, run({ "ping" }));
    STRCMP_CONTAINS("is it running? (systemctl status triage-milter)", err.str().c_str());
}

TEST(Control, OneCommandAtATime)
{
    LONGS_EQUAL(ctl::exit_usage, run({ "ping;", "reload" }));
    LONGS_EQUAL(ctl::exit_usage, run({ "ping\nreload" }));
}

TEST(Control, ReloadWaitsForItsResult)
{
    add("reload", [this] {
        ++reloads;
        return std::string("asked\n");
    });
    open();
    LONGS_EQUAL(ctl::exit_ok, run({ "reload" }));
    STRCMP_EQUAL("reloaded\nrestart needed for: milter.socket\n", out.str().c_str());
}

TEST(Control, RefusedReloadSaysWhy)
{
    add("reload", [this] {
        ++failures;
        return std::string("asked\n");
    });
    open();
    LONGS_EQUAL(ctl::exit_error, run({ "reload" }));
    STRCMP_CONTAINS("x.conf:3: unknown key", err.str().c_str());
}

TEST(Control, CheckWithoutDaemonIsCritical)
{
    LONGS_EQUAL(2, run({ "check" }));
    CHECK(out.str().starts_with("TRIAGE CRITICAL - no daemon at "));
}

namespace {
const std::string load = R"({"schema":1,"load":[{},{"window":"1m","per_second":12.5,"mean_ms":1,)"
                         R"("p50_ms":1.5,"p95_ms":3,"p99_ms":9.25}]})";
std::string health(const std::string& status, const std::string& level)
{
    return R"({"schema":1,"status":")" + status + R"(","check":[{"name":"disk","level":")" + level
        + R"(","reason":"91 % | used"},{"name":"cpu","level":"ok","reason":"fine"}]})";
}
}

TEST(Control, PluginLineOfAHealthyDaemon)
{
    const auto r = ctl::check_result(health("OK", "ok"), load);
    LONGS_EQUAL(0, r.status);
    STRCMP_EQUAL("TRIAGE OK - 12.5 messages/s, p95 3.0 ms | per_second=12.5;;;0 mean=1ms;;;0 "
                 "p50=1.5ms;;;0 p95=3ms;;;0 p99=9.25ms;;;0",
        r.line.c_str());
}

TEST(Control, PluginNamesWhatIsWrongAndKeepsItsSeparator)
{
    const auto warning = ctl::check_result(health("DEGRADED", "warning"), load);
    LONGS_EQUAL(1, warning.status);
    CHECK(warning.line.starts_with("TRIAGE WARNING - disk: 91 % / used; 12.5"));
    LONGS_EQUAL(2, ctl::check_result(health("FAIL", "critical"), load).status);
}

TEST(Control, AnswerThatIsNotUnderstoodIsUnknown)
{
    for (const char* text : { "", "nonsense", "{}", "[]", "{\"status\":\"OK\"}" })
        LONGS_EQUAL(3, ctl::check_result(text, load).status);
    LONGS_EQUAL(3, ctl::check_result(health("OK", "ok"), "{\"load\":[]}").status);
}
