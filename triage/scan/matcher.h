// Runs the rules of the rule files over a message: builds each surface that some rule wants,
// matches it, then lets rules fire whose conditions hold. Const and shared; state of one message is
// in a MatcherScratch, which belongs to one thread.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <vector>

#include "triage/core/finding.h"
#include "triage/core/result.h"
#include "triage/match/database.h"
#include "triage/scan/context.h"
#include "triage/scan/rules.h"
#include "triage/scan/sections.h"
#include "triage/scan/sink.h"

namespace scan {

struct MatcherScratch {
    struct Hit {
        std::uint32_t patterns = 0; // different ones that matched
        std::string evidence; // of the first
    };
    match::Scratch match;
    std::vector<Hit> hits; // by rule
    std::vector<bool> seen; // by pattern, over all surfaces
};

class Matcher {
public:
    // Reads the rules and their databases; `table` gets their rows.
    static core::Result<Matcher> open(const SectionLookup& section, core::FindingTable& table);

    core::Result<MatcherScratch> make_scratch() const;
    core::Result<void> run(const Context& c, Sink& sink, MatcherScratch& scratch) const;

private:
    struct Wanted { // a Condition with its ids looked up
        std::vector<core::FindingId> ids;
        std::uint8_t groups = 0;
        std::uint32_t facts = 0;
        bool holds(const Context& c, const Sink& sink) const;
    };
    struct Armed { // a rule ready to run
        core::FindingId id;
        std::uint32_t at_least;
        std::vector<Wanted> needs;
        Wanted except;
        std::optional<core::Severity> raised;
        Wanted raise_when;
        core::Severity severity;
    };
    static core::Result<Wanted> look_up(const Condition& c, const core::FindingTable& table);
    static core::Result<Armed> arm(const Rule& rule, const core::FindingTable& table);
    bool fire(const Armed& rule, const Context& c, Sink& sink, std::string& evidence) const;
    void fire_all(const Context& c, Sink& sink, MatcherScratch& scratch) const;
    core::Result<void> match_surface(Surface s, const Context& c, MatcherScratch& scratch) const;

    std::vector<Armed> rules_;
    std::vector<std::uint32_t> rule_of_pattern_;
    std::vector<std::uint16_t> surfaces_of_pattern_; // bit for each Surface
    std::uint16_t wanted_ = 0; // surfaces that any rule is on
    std::array<match::Database, surfaces.size()> databases_; // see database_of
};

// The text of one surface; empty if the message has none.
std::string surface_text(Surface s, const Context& c);

} // namespace scan
