// What triage says of a message. ContentVerdict is made in a worker from the content alone and may
// be cached; Outcome is the daemon's whole answer, which headers/render.h turns into fields.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "triage/core/clock.h"
#include "triage/core/correspondence.h"
#include "triage/core/digest.h"
#include "triage/core/finding.h"
#include "triage/core/message.h"
#include "triage/core/stage.h"

namespace core {

enum class Category : std::uint8_t {
    Unknown,
    Personal,
    Work,
    Transaction,
    Notification,
    Newsletter,
    Promotion,
    Social,
    List,
    Calendar,
    Bounce,
    Security,
    Unwanted,
};
inline constexpr std::array<std::string_view, 13> category_names { "unknown", "personal", "work",
    "transaction", "notification", "newsletter", "promotion", "social", "list", "calendar",
    "bounce", "security", "unwanted" };
constexpr std::string_view name(Category c)
{
    return category_names[static_cast<std::size_t>(c)];
}

enum class ActionKind : std::uint8_t { None, Reply, Review, Pay, Schedule, Attend, Send, Confirm };
inline constexpr std::array<std::string_view, 8> action_names { "none", "reply", "review", "pay",
    "schedule", "attend", "send", "confirm" };
constexpr std::string_view name(ActionKind a)
{
    return action_names[static_cast<std::size_t>(a)];
}

struct Action {
    ActionKind kind = ActionKind::None;
    std::string due; // ISO 8601 date or date-time with offset; empty: none
    double confidence = 0; // 0…1
    bool operator==(const Action&) const = default;
};

// A fact for prioritise, by its index in agents/features.def; or, from `first_term` on, a word of
// the message by its hash (agents/priority_terms.h).
struct Feature {
    static constexpr std::uint16_t first_term = 0x4000, terms = 0x4000;
    std::uint16_t id = 0;
    float value = 0;
    bool is_term() const { return id >= first_term && id < first_term + terms; }
    bool operator==(const Feature&) const = default;
};

// A finding that depends on who receives the message. The worker does not know; the daemon keeps it
// if a recipient's digest is among `addresses` (present) or if none is (absent).
struct Candidate {
    Finding finding;
    std::vector<Digest> addresses; // core::address_digest
    bool when_absent = false;
    bool operator==(const Candidate&) const = default;
};

// What one stage adds. Fields that a stage does not touch stay empty.
struct Notes {
    std::vector<Finding> findings;
    std::vector<Candidate> candidates;
    std::optional<Category> category;
    double category_confidence = 0; // 0…1
    std::optional<Action> action;
    std::string summary; // UTF-8, at most 160 code points; empty: none
    std::vector<std::string> replies; // UTF-8, at most 3 of at most 100 code points
    std::vector<Feature> features;
    std::string language; // BCP 47; empty: unknown
    std::optional<PriorityFieldFacts> priority_fields; // from parse
    std::optional<Correspondence> correspondence; // from parse
    bool from_proven = false; // by DMARC, or aligned DKIM or SPF of a trusted verifier; from scan
    bool limit_hit = false; // parse or scan did not see everything: never clean, no score
    bool operator==(const Notes&) const = default;
};

struct Missing {
    Stage stage;
    Cause cause;
    bool operator==(const Missing&) const = default;
};

struct StageTime {
    Stage stage;
    Duration took;
    bool operator==(const StageTime&) const = default;
};

// One stage's result as it leaves the engine.
struct StageReport {
    Stage stage = Stage::Parse;
    Duration took {};
    std::optional<Cause> failed;
    Notes notes; // of a scan that failed what it had found until then; else empty when it failed
};

struct ContentVerdict {
    Notes notes; // all stages' together
    StageSet done; // stages whose report arrived and did not fail
    std::vector<Missing> missing;
    std::vector<StageTime> times;

    void merge(StageReport report);
    void miss(Stage stage, Cause cause); // once per stage, the first cause stands
    bool complete() const { return missing.empty(); }
    bool operator==(const ContentVerdict&) const = default;
};

enum class Threat : std::uint8_t { Clean, Suspicious, Dangerous, Unknown };
inline constexpr std::array<std::string_view, 4> threat_names { "clean", "suspicious", "dangerous",
    "unknown" };
constexpr std::string_view name(Threat t)
{
    return threat_names[static_cast<std::size_t>(t)];
}

enum class Band : std::uint8_t { Bulk, Low, Normal, High, Urgent };
inline constexpr std::array<std::string_view, 5> band_names { "bulk", "low", "normal", "high",
    "urgent" };
constexpr std::string_view name(Band b)
{
    return band_names[static_cast<std::size_t>(b)];
}
Band band_of(int priority); // >= 90, 70, 30, 10

struct WhyTerm {
    std::string_view name; // fixed vocabulary (static storage)
    double weight; // signed
};

// For one recipient, or from content alone when `personal` is false.
struct PersonalVerdict {
    int priority = 50; // 0…100
    Band band = Band::Normal;
    std::vector<WhyTerm> why; // strongest first, at most 5
    bool personal = false;
};

enum class Status : std::uint8_t { Complete, Partial, Skipped };
inline constexpr std::array<std::string_view, 3> status_names { "complete", "partial", "skipped" };
constexpr std::string_view name(Status s)
{
    return status_names[static_cast<std::size_t>(s)];
}

// The daemon's answer for one message. A skipped one renders too.
struct Outcome {
    Status status = Status::Skipped;
    std::optional<SkipReason> reason; // set when skipped
    ContentVerdict verdict;
    std::vector<Finding> findings; // verdict's and the candidates that match, worst first
    Threat threat = Threat::Unknown;
    std::optional<int> security_score; // 0…100; only when the scan finished
    Duration took {}; // end of message to now
    bool cached = false;

    static Outcome skipped(SkipReason reason);
};

} // namespace core
