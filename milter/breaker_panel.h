// The breakers of the process, one for each stage, behind one lock, and what the messages' digests
// remember: a stage that failed on a message is skipped for that message; a digest that killed its
// worker twice is poison. Thread-safe.
#pragma once

#include <array>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "milter/config.h"
#include "milter/stats/registry.h"
#include "triage/core/breaker.h"
#include "triage/core/clock.h"
#include "triage/core/digest.h"
#include "triage/core/stage.h"

namespace milter {

struct BreakerInfo {
    std::string name;
    core::BreakerState state = core::BreakerState::Closed;
    bool forced = false;
    core::Breaker::Window window;
    std::uint64_t opened = 0;
};

class BreakerPanel {
public:
    BreakerPanel(const Config::Breakers& config, stats::Registry& metrics);
    ~BreakerPanel();

    // Which of `stages` are not to run for this message now: those whose breaker is open, and those
    // that its digest remembers. Stages let through as probes must be answered by success(),
    // failure() or abandoned().
    struct Plan {
        core::StageSet open; // by a breaker
        core::StageSet remembered; // by the digest
        std::array<core::Cause, core::stage_count> causes {}; // of the remembered ones
        core::StageSet probes;
        bool poison = false;
        core::StageSet skip() const { return open | remembered; }
    };
    Plan plan(const core::Digest& digest, core::StageSet stages, core::Time now);
    // Whether an outside service (clamd, llm, store) may be tried now; true must be answered.
    bool allow(core::Stage stage, core::Time now);
    void success(core::Stage stage, core::Time now);
    // Charges the breaker, and makes the message's digest (if there is one) remember the cause.
    void failure(core::Stage stage, core::Cause cause, const std::optional<core::Digest>& digest,
        std::optional<core::NetworkId> network, core::Time now);
    void killed_worker(const core::Digest& digest, core::Time now); // twice: poison
    void abandoned(const Plan& plan, core::StageSet ran); // probes that did not run

    core::Result<void> command(
        const std::string& verb, const std::string& name); // open|close|reset
    void configure(const Config::Breakers& config);
    std::vector<BreakerInfo> info(core::Time now) const;

private:
    struct State;
    std::unique_ptr<State> state_;
};

} // namespace milter
