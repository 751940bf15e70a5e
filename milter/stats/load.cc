#include "milter/stats/load.h"

#include <algorithm>
#include <utility>

namespace stats {

namespace {

Registry::Histogram difference(const Registry::Histogram& newer, const Registry::Histogram& older)
{
    Registry::Histogram d = newer;
    for (std::size_t i = 0; i < d.buckets.size(); ++i)
        d.buckets[i] -= older.buckets[i];
    d.count -= older.count;
    d.sum -= older.sum;
    return d;
}

} // namespace

double quantile(const Registry::Histogram& histogram, double q)
{
    if (histogram.count == 0)
        return 0;
    const auto bounds = bucket_bounds();
    const double rank = q * static_cast<double>(histogram.count);
    double below = 0;
    for (std::size_t i = 0; i < bounds.size(); ++i) {
        const auto here = static_cast<double>(histogram.buckets[i]);
        if (here > 0 && below + here >= rank) {
            const double floor = i == 0 ? 0 : bounds[i - 1];
            return floor + (bounds[i] - floor) * std::max(0.0, rank - below) / here;
        }
        below += here;
    }
    return bounds.back();
}

void LoadRing::sample(core::Time now, Registry::Histogram triage)
{
    auto ring = ring_.lock();
    Sample s { now, std::move(triage) };
    if (ring->samples.size() < capacity)
        ring->samples.push_back(std::move(s));
    else
        ring->samples[ring->next] = std::move(s);
    ring->next = (ring->next + 1) % capacity;
}

LoadWindow LoadRing::over(core::Duration window) const
{
    auto ring = ring_.lock();
    const std::size_t n = ring->samples.size();
    if (n < 2)
        return {};
    const auto back = [&](std::size_t i) -> const Sample& { // i samples before the newest
        return ring->samples[(ring->next + capacity - 1 - i) % capacity];
    };
    const Sample& newest = back(0);
    std::size_t i = 1;
    while (i + 1 < n && newest.at - back(i).at < window)
        ++i;
    const Registry::Histogram d = difference(newest.triage, back(i).triage);
    LoadWindow w;
    w.seconds = core::seconds(newest.at - back(i).at);
    w.messages = d.count;
    w.per_second = w.seconds > 0 ? static_cast<double>(d.count) / w.seconds : 0;
    w.mean = d.count > 0 ? d.sum / static_cast<double>(d.count) : 0;
    w.p50 = quantile(d, 0.50);
    w.p95 = quantile(d, 0.95);
    w.p99 = quantile(d, 0.99);
    return w;
}

} // namespace stats
