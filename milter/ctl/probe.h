// One sandboxed worker in another role than triage, for what triagectl asks of messages that the
// daemon never does: their new text, or what training and evaluation study. triagectl itself parses
// no message. A message that kills the worker costs that message, the next one gets a new worker.
// Belongs to one thread, which must outlive it: the worker ends with the thread that started it.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "milter/config.h"
#include "milter/generation_file.h"
#include "milter/spawn.h"
#include "milter/worker.h"
#include "triage/core/clock.h"
#include "triage/core/envelope.h"
#include "triage/core/result.h"
#include "triage/core/stage.h"

namespace ctl {

class Probe {
public:
    // Only these stages run. The clock must outlive the probe.
    Probe(milter::WorkerRole role, core::StageSet stages, const milter::Config& config,
        std::shared_ptr<const milter::GenerationFile> generation, const core::Clock& clock);
    ~Probe();
    Probe(const Probe&) = delete;
    Probe& operator=(const Probe&) = delete;

    struct Reply {
        std::vector<std::string> records; // that the worker left, in order
        std::vector<core::Missing> missing; // stages that it did not finish
    };
    core::Result<Reply> ask(
        std::string_view raw, const core::Envelope& envelope, core::Duration limit);

private:
    core::Result<void> start(core::Deadline deadline);
    core::Result<Reply> converse(
        std::string_view raw, const core::Envelope& envelope, core::Deadline deadline);
    void stop();

    milter::WorkerRole role_;
    core::StageSet skip_;
    milter::Config config_;
    std::shared_ptr<const milter::GenerationFile> generation_;
    const core::Clock& clock_;
    std::optional<milter::Child> worker_;
    std::uint32_t sequence_ = 0;
};

} // namespace ctl
