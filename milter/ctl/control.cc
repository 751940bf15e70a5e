#include "milter/ctl/control.h"

#include <array>
#include <cstdio>
#include <thread>

#include <nlohmann/json.hpp>

#include "milter/ctl/options.h"
#include "milter/ctl/remote.h"
#include "milter/steady_clock.h"

namespace ctl {

namespace {

using Json = nlohmann::json;
using Kind = RemoteAnswer::Kind;
using namespace std::chrono_literals;

constexpr core::Duration reload_patience = 60s; // large rule sets take seconds to compile
constexpr core::Duration reload_poll = 100ms;

std::string joined(const std::vector<std::string>& words)
{
    std::string line;
    for (const std::string& w : words)
        line += (line.empty() ? "" : " ") + w;
    return line;
}

// Answers whose first line is bad news.
bool is_bad_news(const std::string& text)
{
    for (const char* word : { "DEGRADED", "FAIL", "NOT READY" })
        if (text.starts_with(word)
            || text.find("\"status\":\"" + std::string(word) + '"') != std::string::npos)
            return true;
    return false;
}

Json parsed(const std::string& text)
{
    return Json::parse(text, nullptr, false);
}

std::int64_t number(const Json& object, const char* key)
{
    return object.is_object() ? object.value(key, std::int64_t { 0 }) : 0;
}

std::string text(const Json& object, const char* key)
{
    return object.is_object() ? object.value(key, std::string()) : "";
}

int report_reload(const Json& info, bool refused, std::ostream& out, std::ostream& err)
{
    if (refused) {
        err << "triagectl: reload refused, the configuration before it is in effect:\n"
            << text(info, "reload_error") << '\n';
        return exit_error;
    }
    out << "reloaded\n";
    if (const std::string keys = text(info, "restart_needed"); !keys.empty())
        out << "restart needed for: " << keys << '\n';
    return exit_ok;
}

// The daemon answers before it has reloaded; its counters tell when and how it ended.
int reload(const std::string& socket, std::ostream& out, std::ostream& err)
{
    const RemoteAnswer first = ask(socket, "show info json");
    if (first.kind != Kind::Ok)
        return failed(first, err);
    const Json before = parsed(first.text);
    if (const RemoteAnswer asked = ask(socket, "reload"); asked.kind != Kind::Ok)
        return failed(asked, err);
    const milter::SteadyClock clock;
    const core::Deadline deadline = core::Deadline::in(clock, reload_patience);
    while (!deadline.expired()) {
        std::this_thread::sleep_for(reload_poll);
        const RemoteAnswer now = ask(socket, "show info json");
        if (now.kind != Kind::Ok)
            return failed(now, err);
        const Json info = parsed(now.text);
        const bool refused = number(info, "reloads_failed") > number(before, "reloads_failed");
        if (refused || number(info, "reloads") > number(before, "reloads"))
            return report_reload(info, refused, out, err);
    }
    err << "triagectl: the daemon has not finished reloading; see 'triagectl show info'\n";
    return exit_error;
}

int check(const std::string& socket, std::ostream& out)
{
    const RemoteAnswer health = ask(socket, "show health json");
    const RemoteAnswer load = ask(socket, "show load json");
    if (health.kind == Kind::NotRunning) {
        out << "TRIAGE CRITICAL - " << health.text << '\n';
        return 2;
    }
    if (health.kind != Kind::Ok || load.kind != Kind::Ok) {
        out << "TRIAGE UNKNOWN - " << (health.kind != Kind::Ok ? health : load).text << '\n';
        return 3;
    }
    const CheckResult result = check_result(health.text, load.text);
    out << result.line << '\n';
    return result.status;
}

// What Nagios calls a status, and why: the checks that are not ok.
std::string reasons(const Json& health)
{
    std::string out;
    for (const Json& c : health["check"])
        if (text(c, "level") != "ok")
            out += (out.empty() ? "" : "; ") + text(c, "name") + ": " + text(c, "reason");
    // A '|' would begin the performance data.
    for (char& c : out)
        if (c == '|')
            c = '/';
    return out;
}

std::string performance(const Json& minute)
{
    char line[200];
    std::snprintf(line, sizeof line,
        "per_second=%.3g;;;0 mean=%.4gms;;;0 p50=%.4gms;;;0 p95=%.4gms;;;0 p99=%.4gms;;;0",
        minute.value("per_second", 0.0), minute.value("mean_ms", 0.0), minute.value("p50_ms", 0.0),
        minute.value("p95_ms", 0.0), minute.value("p99_ms", 0.0));
    return line;
}

constexpr std::array<std::pair<std::string_view, std::string_view>, 3> check_words {
    { { "OK", "OK" }, { "DEGRADED", "WARNING" }, { "FAIL", "CRITICAL" } }
};

} // namespace

CheckResult check_result(const std::string& health_json, const std::string& load_json)
{
    const Json health = parsed(health_json), load = parsed(load_json);
    const bool whole = health.is_object() && health.contains("check") && load.is_object()
        && load.contains("load") && load["load"].is_array() && load["load"].size() > 1;
    for (std::size_t i = 0; whole && i < check_words.size(); ++i) {
        if (text(health, "status") != check_words[i].first)
            continue;
        const Json& minute = load["load"][1];
        char summary[80];
        std::snprintf(summary, sizeof summary, "%.1f messages/s, p95 %.1f ms",
            minute.value("per_second", 0.0), minute.value("p95_ms", 0.0));
        const std::string why = reasons(health);
        return { static_cast<int>(i),
            "TRIAGE " + std::string(check_words[i].second) + " - " + (why.empty() ? "" : why + "; ")
                + summary + " | " + performance(minute) };
    }
    return { 3, "TRIAGE UNKNOWN - the daemon's answer is not understood" };
}

int control(const std::string& socket, const std::vector<std::string>& command, std::ostream& out,
    std::ostream& err)
{
    const std::string line = joined(command);
    if (line.find_first_of(";\r\n") != std::string::npos) {
        err << "triagectl: one command at a time\n";
        return exit_usage;
    }
    if (line == "check")
        return check(socket, out);
    if (line == "reload")
        return reload(socket, out, err);
    const RemoteAnswer answer = ask(socket, line);
    if (answer.kind != Kind::Ok)
        return failed(answer, err);
    out << answer.text;
    return is_bad_news(answer.text) ? exit_error : exit_ok;
}

} // namespace ctl
