// What the kernel says of us: memory, CPU time, descriptors, disks. Read about once a second by the
// sampler's thread, because a read may hang (a dead network file system) and nothing that answers
// may wait for it. A SystemReader belongs to one thread.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "triage/core/clock.h"

namespace milter {

struct DiskReading {
    std::string path; // of the file that grows
    double used = 0; // 0…1 of what is not reserved for root, as df counts
};

struct SystemReadings {
    std::uint64_t own_bytes = 0; // resident memory of the daemon and its workers
    std::uint64_t daemon_bytes = 0; // resident memory of the daemon alone
    std::uint64_t limit_bytes = 0; // of our cgroup, else the machine's memory
    double system_used = 0; // share of the machine's memory that is not available
    double cpu_seconds = 0; // of the daemon, since its start
    double cpu_share = 0; // 0…1 of the CPUs we may use, daemon and workers, since the last reading
    std::uint64_t open_fds = 0, max_fds = 0;
    std::vector<DiskReading> disks;
};

// Where to read; tests put files of their own there.
struct SystemPaths {
    std::string proc = "/proc";
    std::string cgroup = "/sys/fs/cgroup";
};

class SystemReader {
public:
    explicit SystemReader(SystemPaths paths = {})
        : paths_(std::move(paths))
    {
    }
    // `workers` are their process ids; `files` the files whose file systems matter, which need not
    // exist yet. What cannot be read stays zero.
    SystemReadings read(
        core::Time now, const std::vector<int>& workers, const std::vector<std::string>& files);

private:
    double cpu_share(core::Time now, double total);

    SystemPaths paths_;
    std::optional<core::Time> last_;
    double last_total_ = 0; // CPU seconds at `last_`
    double share_ = 0;
};

} // namespace milter
