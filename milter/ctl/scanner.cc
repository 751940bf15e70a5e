#include "milter/ctl/scanner.h"

#include <thread>

#include "milter/breaker_panel.h"
#include "milter/ctl/memory.h"
#include "milter/ctl/probe.h"
#include "milter/memfd.h"
#include "milter/networks.h"
#include "milter/pool.h"
#include "milter/settle.h"
#include "milter/stats/registry.h"
#include "milter/wire.h"
#include "triage/agents/prioritise.h"
#include "triage/core/text.h"

namespace ctl {

namespace {

constexpr core::Duration start_patience = std::chrono::seconds { 30 };

// Breakers would let one bad file change what the next one gets.
milter::Config::Breakers no_breakers()
{
    milter::Config::Breakers config;
    config.enabled = false;
    return config;
}

core::StageSet only_parse()
{
    core::StageSet stages;
    stages.add(core::Stage::Parse);
    return stages;
}

core::StageSet all_stages()
{
    core::StageSet stages;
    for (std::size_t i = 0; i < core::stage_count; ++i)
        stages.add(static_cast<core::Stage>(i));
    return stages;
}

milter::PoolPolicy one_worker(const milter::Config& config)
{
    milter::PoolPolicy policy = milter::pool_policy(config);
    policy.min_workers = policy.max_workers = 1;
    policy.auto_scaling = false;
    return policy;
}

headers::RenderPolicy render_policy(const milter::Config& config)
{
    headers::RenderPolicy p;
    p.host = config.headers.host.empty() ? "localhost" : config.headers.host;
    p.engine = TRIAGE_VERSION;
    p.language = config.headers.language;
    p.summary = config.headers.summary;
    p.replies = config.headers.replies;
    p.client_priority = core::named<headers::ClientPriority>(
        headers::client_priority_names, config.headers.client_priority)
                            .value_or(headers::ClientPriority::Add);
    return p; // no seal: triagectl opens no key
}

// Whether an explanation is of that verdict: time may run out in one reading and not in the other.
bool is_of(const agents::Explanation& explanation, const core::Notes& notes)
{
    return !explanation.category || explanation.category->decided == notes.category;
}

// Nobody said who receives the message: what holds only for those whom it does not name is left
// out.
void forget_absent_recipients(core::Notes& notes)
{
    std::erase_if(notes.candidates, [](const core::Candidate& c) { return c.when_absent; });
}

} // namespace

struct Scanner::State {
    milter::Config config;
    const core::Clock& clock;
    milter::Networks own_networks;
    stats::Registry metrics;
    milter::BreakerPanel panel;
    std::shared_ptr<const milter::GenerationFile> generation;
    milter::WorkerPool pool;
    Probe texts, reasons; // start a worker when they are first used

    State(const milter::Config& c, const core::Clock& k, milter::Networks own,
        std::shared_ptr<const milter::GenerationFile> g)
        : config(c)
        , clock(k)
        , own_networks(std::move(own))
        , panel(no_breakers(), metrics)
        , generation(g)
        , pool(one_worker(c), g, panel, metrics, clock)
        , texts(milter::WorkerRole::Text, only_parse(), c, g, clock)
        , reasons(milter::WorkerRole::Explain, all_stages(), c, g, clock)
    {
    }

