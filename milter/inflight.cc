#include "milter/inflight.h"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <unistd.h>

namespace milter {

InflightMemory::InflightMemory(std::uint64_t limit, stats::Registry& metrics)
    : limit_(limit ? limit : default_inflight_limit())
    , metrics_(metrics)
{
}

void InflightMemory::set_limit(std::uint64_t limit)
{
    limit_ = limit ? limit : default_inflight_limit();
}

bool InflightMemory::take(std::uint64_t bytes)
{
    std::uint64_t used = used_;
    do {
        if (const std::uint64_t limit = limit_; used > limit || bytes > limit - used)
            return false;
    } while (!used_.compare_exchange_weak(used, used + bytes));
    metrics_.gauge(stats::Metric::InflightBytes, static_cast<std::int64_t>(bytes));
    return true;
}

void InflightMemory::give_back(std::uint64_t bytes)
{
    used_ -= bytes;
    metrics_.gauge(stats::Metric::InflightBytes, -static_cast<std::int64_t>(bytes));
}

bool InflightMemory::Share::grow(std::uint64_t bytes)
{
    if (!memory_->take(bytes))
        return false;
    held_ += bytes;
    return true;
}

void InflightMemory::Share::release()
{
    if (held_ > 0)
        memory_->give_back(held_);
    held_ = 0;
}

std::uint64_t memory_limit(const std::string& self_cgroup, const std::string& root)
{
    std::uint64_t least = static_cast<std::uint64_t>(::sysconf(_SC_PHYS_PAGES))
        * static_cast<std::uint64_t>(::sysconf(_SC_PAGESIZE));
    std::ifstream self(self_cgroup);
    std::string line;
    while (std::getline(self, line) && !line.starts_with("0::/"))
        line.clear();
    if (line.empty())
        return least;
    std::filesystem::path group = line.substr(4); // relative to the root
    while (true) {
        std::uint64_t limit = 0;
        if (std::ifstream(root / group / "memory.max") >> limit) // "max" is no number
            least = std::min(least, limit);
        if (group.empty())
            return least;
        group = group.parent_path();
    }
}

std::uint64_t default_inflight_limit()
{
    return memory_limit("/proc/self/cgroup", "/sys/fs/cgroup") / 4;
}

} // namespace milter
