#include "triage/engine.h"

#include <exception>
#include <new>
#include <optional>
#include <utility>
#include <vector>

#include "triage/agents/agents.h"
#include "triage/agents/correspondence.h"
#include "triage/core/text.h"
#include "triage/examine.h"
#include "triage/html/read.h"
#include "triage/inspect/archive.h"
#include "triage/link/extract.h"
#include "triage/mime/parse.h"
#include "triage/scan/scanner.h"
#include "triage/zone/signature.h"
#include "triage/zone/zone.h"

namespace triage {

using core::Stage;

struct Engine::State {
    core::Limits limits;
    agents::Settings settings;
    scan::Scanner scanner;
    scan::SeverityTable severities;
    std::shared_ptr<const agents::Models> models;
    std::vector<agents::AgentEntry> agents;
};

struct Engine::Scratch::State {
    mime::Runtime mime;
    scan::Scanner::Scratch scan;
    core::Message message;
};

namespace {

// What a stage found, and whether it got to its end.
struct StageResult {
    core::Notes notes;
    bool finished = true;
};

StageResult result_of(core::Result<core::Notes> notes)
{
    if (!notes)
        return { {}, false };
    return { std::move(notes).value(), true };
}

// One message on its way through the stages: announces, times, catches and collects.
class Pass {
public:
    Pass(core::StageSet skip, core::Deadline deadline, const OnStage& on_stage)
        : skip_(skip)
        , deadline_(deadline)
        , on_stage_(on_stage)
    {
    }

    // Whether the stage ran and succeeded.
    template <typename Work>
    bool stage(Stage stage, core::Duration budget, Work work)
    {
        if (skip_.has(stage)) {
            verdict_.miss(stage, core::Cause::Open);
            return false;
        }
        if (deadline_.expired()) {
            verdict_.miss(stage, core::Cause::Timeout);
            return false;
        }
        core::StageReport report;
        report.stage = stage;
        const core::Time start = deadline_.now();
        const core::Deadline until = deadline_.capped(budget);
        attempt(report, until, work);
        report.took = deadline_.now() - start;
        on_stage_.report(report);
        const bool good = !report.failed;
        verdict_.merge(std::move(report));
        return good;
    }

    const core::ContentVerdict& verdict() const { return verdict_; }
    core::ContentVerdict take() { return std::move(verdict_); }
    void miss(Stage stage, core::Cause cause) { verdict_.miss(stage, cause); }

private:
    template <typename Work>
    void attempt(core::StageReport& report, core::Deadline until, Work work) const
    {
        try {
            on_stage_.announce(report.stage);
            StageResult result = work(until);
            report.notes = std::move(result.notes);
            if (!result.finished)
                report.failed = until.expired() ? core::Cause::Timeout : core::Cause::Error;
        } catch (const std::bad_alloc&) {
            report.failed = core::Cause::Memory;
        } catch (const std::exception&) {
            report.failed = core::Cause::Error;
        }
    }

