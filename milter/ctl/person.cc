#include "milter/ctl/person.h"

#include <chrono>
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

constexpr core::Duration poll = 100ms;
constexpr core::Duration patience = 60s; // a Redis of millions of keys is looked through

struct State { // of the last errand
    RemoteAnswer answer;
    std::int64_t done = 0, rows = 0;
    bool whole = true;
    std::string error;
};

State state(const std::string& socket)
{
    State s { ask(socket, "errand json"), 0, 0, true, {} };
    const Json object = Json::parse(s.answer.text, nullptr, false);
    if (s.answer.kind != Kind::Ok || !object.is_object())
        return s;
    s.done = object.value("done", std::int64_t { 0 });
    s.rows = object.value("rows", std::int64_t { 0 });
    s.whole = object.value("whole", true);
    s.error = object.value("error", std::string());
    return s;
}

int show(
    const std::string& socket, bool json, const State& ended, std::ostream& out, std::ostream& err)
{
    const RemoteAnswer all = json ? ended.answer : ask(socket, "errand");
    if (all.kind != Kind::Ok)
        return failed(all, err);
    out << all.text;
    if (!all.text.ends_with('\n'))
        out << '\n';
    if (!ended.whole)
        err << "triagectl: there is more than that\n";
    return exit_ok;
}

} // namespace

int ask_of_person(const std::string& socket, const std::vector<std::string>& words,
    std::ostream& out, std::ostream& err)
{
    const bool exports = words.front() == "export";
    const bool json = exports && words.size() == 3 && words.back() == "json";
    if (words.size() != (json ? 3 : 2)) {
        err << "triagectl: write " << words.front() << " ADDRESS" << (exports ? " [json]" : "")
            << '\n';
        return exit_usage;
    }
    const State before = state(socket);
    if (before.answer.kind != Kind::Ok)
        return failed(before.answer, err);
    if (const auto begun = ask(socket, words[0] + ' ' + words[1]); begun.kind != Kind::Ok)
        return failed(begun, err);
    const milter::SteadyClock clock;
    const core::Deadline deadline = core::Deadline::in(clock, patience);
    while (!deadline.expired()) {
        const State now = state(socket);
        if (now.answer.kind != Kind::Ok)
            return failed(now.answer, err);
        if (now.done > before.done && !now.error.empty())
            return failed({ Kind::Failed, now.error }, err);
        if (now.done > before.done && exports)
            return show(socket, json, now, out, err);
        if (now.done > before.done) {
            out << now.rows << " rows forgotten\n";
            return exit_ok;
        }
        std::this_thread::sleep_for(poll);
    }
    err << "triagectl: the store has not come to it yet; see 'triagectl errand'\n";
    return exit_error;
}

} // namespace ctl
