// Complete content verdicts by cache key, within a size and a time to live. Adaptive: frequency and
// recency decide what stays. Thread-safe; lookups copy a shared pointer only.
#pragma once

#include <cstdint>
#include <memory>

#include "milter/config.h"
#include "triage/core/clock.h"
#include "triage/core/digest.h"
#include "triage/core/verdict.h"

namespace milter {

struct CacheInfo {
    std::uint64_t entries = 0, bytes = 0, hits = 0, misses = 0, inserted = 0, evicted = 0,
                  expired = 0, refused = 0;
};

class VerdictCache {
public:
    explicit VerdictCache(const Config::Caching& config);
    ~VerdictCache();
    std::shared_ptr<const core::ContentVerdict> find(const core::Digest& key, core::Time now);
    // Only complete verdicts are kept; others are refused.
    void insert(const core::Digest& key, core::ContentVerdict verdict, core::Time now);
    void configure(const Config::Caching& config);
    void clear();
    CacheInfo info() const;

private:
    struct State;
    std::unique_ptr<State> state_;
};

} // namespace milter
