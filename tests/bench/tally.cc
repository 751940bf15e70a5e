#include "tests/bench/tally.h"

#include <algorithm>
#include <cstdio>

namespace bench {

namespace {

std::string member(const char* name, std::uint64_t value)
{
    return '"' + std::string(name) + "\": " + std::to_string(value) + ", ";
}

std::string member(const char* name, double value)
{
    char text[64];
    std::snprintf(text, sizeof text, "\"%s\": %.3f, ", name, value);
    return text;
}

} // namespace

double percentile(const std::vector<double>& sorted, double share)
{
    if (sorted.empty())
        return 0;
    const auto rank = static_cast<std::size_t>(share * static_cast<double>(sorted.size()));
    return sorted[std::min(rank, sorted.size() - 1)];
}

void Tally::operator+=(const Tally& other)
{
    complete += other.complete;
    partial += other.partial;
    skipped += other.skipped;
    no_status += other.no_status;
    continued += other.continued;
    refused += other.refused;
    errors += other.errors;
    late += other.late;
    bytes += other.bytes;
    ms.insert(ms.end(), other.ms.begin(), other.ms.end());
}

std::string json(Tally& tally, std::size_t connections, double seconds)
{
    std::sort(tally.ms.begin(), tally.ms.end());
    const auto count = static_cast<std::uint64_t>(tally.ms.size());
    std::string line = "{" + member("messages", count)
        + member("connections", static_cast<std::uint64_t>(connections))
        + member("bytes", tally.bytes) + member("seconds", seconds)
        + member("per_second", seconds > 0 ? static_cast<double>(count) / seconds : 0)
        + member("complete", tally.complete) + member("partial", tally.partial)
        + member("skipped", tally.skipped) + member("no_status", tally.no_status)
        + member("continued", tally.continued) + member("refused", tally.refused)
        + member("errors", tally.errors) + member("late", tally.late)
        + member("p50_ms", percentile(tally.ms, .5)) + member("p95_ms", percentile(tally.ms, .95))
        + member("p99_ms", percentile(tally.ms, .99))
        + member("max_ms", tally.ms.empty() ? 0.0 : tally.ms.back());
    line.resize(line.size() - 2);
    return line + "}";
}

} // namespace bench
