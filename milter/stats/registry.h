// Counters, gauges and histograms of the process, made from metrics.def. Relaxed atomics: adding is
// cheap and thread-safe, reading never resets. One Registry in main(), handed down by reference.
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <span>
#include <string_view>
#include <type_traits>
#include <vector>

#include "triage/core/clock.h"

namespace stats {

enum class Metric : std::uint16_t {
#define METRIC(id, kind, name, labels, help) id,
#include "milter/stats/metrics.def"
#undef METRIC
};

enum class Kind : std::uint8_t { counter, gauge, seconds };
// The values that a metric's one label may take; None: no label. Label values come from the tables
// of core, so an index is the enumerator.
enum class LabelKind : std::uint8_t {
    None,
    Status,
    Stage,
    Cause,
    SkipReason,
    Threat,
    Category,
    Band,
    Reply,
    WorkerEnd,
    Opinion,
};

// What we told the MTA.
enum class Reply : std::uint8_t { Continue, Reject, Quarantine };
inline constexpr std::array<std::string_view, 3> reply_names { "continue", "reject", "quarantine" };
// Why a worker ended. Killed: past its deadline; Anomaly: it broke the protocol.
enum class WorkerEnd : std::uint8_t {
    Recycled,
    Scaled,
    Replaced,
    Killed,
    Crashed,
    Anomaly,
    Failed
};
inline constexpr std::array<std::string_view, 7> worker_end_names { "recycled", "scaled",
    "replaced", "killed", "crashed", "anomaly", "failed" };

struct MetricRow {
    Metric id;
    Kind kind;
    std::string_view name; // without the prefix triage_
    LabelKind labels;
    std::string_view help;
};
std::span<const MetricRow> metric_rows();
std::string_view label_name(LabelKind kind); // "stage", "reason" …
std::span<const std::string_view> label_values(LabelKind kind); // empty for None

// Upper bounds of histogram buckets in seconds: 1 ms … 10 s and finer below; +Inf is implied.
std::span<const double> bucket_bounds();

class Registry {
public:
    Registry();
    ~Registry();
    Registry(const Registry&) = delete;
    Registry& operator=(const Registry&) = delete;

    void add(Metric m, std::uint64_t n = 1) { add_at(m, 0, n); }
    template <typename Enum>
    requires std::is_enum_v<Enum>
    void add(Metric m, Enum label, std::uint64_t n = 1)
    {
        add_at(m, static_cast<std::size_t>(label), n);
    }
    void gauge(Metric m, std::int64_t delta); // adds
    void observe(Metric m, core::Duration d) { observe_at(m, 0, d); }
    template <typename Enum>
    requires std::is_enum_v<Enum>
    void observe(Metric m, Enum label, core::Duration d)
    {
        observe_at(m, static_cast<std::size_t>(label), d);
    }

    std::uint64_t value(Metric m, std::size_t label = 0) const; // counters
    std::int64_t level(Metric m) const; // gauges
    struct Histogram {
        std::vector<std::uint64_t> buckets; // one for each bound, then +Inf; not cumulative
        std::uint64_t count = 0;
        double sum = 0;
    };
    Histogram histogram(Metric m, std::size_t label = 0) const;

private:
    void add_at(Metric m, std::size_t label, std::uint64_t n);
    void observe_at(Metric m, std::size_t label, core::Duration d);
    struct State;
    std::unique_ptr<State> state_;
};

} // namespace stats
