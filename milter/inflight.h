// The memory that messages on their way may take together (processing.max_inflight_bytes). Each
// Intake holds a Share and asks before it keeps a byte; who is refused keeps nothing and the
// message passes untriaged. InflightMemory is thread-safe, a Share belongs to one message.
#pragma once

#include <atomic>
#include <cstdint>
#include <string>

#include "milter/stats/registry.h"

namespace milter {

class InflightMemory {
public:
    // `limit` in bytes; 0: default_inflight_limit(). `metrics` must outlive it.
    InflightMemory(std::uint64_t limit, stats::Registry& metrics);
    void set_limit(std::uint64_t limit); // on reload; what is held stays held
    std::uint64_t limit() const { return limit_; }
    std::uint64_t used() const { return used_; }

    class Share {
    public:
        explicit Share(InflightMemory& memory)
            : memory_(&memory)
        {
        }
        Share(const Share&) = delete;
        Share& operator=(const Share&) = delete;
        ~Share() { release(); }
        bool grow(std::uint64_t bytes); // false: nothing was taken
        void release();

    private:
        InflightMemory* memory_;
        std::uint64_t held_ = 0;
    };

private:
    bool take(std::uint64_t bytes);
    void give_back(std::uint64_t bytes);

    std::atomic<std::uint64_t> limit_;
    std::atomic<std::uint64_t> used_ { 0 };
    stats::Registry& metrics_;
};

// The least memory.max of the process's cgroup (v2) and of those above it, in bytes; RAM if none
// is set. `self_cgroup` and `root` are /proc/self/cgroup and /sys/fs/cgroup but in tests.
std::uint64_t memory_limit(const std::string& self_cgroup, const std::string& root);
std::uint64_t default_inflight_limit(); // a quarter of memory_limit()

} // namespace milter
