// Triage of single messages without a daemon: the same generation, the same sandboxed worker and
// the same scoring, as `triagectl scan` and `explain` need it. One at a time; single-threaded but
// for the pool's supervisor. A message that fails costs that message only.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "milter/config.h"
#include "milter/ctl/assume.h"
#include "milter/ctl/options.h"
#include "milter/generation_file.h"
#include "triage/agents/explanation.h"
#include "triage/core/clock.h"
#include "triage/core/verdict.h"
#include "triage/headers/render.h"

namespace ctl {

struct Scanned {
    core::Outcome outcome;
    core::PersonalVerdict personal;
    std::vector<headers::HeaderField> fields; // as they would be added
    std::shared_ptr<const milter::GenerationFile> generation; // names the findings
    agents::Explanation reasons; // of explain(); what is not explained is absent
    std::string unexplained; // why there are none
};

class Scanner {
public:
    struct Opened {
        std::unique_ptr<Scanner> scanner; // null if there are errors
        std::vector<core::Error> errors;
    };
    // Takes what a build of the rules takes, and a worker's start.
    static Opened open(const milter::Config& config, const core::Clock& clock);
    ~Scanner();

    // Fails if there is no memory for the message or no worker that could read it.
    core::Result<Scanned> scan(std::string_view raw, const ScanOptions& options);
    // The same with its reasons, which a second worker finds: that of scan() is the daemon's, and
    // the daemon's never tell words.
    core::Result<Scanned> explain(std::string_view raw, const ScanOptions& options);
    // What is new in the message: UTF-8 as it stands there, to be cleaned for where it is shown.
    core::Result<std::string> text(std::string_view raw, const ScanOptions& options);

private:
    struct State;
    core::Result<Scanned> scan_as(
        const Assumed& assumed, std::string_view raw, const ScanOptions& options);
    explicit Scanner(std::unique_ptr<State> state);
    std::unique_ptr<State> state_;
};

} // namespace ctl
