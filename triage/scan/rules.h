// Rule files: findings written as patterns. One format for the built-in rules of etc/rules and for
// an operator's own (NOTES.md shows it). Parsed when a generation is built, with every mistake as
// "file:line: what is wrong and what to write instead"; travels compiled in the generation.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "triage/core/finding.h"
#include "triage/core/result.h"
#include "triage/scan/surface.h"

namespace scan {

// Any of these: a finding by id, a finding of low severity or worse of a group, a fact.
struct Condition {
    std::vector<std::string> ids;
    std::uint8_t groups = 0; // bit for each core::Group
    std::uint32_t facts = 0; // Fact bits
    bool empty() const { return ids.empty() && groups == 0 && facts == 0; }
};

struct Rule {
    core::FindingRow row;
    std::uint16_t surfaces = 0; // bit for each Surface
    bool on(Surface s) const { return (surfaces >> static_cast<unsigned>(s) & 1) != 0; }
    std::uint32_t flags = 0; // match::Flag, those of the surface not included
    std::vector<std::string> patterns;
    std::uint8_t at_least = 1; // so many different patterns must match
    std::vector<Condition> needs; // each must hold
    Condition except; // must not hold
    std::optional<core::Severity> raised; // severity when `raise_when` holds
    Condition raise_when;
};

struct RuleText {
    std::string file; // as it is to stand in errors
    std::string text;
};

struct CompiledRules {
    std::string rules; // section "rules"
    std::array<std::string, surfaces.size()> databases; // sections "match.<surface>" (database_of)
    std::vector<core::Error> errors; // all; the rest is valid only if there are none
};
// `built_in`: rows that a rule may name in its conditions but not define again.
CompiledRules compile_rules(std::span<const RuleText> files, const core::FindingTable& built_in);

struct ParsedRule {
    Rule rule;
    std::string file;
    int line = 0; // of the block's head
    std::vector<int> pattern_lines;
    std::vector<std::pair<Condition, int>> conditions; // all of them with their lines
};
struct ParsedRules {
    std::vector<ParsedRule> rules;
    std::vector<core::Error> errors;
};
ParsedRules parse_rules(std::span<const RuleText> files, const core::FindingTable& built_in);

std::string serialise(std::span<const Rule> rules);
core::Result<std::vector<Rule>> read_rules(std::string_view section);

// Number of the first pattern of each rule: pattern ids run through all rules, in order.
std::vector<std::uint32_t> first_patterns(std::span<const Rule> rules);

} // namespace scan
