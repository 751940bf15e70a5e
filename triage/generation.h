// A generation: everything but the message and its envelope that a content verdict depends on
// (Hyperscan databases, rule and finding tables, lists, local domains, limits, agents' settings) as
// one position-independent blob. The daemon builds it at start and on reload, puts it into a sealed
// memfd, and every worker maps it read-only. It holds no secret. Its digest is in the handshake and
// in the cache key. Building is single-threaded and slow (Hyperscan compiles); opening is cheap.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "triage/agents/settings.h"
#include "triage/core/digest.h"
#include "triage/core/finding.h"
#include "triage/core/limits.h"
#include "triage/core/result.h"
#include "triage/scan/score.h"
#include "triage/scan/sections.h"

namespace triage {

struct GenerationSources {
    std::vector<std::string> rule_files; // absolute paths, in order
    std::string lists_dir; // absolute path of etc/lists
    std::string site_lists_dir; // the site's additions; empty or absent: none
    std::string model_file; // absolute path; empty: no content model
    std::string models_dir; // absolute path of the agents' models; empty: none
    std::vector<std::string> local_domains; // A-labels, lower case
    scan::Verifiers verifiers;
    core::Limits limits;
    agents::Settings agents;
    scan::Overrides findings; // switches and weights by id
};

struct BuiltGeneration {
    std::string bytes;
    core::Digest digest {};
    core::FindingTable findings;
    scan::SeverityTable severities;
    std::vector<core::Error> degraded; // which models are not in use though wanted, and what then
};

// All mistakes at once, each with file and line; `built` is valid only if `errors` is empty.
struct BuildResult {
    BuiltGeneration built;
    std::vector<core::Error> errors;
};
BuildResult build_generation(const GenerationSources& sources);

// Sections of a built generation by name. The bytes must outlive it. Verifies magic, format version
// and the digest of all sections.
class Generation {
public:
    static core::Result<Generation> open(std::string_view bytes);
    std::string_view section(std::string_view name) const; // empty if absent
    const core::Digest& digest() const { return digest_; }

private:
    std::map<std::string, std::string_view, std::less<>> sections_;
    core::Digest digest_ {};
};

} // namespace triage
