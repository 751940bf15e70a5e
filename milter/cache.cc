// A segmented LRU: a verdict enters the probation segment and moves to the protected one when it is
// hit. When there is no room, "adaptive" lets a newcomer in only if it was asked for at least as
// often as the one that would go (TinyLFU), so that a flood of single messages cannot wash out the
// newsletter that is just being delivered. "lru" is one segment without a door keeper.
#include "milter/cache.h"

#include <algorithm>
#include <list>
#include <unordered_map>
#include <utility>

#include "milter/frequency_sketch.h"
#include "milter/locked.h"

namespace milter {

namespace {

constexpr std::uint64_t protected_percent = 80; // of the bytes
constexpr std::uint32_t max_ttl_s = 3600;
constexpr std::size_t node_bytes = 128; // list and hash nodes, the shared pointer's counts

template <typename T>
std::size_t heap_of(const std::vector<T>& v)
{
    return v.capacity() * sizeof(T);
}

std::size_t heap_of(const std::string& s)
{
    constexpr std::size_t inline_capacity = 15;
    return s.capacity() > inline_capacity ? s.capacity() + 1 : 0;
}

// Bytes that a verdict holds; an estimate, allocator overhead left out.
std::size_t size_of(const core::ContentVerdict& v)
{
    const core::Notes& n = v.notes;
    std::size_t size = sizeof v + node_bytes + heap_of(v.missing) + heap_of(v.times)
        + heap_of(n.findings) + heap_of(n.candidates) + heap_of(n.replies) + heap_of(n.features)
        + heap_of(n.summary) + heap_of(n.language);
    for (const core::Finding& f : n.findings)
        size += heap_of(f.evidence);
    for (const core::Candidate& c : n.candidates)
        size += heap_of(c.finding.evidence) + heap_of(c.addresses);
    for (const std::string& r : n.replies)
        size += heap_of(r);
    return size + (n.action ? heap_of(n.action->due) : 0);
}

struct Entry {
    core::Digest key;
    std::shared_ptr<const core::ContentVerdict> verdict;
    core::Time expires;
    std::size_t bytes;
    bool is_protected;
};
using Segment = std::list<Entry>; // most recently used first

class Entries { // everything behind the cache's lock
public:
    explicit Entries(const Config::Caching& config)
        : config_(config)
        , sketch_(config.max_entries)
    {
    }

    std::shared_ptr<const core::ContentVerdict> find(const core::Digest& key, core::Time now)
    {
        if (!config_.enabled)
            return nullptr;
        sketch_.add(key);
        const auto it = index_.find(key);
        if (it == index_.end() || expire(it->second, now)) {
            ++info_.misses;
            return nullptr;
        }
        ++info_.hits;
        touch(it->second);
        return it->second->verdict;
    }

    void insert(const core::Digest& key, core::ContentVerdict verdict, core::Time now)
    {
        const std::size_t bytes = size_of(verdict);
        if (!config_.enabled || !verdict.complete() || bytes > config_.max_bytes) {
            ++info_.refused;
            return;
        }
        if (const auto it = index_.find(key); it != index_.end())
            remove(it->second); // two workers had the same message at once
        if (!make_room(key, bytes, now)) {
            ++info_.refused;
            return;
        }
        auto kept = std::make_shared<const core::ContentVerdict>(std::move(verdict));
        probation_.push_front({ key, std::move(kept), now + ttl(), bytes, false });
        index_[key] = probation_.begin();
        bytes_ += bytes;
        ++info_.inserted;
    }

    void configure(const Config::Caching& config)
    {
        if (config.max_entries != config_.max_entries)
            sketch_ = FrequencySketch(config.max_entries);
        config_ = config;
        if (!config_.enabled)
            clear();
        while (
            !index_.empty() && (bytes_ > config_.max_bytes || index_.size() > config_.max_entries))
            evict(victim());
        shrink_protected();
    }

    void clear()
    {
        index_.clear();
        probation_.clear();
        protected_.clear();
        bytes_ = protected_bytes_ = 0;
    }

    CacheInfo info() const
    {
        CacheInfo i = info_;
        i.entries = index_.size();
        i.bytes = bytes_;
        return i;
    }

private:
    using Place = Segment::iterator;

    core::Duration ttl() const
    {
        return std::chrono::seconds { std::min(config_.ttl_s, max_ttl_s) };
    }
    bool adaptive() const { return config_.strategy != "lru"; }

    bool expire(Place at, core::Time now)
    {
        if (now < at->expires)
            return false;
        remove(at);
        ++info_.expired;
        return true;
    }

    void remove(Place at)
    {
        bytes_ -= at->bytes;
        if (at->is_protected)
            protected_bytes_ -= at->bytes;
        index_.erase(at->key);
        (at->is_protected ? protected_ : probation_).erase(at);
    }

    void evict(Place at)
    {
        remove(at);
        ++info_.evicted;
    }

    // Which one goes next; there must be one.
    Place victim() { return std::prev(probation_.empty() ? protected_.end() : probation_.end()); }

    void touch(Place at)
    {
        if (!adaptive()) {
            probation_.splice(probation_.begin(), at->is_protected ? protected_ : probation_, at);
            if (std::exchange(at->is_protected, false))
                protected_bytes_ -= at->bytes;
            return;
        }
        protected_.splice(protected_.begin(), at->is_protected ? protected_ : probation_, at);
        if (!std::exchange(at->is_protected, true))
            protected_bytes_ += at->bytes;
        shrink_protected();
    }

    // Both limits, bytes and entries, leave a fifth to newcomers.
    void shrink_protected()
    {
        while (protected_bytes_ * 100 > config_.max_bytes * protected_percent
            || protected_.size() * 100 > config_.max_entries * protected_percent) {
            const Place last = std::prev(protected_.end());
            last->is_protected = false;
            protected_bytes_ -= last->bytes;
            probation_.splice(probation_.begin(), protected_, last);
        }
    }

    // Whether there is room for a newcomer of that size, others having gone if need be.
    bool make_room(const core::Digest& key, std::size_t bytes, core::Time now)
    {
        if (config_.max_entries == 0)
            return false;
        while (bytes_ + bytes > config_.max_bytes || index_.size() >= config_.max_entries) {
            const Place last = victim();
            if (expire(last, now))
                continue;
            if (adaptive() && sketch_.count(key) < sketch_.count(last->key))
                return false;
            evict(last);
        }
        return true;
    }

    Config::Caching config_;
    FrequencySketch sketch_;
    Segment probation_, protected_;
    std::unordered_map<core::Digest, Place, core::DigestHash> index_;
    std::uint64_t bytes_ = 0, protected_bytes_ = 0;
    CacheInfo info_;
};

} // namespace

struct VerdictCache::State {
    explicit State(const Config::Caching& config)
        : entries(config)
    {
    }
    Locked<Entries> entries;
};

VerdictCache::VerdictCache(const Config::Caching& config)
    : state_(std::make_unique<State>(config))
{
}
VerdictCache::~VerdictCache() = default;

std::shared_ptr<const core::ContentVerdict> VerdictCache::find(
    const core::Digest& key, core::Time now)
{
    return state_->entries.lock()->find(key, now);
}

void VerdictCache::insert(const core::Digest& key, core::ContentVerdict verdict, core::Time now)
{
    state_->entries.lock()->insert(key, std::move(verdict), now);
}

void VerdictCache::configure(const Config::Caching& config)
{
    state_->entries.lock()->configure(config);
}

void VerdictCache::clear()
{
    state_->entries.lock()->clear();
}

CacheInfo VerdictCache::info() const
{
    return state_->entries.lock()->info();
}

} // namespace milter
