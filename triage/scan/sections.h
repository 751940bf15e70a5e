// Names of the sections of a generation that the scanner reads. The builder of generations, which
// stands above, writes them.
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "triage/core/limits.h"
#include "triage/core/result.h"
#include "triage/scan/score.h"

namespace scan {

using SectionLookup = std::function<std::string_view(std::string_view)>; // empty if absent

inline constexpr std::string_view section_rules = "rules";
inline constexpr std::string_view section_match_prefix = "match."; // then the surface's name
inline constexpr std::string_view section_lists = "lists";
inline constexpr std::string_view section_local_domains = "local_domains";
inline constexpr std::string_view section_verifiers = "verifiers";
inline constexpr std::string_view section_limits = "limits";
inline constexpr std::string_view section_model = "model"; // may be empty: findings only
inline constexpr std::string_view section_overrides = "findings";

// Whose Authentication-Results are believed (core/trace.h).
struct Verifiers {
    std::vector<std::string> ids; // empty: the MTA's own name
    std::uint32_t max_fields = 3;
};

std::string serialise(const std::vector<std::string>& strings);
std::string serialise(const Verifiers& verifiers);
core::Result<Verifiers> read_verifiers(std::string_view section);
core::Result<std::vector<std::string>> read_strings(std::string_view section);
std::string serialise(const core::Limits& limits);
core::Result<core::Limits> read_limits(std::string_view section);
std::string serialise(const Overrides& overrides);
core::Result<Overrides> read_overrides(std::string_view section);

} // namespace scan
