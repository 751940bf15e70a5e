// Everything that a session needs, under a test's control: clock, runtime, a triage that answers
// what the test says and remembers what it was asked, and the log as lines.
#pragma once

#include <functional>
#include <memory>
#include <stdexcept>
#include <string>
#include <unistd.h>
#include <vector>

#include "milter/services.h"
#include "tests/support/fake_clock.h"
#include "triage/headers/seal.h"

namespace support {

inline std::string read_fd(int fd)
{
    std::string bytes;
    char chunk[4096];
    for (ssize_t n = 0;
         (n = ::pread(fd, chunk, sizeof chunk, static_cast<off_t>(bytes.size()))) > 0;)
        bytes.append(chunk, static_cast<std::size_t>(n));
    return bytes;
}

struct Front {
    FakeClock clock;
    stats::Registry metrics;
    std::shared_ptr<milter::GenerationFile> generation = make_generation();
    milter::CurrentRuntime runtime { make_runtime() };
    milter::VerdictCache cache { milter::Config::Caching {} };
    milter::InflightMemory memory { 1u << 20, metrics };
    std::vector<std::string> lines;

    // What triage answers; the request and its bytes are kept for the test to look at.
    core::Outcome answer = complete();
    std::function<void()> during_triage = [] {};
    int triaged = 0;
    core::Envelope envelope;
    std::string message;
    std::optional<core::NetworkId> network;
    core::Duration budget {};

    stats::ErrorRing errors;
    milter::Services services { clock, metrics, runtime, cache, memory, errors,
        [this](const milter::Request& r, core::Deadline d) { return triage(r, d); },
        [this](milter::Level, std::string_view line) { lines.emplace_back(line); } };

    static core::Outcome complete()
    {
        core::Outcome outcome;
        outcome.status = core::Status::Complete;
        for (const auto stage : { core::Stage::Parse, core::Stage::Scan, core::Stage::Classify,
                 core::Stage::Summarise, core::Stage::Respond })
            outcome.verdict.done.add(stage);
        outcome.verdict.notes.category = core::Category::Personal;
        return outcome;
    }
    static std::shared_ptr<milter::GenerationFile> make_generation()
    {
        auto g = std::make_shared<milter::GenerationFile>();
        g->digest = core::sha256("generation 1");
        const bool added
            = g->findings
                  .add({ "TEST_CRITICAL", core::Group::Links, "", core::Severity::Critical, "x" })
                  .ok()
            && g->findings
                   .add({ "TEST_SPOOF", core::Group::Identity, "", core::Severity::High, "x" })
                   .ok();
        if (!added)
            throw std::logic_error("finding table");
        g->severities = scan::severity_table(g->findings);
        return g;
    }
    std::shared_ptr<const milter::Runtime> make_runtime() const
    {
        auto r = std::make_shared<milter::Runtime>();
        r->generation = generation;
        r->people = milter::People::parse("+", {}).value();
        r->render.engine = "1.0";
        r->render.seal = headers::make_seal_key("master");
        r->address_key = "address-key";
        return r;
    }
    // A reload: sessions take the new runtime at their next MAIL FROM.
    void configure(const std::function<void(milter::Runtime&)>& change)
    {
        auto next = std::make_shared<milter::Runtime>(*runtime.get());
        change(*next);
        runtime.set(next);
    }
    std::uint64_t counted(stats::Metric m, std::size_t label = 0) const
    {
        return metrics.value(m, label);
    }

private:
    milter::Answer triage(const milter::Request& request, core::Deadline deadline)
    {
        ++triaged;
        envelope = request.envelope;
        message = read_fd(request.message_fd);
        network = request.network;
        budget = deadline.remaining();
        during_triage();
        return { answer, generation };
    }
};

} // namespace support