    core::Result<core::Outcome> triage(
        std::string_view raw, const core::Envelope& envelope, const ScanOptions& options);
    core::Result<agents::Explanation> explain(
        std::string_view raw, const core::Envelope& envelope, const ScanOptions& options);
    core::Result<void> wait_for_worker() const;
};

core::Result<core::Outcome> Scanner::State::triage(
    std::string_view raw, const core::Envelope& envelope, const ScanOptions& options)
{
    const auto memory = in_memory(raw);
    if (!memory)
        return memory.error();
    const milter::Request request { envelope, memory->fd(), raw.size(), core::sha256(raw), {} };
    milter::Answer answer = pool.run(
        request, core::Deadline::in(clock, std::chrono::milliseconds { options.budget_ms }));
    if (answer.outcome.status == core::Status::Skipped)
        if (const std::string why = pool.info().last_error; !why.empty())
            return core::Error { "no worker: " + why };
    return std::move(answer.outcome);
}

core::Result<agents::Explanation> Scanner::State::explain(
    std::string_view raw, const core::Envelope& envelope, const ScanOptions& options)
{
    const auto reply = reasons.ask(raw, envelope, std::chrono::milliseconds { options.budget_ms });
    if (!reply)
        return reply.error();
    if (reply->records.size() == 1)
        if (auto explanation = milter::wire::decode_explanation(reply->records.front()))
            return *std::move(explanation);
    return core::Error { "the worker's answer makes no sense" };
}

// So that the first message is not charged with the worker's start, and a worker that cannot start
// is told once and not for each file.
core::Result<void> Scanner::State::wait_for_worker() const
{
    const core::Deadline deadline = core::Deadline::in(clock, start_patience);
    for (;;) {
        const milter::PoolInfo info = pool.info();
        if (info.idle > 0)
            return {};
        if (!info.last_error.empty() || deadline.expired())
            return core::Error { "no worker: "
                + (info.last_error.empty() ? "it does not start" : info.last_error) };
        std::this_thread::sleep_for(std::chrono::milliseconds { 1 });
    }
}

Scanner::Opened Scanner::open(const milter::Config& config, const core::Clock& clock)
{
    auto own = milter::Networks::parse(config.policy.own_networks);
    if (!own)
        return { nullptr, { own.error() } };
    auto made = milter::make_generation(config);
    if (!made.errors.empty())
        return { nullptr, std::move(made.errors) };
    auto state = std::make_unique<State>(
        config, clock, std::move(own).value(), std::move(made.generation));
    if (auto started = state->wait_for_worker(); !started)
        return { nullptr, { started.error() } };
    return { std::unique_ptr<Scanner>(new Scanner(std::move(state))), {} };
}

core::Result<Scanned> Scanner::scan(std::string_view raw, const ScanOptions& options)
{
    State& s = *state_;
    return scan_as(assume(raw, options, s.config, s.own_networks, s.clock.wall()), raw, options);
}

core::Result<Scanned> Scanner::explain(std::string_view raw, const ScanOptions& options)
{
    State& s = *state_;
    const Assumed assumed = assume(raw, options, s.config, s.own_networks, s.clock.wall());
    auto scanned = scan_as(assumed, raw, options);
    if (!scanned || scanned->outcome.status == core::Status::Skipped)
        return scanned;
    auto explained = s.explain(raw, assumed.envelope, options);
    if (!explained)
        scanned->unexplained = explained.error().what;
    else if (!is_of(*explained, scanned->outcome.verdict.notes))
        scanned->unexplained = "read a second time, the message was judged otherwise";
    else
        scanned->reasons = *std::move(explained);
    return scanned;
}

core::Result<Scanned> Scanner::scan_as(
    const Assumed& assumed, std::string_view raw, const ScanOptions& options)
{
    State& s = *state_;
    const core::Time start = s.clock.now();
    const bool prefix_only = raw.size() > s.config.processing.max_bytes;
    auto triaged
        = s.triage(raw.substr(0, s.config.processing.max_bytes), assumed.envelope, options);
    if (!triaged)
        return triaged.error();
    Scanned result;
    result.outcome = std::move(*triaged);
    result.generation = s.generation;
    if (assumed.to.empty())
        forget_absent_recipients(result.outcome.verdict.notes);
    milter::settle(result.outcome, *s.generation, assumed.to, prefix_only);
    const core::Notes& notes = result.outcome.verdict.notes;
    if (result.outcome.status != core::Status::Skipped)
        result.personal = agents::prioritise(notes.features,
            notes.category.value_or(core::Category::Unknown), result.outcome.threat);
    result.outcome.took = s.clock.now() - start;
    headers::MessageFacts facts;
    facts.queue_id = "-";
    facts.received = s.clock.wall();
    result.fields = headers::render(
        result.outcome, s.generation->findings, result.personal, facts, render_policy(s.config))
                        .add;
    return result;
}

core::Result<std::string> Scanner::text(std::string_view raw, const ScanOptions& options)
{
    const auto reply = state_->texts.ask(raw, {}, std::chrono::milliseconds { options.budget_ms });
    if (!reply)
        return reply.error();
    if (reply->records.size() != 1)
        return core::Error { "the message could not be parsed" };
    return core::valid_utf8(reply->records.front());
}

Scanner::Scanner(std::unique_ptr<State> state)
    : state_(std::move(state))
{
}

Scanner::~Scanner() = default;

} // namespace ctl
