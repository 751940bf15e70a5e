// What a labelled corpus says of the threat scan: how well it orders messages with findings alone,
// the model alone and both, what it does to each set and language, and what each finding is worth.
// Pure; `triagectl eval threats` gathers the messages and shows the result.
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "triage/core/finding.h"
#include "triage/core/verdict.h"
#include "triage/train/roc.h"

namespace train {

enum class View : std::uint8_t { Findings, Model, Both };
inline constexpr std::array<std::string_view, 3> view_names { "findings", "model", "both" };
inline constexpr std::array<double, 3> alarm_rates { 0.01, 0.003, 0.001 };

struct Judged { // one message
    std::uint16_t set = 0;
    std::array<double, view_names.size()> badness {}; // by View; higher is more hostile
    core::Threat threat = core::Threat::Unknown;
    std::string language; // BCP 47; empty: unknown
    std::vector<core::Finding> findings;
};

struct SetLabel {
    std::string name;
    bool hostile = false;
};

struct Curve { // of one view
    bool present = false; // false: no message has that evidence, or there is one label only
    double area = 0.5;
    Interval area_interval;
    std::array<Operation, alarm_rates.size()> at; // by alarm_rates
    std::vector<Operation> points;
};

struct SetResult {
    SetLabel label;
    std::size_t messages = 0;
    Share suspicious, dangerous; // suspicious: no worse than that
    // A legitimate set against all hostile messages, by View; 0.5 otherwise.
    std::array<double, view_names.size()> area {};
    std::array<Interval, view_names.size()> area_interval;
};

struct FindingResult {
    core::FindingId id = 0;
    std::vector<std::size_t> hits; // messages, by set
    std::size_t hostile = 0, legit = 0; // messages
    // Share of hostile among what it hits if there were as many hostile as legitimate messages and
    // legitimate sets were of the same size.
    double precision = 0;
};

struct LanguageResult {
    std::string language;
    Share found, alarms; // suspicious or dangerous, of the hostile and of the legitimate
};

struct Evaluation {
    std::array<Curve, view_names.size()> curves;
    std::vector<SetResult> sets;
    std::vector<FindingResult> findings; // that hit something, most hostile hits first
    std::vector<LanguageResult> languages; // most messages first
};

Evaluation evaluate(std::span<const SetLabel> sets, std::span<const Judged> messages);

} // namespace train
