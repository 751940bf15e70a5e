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
bool one_group_without_critical(std::span<const core::Finding> findings, const SeverityTable& table)
{
    unsigned groups = 0;
    for (const core::Finding& f : findings) {
        if (f.severity == core::Severity::Critical)
            return false;
        if (f.severity != core::Severity::Info && f.id < table.rows.size())
            groups |= 1u << static_cast<unsigned>(table.rows[f.id].group);
    }
    return (groups & (groups - 1)) == 0;
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

Score score(std::span<const core::Finding> findings, const SeverityTable& table)
{
    std::unordered_map<std::uint16_t, Cluster> clusters;
    for (const core::Finding& f : findings) {
        if (f.id >= table.rows.size())
            continue;
        const double w
            = f.weight > 0 ? f.weight / 100.0 : table.weights[static_cast<std::size_t>(f.severity)];
        Cluster& c = clusters[table.rows[f.id].cluster];
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
    int security = static_cast<int>(std::lround(100 * safe));
    if (one_group_without_critical(findings, table))
        security = std::max(security, dangerous_below);
    return { security, threat_for(security) };
}

core::Threat threat_of(const Score& score, bool scan_finished)
{
    if (scan_finished || score.threat != core::Threat::Clean)
        return score.threat;
    return core::Threat::Unknown;
}

} // namespace scan
