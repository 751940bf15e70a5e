// A built generation as the daemon holds it: sealed memfd for the workers, tables for rendering.
// Shared by pointer; immutable.
#pragma once

#include <memory>

#include "milter/config.h"
#include "milter/memfd.h"
#include "triage/generation.h"

namespace milter {

struct GenerationFile {
    Memfd file;
    core::Digest digest {};
    core::FindingTable findings;
    scan::SeverityTable severities;
    std::vector<core::Error> degraded; // what is missing of it, and why
};

// What the configuration says to build from.
triage::GenerationSources generation_sources(const Config& config);

struct GenerationResult {
    std::shared_ptr<const GenerationFile> generation; // null if there are errors
    std::vector<core::Error> errors;
};
GenerationResult make_generation(const Config& config);

} // namespace milter
