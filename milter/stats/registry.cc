// The registry is one flat array of 64-bit cells; where each metric's cells begin is worked out
// at compile time from metrics.def, so that adding is an index and a relaxed atomic add.
#include "milter/stats/registry.h"

#include <algorithm>
#include <atomic>
#include <cassert>

#include "triage/core/history.h"
#include "triage/core/stage.h"
#include "triage/core/verdict.h"

namespace stats {

namespace {

constexpr MetricRow rows[] = {
#define METRIC(id, kind, name, labels, help)                                                       \
    { Metric::id, Kind::kind, name, LabelKind::labels, help },
#include "milter/stats/metrics.def"
#undef METRIC
};
constexpr std::size_t metric_count = std::size(rows);

constexpr std::array<double, 16> bounds { 0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01,
    0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10 };
// A histogram's cells: the buckets, the one beyond the last bound, and the sum in nanoseconds.
constexpr std::size_t histogram_cells = bounds.size() + 2;
constexpr std::size_t sum_cell = bounds.size() + 1;

constexpr auto bounds_ns = [] {
    std::array<std::int64_t, bounds.size()> ns {};
    for (std::size_t i = 0; i < ns.size(); ++i)
        ns[i] = static_cast<std::int64_t>(bounds[i] * 1e9 + 0.5);
    return ns;
}();

struct Label {
    std::string_view name;
    std::span<const std::string_view> values;
};

constexpr Label labels[] = {
    // by LabelKind
    { "", {} },
    { "status", core::status_names },
    { "stage", core::stage_names },
    { "cause", core::cause_names },
    { "reason", core::skip_reason_names },
    { "threat", core::threat_names },
    { "category", core::category_names },
    { "band", core::band_names },
    { "reply", reply_names },
    { "cause", worker_end_names },
    { "opinion", core::said_names },
};

constexpr const Label& label(LabelKind kind)
{
    return labels[static_cast<std::size_t>(kind)];
}

constexpr std::size_t series(const MetricRow& row)
{
    return row.labels == LabelKind::None ? 1 : label(row.labels).values.size();
}

constexpr std::size_t cells_of(const MetricRow& row)
{
    return series(row) * (row.kind == Kind::seconds ? histogram_cells : 1);
}

constexpr auto first_cells = [] { // of each metric; the last entry is the number of cells
    std::array<std::size_t, metric_count + 1> first {};
    for (std::size_t i = 0; i < metric_count; ++i)
        first[i + 1] = first[i] + cells_of(rows[i]);
    return first;
}();

} // namespace

std::span<const MetricRow> metric_rows()
{
    return rows;
}

std::string_view label_name(LabelKind kind)
{
    return label(kind).name;
}

std::span<const std::string_view> label_values(LabelKind kind)
{
    return label(kind).values;
}

std::span<const double> bucket_bounds()
{
    return bounds;
}

struct Registry::State {
    std::array<std::atomic<std::uint64_t>, first_cells[metric_count]> cells {};

    // The first cell of a series. A label beyond its table is a bug of the caller; it is counted
    // under the metric's first value rather than written out of bounds.
    std::atomic<std::uint64_t>* series_at(Metric m, std::size_t index)
    {
        const auto i = static_cast<std::size_t>(m);
        assert(index < series(rows[i]));
        if (index >= series(rows[i]))
            index = 0;
        const std::size_t width = rows[i].kind == Kind::seconds ? histogram_cells : 1;
        return &cells[first_cells[i] + index * width];
    }
};

Registry::Registry()
    : state_(std::make_unique<State>())
{
}

Registry::~Registry() = default;

void Registry::add_at(Metric m, std::size_t index, std::uint64_t n)
{
    state_->series_at(m, index)->fetch_add(n, std::memory_order_relaxed);
}

void Registry::gauge(Metric m, std::int64_t delta)
{
    // Unsigned wrap-around makes negative deltas right.
    add_at(m, 0, static_cast<std::uint64_t>(delta));
}

void Registry::observe_at(Metric m, std::size_t index, core::Duration d)
{
    const std::int64_t ns = std::max<std::int64_t>(0, d.count());
    const auto bucket = std::lower_bound(bounds_ns.begin(), bounds_ns.end(), ns);
    auto* cells = state_->series_at(m, index);
    cells[bucket - bounds_ns.begin()].fetch_add(1, std::memory_order_relaxed);
    cells[sum_cell].fetch_add(static_cast<std::uint64_t>(ns), std::memory_order_relaxed);
}

std::uint64_t Registry::value(Metric m, std::size_t index) const
{
    return state_->series_at(m, index)->load(std::memory_order_relaxed);
}

std::int64_t Registry::level(Metric m) const
{
    return static_cast<std::int64_t>(value(m));
}

Registry::Histogram Registry::histogram(Metric m, std::size_t index) const
{
    const auto* cells = state_->series_at(m, index);
    Histogram h;
    for (std::size_t i = 0; i <= bounds.size(); ++i) {
        h.buckets.push_back(cells[i].load(std::memory_order_relaxed));
        h.count += h.buckets.back();
    }
    h.sum = static_cast<double>(cells[sum_cell].load(std::memory_order_relaxed)) / 1e9;
    return h;
}

} // namespace stats
