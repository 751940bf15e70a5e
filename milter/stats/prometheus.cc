#include "milter/stats/prometheus.h"

#include <cmath>
#include <cstdio>

#include "triage/core/text.h"

namespace stats {

namespace {

constexpr std::string_view prefix = "triage_";

// Whole numbers in full, so that large counters keep their last digits; others as short as they
// read back to the same bound.
std::string number(double value)
{
    char buffer[40];
    const bool whole = std::floor(value) == value && std::fabs(value) < 1e15;
    std::snprintf(buffer, sizeof buffer, whole ? "%.0f" : "%.9g", value);
    return buffer;
}

std::string escape(std::string_view s, bool quotes)
{
    std::string out;
    for (const char c : s) {
        if (c == '\n')
            out += "\\n";
        else if (c == '\\')
            out += "\\\\";
        else if (c == '"' && quotes)
            out += "\\\"";
        else
            out += c;
    }
    return out;
}

void histogram(
    Exposition& out, const Registry::Histogram& h, std::string_view label, std::string_view value)
{
    std::uint64_t below = 0;
    const auto bounds = bucket_bounds();
    for (std::size_t i = 0; i < h.buckets.size(); ++i) {
        below += h.buckets[i];
        const std::string le = i < bounds.size() ? number(bounds[i]) : "+Inf";
        const auto n = static_cast<double>(below);
        if (label.empty())
            out.sample("_bucket", { { "le", le } }, n);
        else
            out.sample("_bucket", { { label, value }, { "le", le } }, n);
    }
    const Exposition::Labels none = {};
    const Exposition::Labels one = { { label, value } };
    out.sample("_sum", label.empty() ? none : one, h.sum);
    out.sample("_count", label.empty() ? none : one, static_cast<double>(h.count));
}

void write_series(Exposition& out, const Registry& registry, const MetricRow& row,
    std::size_t index, std::string_view label, std::string_view value)
{
    if (row.kind == Kind::seconds) {
        histogram(out, registry.histogram(row.id, index), label, value);
        return;
    }
    const double n = row.kind == Kind::gauge ? static_cast<double>(registry.level(row.id))
                                             : static_cast<double>(registry.value(row.id, index));
    if (label.empty())
        out.sample({}, n);
    else
        out.sample({ { label, value } }, n);
}

constexpr std::string_view type_names[] = { "counter", "gauge", "histogram" }; // by Kind

} // namespace

void Exposition::family(std::string_view name, std::string_view type, std::string_view help)
{
    // process_* is the one set of names that every exporter shares and that carries no prefix.
    family_ = name.starts_with("process_") ? "" : prefix;
    family_ += name;
    out_ += "# HELP " + family_ + ' ' + escape(help, false) + '\n';
    out_ += "# TYPE " + family_ + ' ' + std::string(type) + '\n';
}

void Exposition::sample(std::string_view suffix, Labels labels, double value)
{
    out_ += family_;
    out_ += suffix;
    char separator = '{';
    for (const auto& [name, text] : labels) {
        out_ += separator;
        out_ += name;
        out_ += "=\"" + escape(core::valid_utf8(text), true) + '"';
        separator = ',';
    }
    out_ += separator == ',' ? "} " : " ";
    out_ += number(value) + '\n';
}

void Exposition::single(
    std::string_view name, std::string_view type, std::string_view help, double value)
{
    family(name, type, help);
    sample({}, value);
}

void write_registry(Exposition& out, const Registry& registry)
{
    for (const MetricRow& row : metric_rows()) {
        out.family(row.name, type_names[static_cast<std::size_t>(row.kind)], row.help);
        if (row.labels == LabelKind::None) {
            write_series(out, registry, row, 0, "", "");
            continue;
        }
        const auto values = label_values(row.labels);
        for (std::size_t i = 0; i < values.size(); ++i)
            write_series(out, registry, row, i, label_name(row.labels), values[i]);
    }
}

} // namespace stats