    core::StageSet skip_;
    core::Deadline deadline_;
    const OnStage& on_stage_;
    core::ContentVerdict verdict_;
};

core::Message read(const mime::Runtime& mime, std::string_view raw, const core::Limits& limits,
    const model::Linear& signature, core::Deadline until)
{
    core::Message message = mime.parse(raw, limits, until);
    html::read_parts(message, limits);
    zone::split(message, limits);
    zone::find_signature(message, signature);
    linking::extract(message, limits);
    return message;
}

core::Notes parse_notes(const core::Message& message, const core::Envelope& envelope)
{
    core::Notes notes;
    notes.correspondence = agents::correspondence(message, envelope);
    notes.priority_fields = message.priority_fields;
    notes.limit_hit = message.incomplete;
    return notes;
}

core::Threat threat_so_far(const core::ContentVerdict& verdict, const scan::Score& score)
{
    const bool finished = verdict.done.has(Stage::Scan) && !verdict.notes.limit_hit;
    return scan::threat_of(score, finished);
}

} // namespace

Engine::Scratch::Scratch() = default;
Engine::Scratch::~Scratch() = default;
Engine::Scratch::Scratch(Scratch&&) noexcept = default;
Engine::Scratch& Engine::Scratch::operator=(Scratch&&) noexcept = default;

Engine::Engine(std::unique_ptr<State> state)
    : state_(std::move(state))
{
}
Engine::~Engine() = default;
Engine::Engine(Engine&&) noexcept = default;
Engine& Engine::operator=(Engine&&) noexcept = default;

core::Result<Engine> Engine::open(const Generation& generation)
{
    const auto section = [&](std::string_view name) { return generation.section(name); };
    auto settings = agents::Settings::parse(section("agents"));
    if (!settings)
        return settings.error();
    auto limits = scan::read_limits(section(scan::section_limits));
    if (!limits)
        return limits.error();
    auto scanner = scan::Scanner::open(section);
    if (!scanner)
        return scanner.error();
    auto models = agents::open_models(section);
    if (!models)
        return models.error();
    auto agents = agents::make_agents(*settings, *models);
    auto severities = scanner->severities();
    return Engine(std::make_unique<State>(State { *limits, std::move(*settings),
        std::move(scanner).value(), std::move(severities), *models, std::move(agents) }));
}

core::Result<Engine::Scratch> Engine::make_scratch() const
{
    auto scratch = state_->scanner.make_scratch();
    if (!scratch)
        return scratch.error();
    Scratch s;
    s.state_ = std::make_unique<Scratch::State>(
        Scratch::State { mime::Runtime {}, std::move(scratch).value(), core::Message {} });
    return s;
}

void Engine::warm_up(Scratch& scratch) const
{
    scratch.state_->mime.warm_up();
    core::warm_up_text();
    inspect::warm_up_archives();
    // What is loaded lazily beyond those two is found by doing the work once.
    static constexpr std::string_view sample
        = "From: a@example.org\r\nSubject: =?utf-8?q?=C3=A9?=\r\n"
          "Content-Type: text/html; charset=koi8-r\r\n\r\n"
          "<p>See <a href=\"http://b\xC3\xBC.example/\">it</a>.";
    struct Still final : core::Clock {
        core::Time now() const override { return {}; }
        core::WallTime wall() const override { return {}; }
    } still;
    const OnStage nobody { [](Stage) {}, [](const core::StageReport&) {} };
    run({}, sample, {}, core::Deadline::in(still, std::chrono::hours { 1 }), nobody, scratch);
}

core::ContentVerdict Engine::run(const core::Envelope& envelope, std::string_view raw,
    core::StageSet skip, core::Deadline deadline, const OnStage& on_stage, Scratch& scratch) const
{
    const core::Duration whole = deadline.remaining();
    core::Message& message = scratch.state_->message;
    message = {};
    // Switched off by the configuration it is not missing; the threat is unknown all the same.
    const bool scans = !state_->settings.disabled.has(Stage::Scan);
    Pass pass(skip, deadline, on_stage);
    const bool readable = pass.stage(Stage::Parse, whole, [&](core::Deadline until) -> StageResult {
        message = read(scratch.state_->mime, raw, state_->limits, state_->models->signature, until);
        return { parse_notes(message, envelope), true };
    });
    if (readable) {
        if (scans)
            pass.stage(Stage::Scan, whole, [&](core::Deadline until) {
                const Parse parse = [&](std::string_view bytes, core::Deadline d) {
                    return read(
                        scratch.state_->mime, bytes, state_->limits, state_->models->signature, d);
                };
                scan::Scanned s = examine(message, envelope, raw, state_->limits, state_->scanner,
                    scratch.state_->scan, parse, until);
                return StageResult { std::move(s.notes), s.finished };
            });
        const scan::Score score = scan::score(pass.verdict().notes.findings, state_->severities);
        const core::Threat threat = threat_so_far(pass.verdict(), score);
        for (const agents::AgentEntry& entry : state_->agents)
            pass.stage(entry.stage, entry.budget, [&](core::Deadline until) {
                const agents::Case c { message, envelope, pass.verdict().notes, threat,
                    score.security };
                return result_of(entry.agent->assess(c, until));
            });
    } else {
        const core::Cause cause = pass.verdict().missing.front().cause;
        if (scans)
            pass.miss(Stage::Scan, cause);
        for (const agents::AgentEntry& entry : state_->agents)
            pass.miss(entry.stage, cause);
    }
    if (state_->settings.fault != agents::Fault::None
        && state_->settings.fault_stage == Stage::Fault)
        pass.stage(Stage::Fault, whole, [](core::Deadline) { return StageResult {}; });
    return pass.take();
}

agents::Explanation Engine::explain(
    const core::Envelope& envelope, const core::ContentVerdict& verdict, Scratch& scratch) const
{
    agents::Explanation explanation;
    if (!verdict.done.has(Stage::Parse))
        return explanation;
    const scan::Score score = scan::score(verdict.notes.findings, state_->severities);
    const agents::Case c { scratch.state_->message, envelope, verdict.notes,
        threat_so_far(verdict, score), score.security };
    for (const agents::AgentEntry& entry : state_->agents)
        if (verdict.done.has(entry.stage))
            entry.agent->explain(c, explanation);
    if (verdict.done.has(Stage::Scan))
        explanation.content
            = state_->scanner.explain_model(scratch.state_->scan, verdict.notes.findings);
    return explanation;
}

const core::Message* Engine::parsed(const Scratch& scratch) const
{
    return scratch.state_ ? &scratch.state_->message : nullptr;
}

scan::ModelView& Engine::model_view(Scratch& scratch) const
{
    return scratch.state_->scan.model_view();
}

const core::FindingTable& Engine::findings() const
{
    return state_->scanner.findings();
}

const scan::SeverityTable& Engine::severities() const
{
    return state_->severities;
}

} // namespace triage
