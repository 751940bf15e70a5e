#include "triage/scan/score.h"

#include <algorithm>
#include <cmath>
#include <unordered_map>

namespace scan {

namespace {

constexpr int dangerous_below = 45;
constexpr int suspicious_below = 80;
constexpr double cluster_cap = 0.95; // no one cause is certainty
constexpr double rest_share = 0.25;

struct Cluster {
    double max = 0;
    double sum = 0;
    double weight() const { return std::min(cluster_cap, max + rest_share * (sum - max)); }
};

core::Threat threat_for(int security)
{
    if (security < dangerous_below)
        return core::Threat::Dangerous;
    return security < suspicious_below ? core::Threat::Suspicious : core::Threat::Clean;
}

// Whether one kind of evidence is all there is. Info findings are no evidence.
bool one_group_without_critical(
    std::span<const core::Finding* const> findings, const SeverityTable& table)
{
    unsigned groups = 0;
    for (const core::Finding* f : findings) {
        if (f->severity == core::Severity::Critical)
            return false;
        if (f->severity != core::Severity::Info)
            groups |= 1u << static_cast<unsigned>(table.rows[f->id].group);
    }
    return (groups & (groups - 1)) == 0;
}

// The score of exactly these.
int product(std::span<const core::Finding* const> findings, const SeverityTable& table)
{
    std::unordered_map<std::uint16_t, Cluster> clusters;
    for (const core::Finding* f : findings) {
        const double w = weight_of(*f, table);
        Cluster& c = clusters[table.rows[f->id].cluster];
        c.max = std::max(c.max, w);
        c.sum += w;
    }
    // Multiplied in order of weight, so that the same findings in another order give the same bits.
    std::vector<double> weights;
    for (const auto& [number, cluster] : clusters)
        weights.push_back(cluster.weight());
    std::sort(weights.begin(), weights.end());
    double safe = 1;
    for (const double w : weights)
        safe *= 1 - w;
    const int security = static_cast<int>(std::lround(100 * safe));
    return one_group_without_critical(findings, table) ? std::max(security, dangerous_below)
                                                       : security;
}

} // namespace

SeverityTable severity_table(const core::FindingTable& findings)
{
    SeverityTable table;
    std::unordered_map<std::string_view, std::uint16_t> numbers;
    for (const core::FindingRow& row : findings.rows()) {
        const auto next = static_cast<std::uint16_t>(numbers.size());
        const auto cluster = numbers.try_emplace(row.cluster, next).first->second;
        table.rows.push_back({ cluster, row.group });
    }
    return table;
}

SeverityTable without_model(SeverityTable table)
{
    for (SeverityTable::Row& row : table.rows)
        row.learnt = false;
    return table;
}

bool is_left_to_model(const core::Finding& finding, const SeverityTable& table)
{
    return table.rows[finding.id].learnt && finding.severity <= core::Severity::Medium;
}

double weight_of(const core::Finding& finding, const SeverityTable& table)
{
    return finding.weight > 0 ? finding.weight / 100.0
                              : table.weights[static_cast<std::size_t>(finding.severity)];
}

Score score(std::span<const core::Finding> findings, const SeverityTable& table)
{
    std::vector<const core::Finding*> counted, strong;
    for (const core::Finding& f : findings) {
        if (f.id >= table.rows.size())
            continue;
        if (!is_left_to_model(f, table))
            counted.push_back(&f);
        if (f.severity >= core::Severity::Medium && table.rows[f.id].group != core::Group::Model)
            strong.push_back(&f);
    }
    int security = product(counted, table);
    if (const int without = product(strong, table); without < suspicious_below)
        security = std::min(security, without);
    return { security, threat_for(security) };
}

core::Threat threat_of(const Score& score, bool scan_finished)
{
    if (scan_finished || score.threat != core::Threat::Clean)
        return score.threat;
    return core::Threat::Unknown;
}

} // namespace scan
