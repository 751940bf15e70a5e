// The engine: one pure function from an envelope and a message's bytes to a content verdict, under
// a generation. Runs in a sandboxed worker; `triagectl scan` and the tests run the same. An Engine
// is const after open() and may be shared between threads; a Scratch belongs to one thread.
#pragma once

#include <functional>
#include <memory>
#include <string_view>

#include "triage/agents/explanation.h"
#include "triage/core/clock.h"
#include "triage/core/envelope.h"
#include "triage/core/finding.h"
#include "triage/core/message.h"
#include "triage/core/result.h"
#include "triage/core/verdict.h"
#include "triage/generation.h"
#include "triage/scan/content_model.h"

namespace triage {

// How the engine tells its caller where it is: announce comes before a stage starts, report when
// its result is there. A caller that dies in between knows what to charge.
struct OnStage {
    std::function<void(core::Stage)> announce;
    std::function<void(const core::StageReport&)> report;
};

class Engine {
public:
    class Scratch {
    public:
        Scratch();
        ~Scratch();
        Scratch(Scratch&&) noexcept;
        Scratch& operator=(Scratch&&) noexcept;

    private:
        friend class Engine;
        struct State;
        std::unique_ptr<State> state_;
    };

    // The generation's bytes must outlive the engine.
    static core::Result<Engine> open(const Generation& generation);
    ~Engine();
    Engine(Engine&&) noexcept;
    Engine& operator=(Engine&&) noexcept;

    core::Result<Scratch> make_scratch() const;

    // Opens whatever the stages open lazily (charset converters, break iterators, IDNA tables), so
    // that a sandbox which closes the file system afterwards breaks nothing.
    void warm_up(Scratch& scratch) const;

    // Never throws; a stage that fails is in `missing`. Stages in `skip` are missing with cause
    // open. Without a parse nothing else runs. `raw` is the message as received, CRLF line ends.
    core::ContentVerdict run(const core::Envelope& envelope, std::string_view raw,
        core::StageSet skip, core::Deadline deadline, const OnStage& on_stage,
        Scratch& scratch) const;

    // Why run() judged the last message that it took with this scratch as it did.
    agents::Explanation explain(const core::Envelope& envelope, const core::ContentVerdict& verdict,
        Scratch& scratch) const;

    // The last message that run() parsed with this scratch, for `triagectl explain` and `--text`.
    const core::Message* parsed(const Scratch& scratch) const;

    // What the content model sees of messages that run() takes with this scratch; for training.
    scan::ModelView& model_view(Scratch& scratch) const;

    const core::FindingTable& findings() const;
    const scan::SeverityTable& severities() const;

private:
    struct State;
    explicit Engine(std::unique_ptr<State> state);
    std::unique_ptr<State> state_;
};

} // namespace triage
