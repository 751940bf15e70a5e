#include "milter/system_readings.h"

#include <sched.h>
#include <sys/resource.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <sstream>

namespace milter {

namespace {

namespace fs = std::filesystem;

std::string slurp(const std::string& path)
{
    std::ifstream in(path);
    return { std::istreambuf_iterator<char>(in), {} };
}

// The number behind `key` in a file of "key number" lines.
std::uint64_t number_after(const std::string& text, std::string_view key)
{
    std::istringstream lines(text);
    for (std::string line; std::getline(lines, line);) {
        if (!line.starts_with(key))
            continue;
        std::uint64_t n = 0;
        std::istringstream(line.substr(key.size())) >> n;
        return n;
    }
    return 0;
}

std::uint64_t resident_bytes(const std::string& process)
{
    std::uint64_t size = 0, pages = 0;
    std::istringstream(slurp(process + "/statm")) >> size >> pages;
    return pages * static_cast<std::uint64_t>(::sysconf(_SC_PAGESIZE));
}

// User and system time of a process: fields 14 and 15 of stat, counted behind the name, which may
// hold spaces and brackets.
double cpu_of(const std::string& process)
{
    const std::string stat = slurp(process + "/stat");
    const auto end = stat.rfind(')');
    if (end == std::string::npos)
        return 0;
    std::istringstream fields(stat.substr(end + 1));
    std::string skipped;
    for (int field = 3; field < 14; ++field)
        fields >> skipped;
    double user = 0, system = 0;
    fields >> user >> system;
    return (user + system) / static_cast<double>(::sysconf(_SC_CLK_TCK));
}

// Our own cgroup's folder (version 2), "" in the root group, whose figures are the machine's.
std::string cgroup_folder(const SystemPaths& paths)
{
    std::istringstream lines(slurp(paths.proc + "/self/cgroup"));
    for (std::string line; std::getline(lines, line);)
        if (line.starts_with("0::/") && line.size() > 4)
            return paths.cgroup + line.substr(3);
    return "";
}

std::uint64_t memory_limit(const SystemPaths& paths, std::uint64_t machine)
{
    const std::string folder = cgroup_folder(paths);
    std::uint64_t limit = 0; // "max" and a missing file leave it 0
    std::istringstream(slurp((folder.empty() ? paths.cgroup : folder) + "/memory.max")) >> limit;
    return limit > 0 && limit < machine ? limit : machine;
}

double cpus()
{
    cpu_set_t set;
    if (::sched_getaffinity(0, sizeof set, &set) == 0)
        return std::max(1, CPU_COUNT(&set));
    return 1;
}

std::uint64_t descriptors(const std::string& folder)
{
    std::error_code ignored;
    std::uint64_t n = 0;
    for (fs::directory_iterator it(folder, ignored), end; it != end; it.increment(ignored))
        ++n;
    return n > 0 ? n - 1 : 0; // one is the listing's own
}

std::optional<DiskReading> disk_of(const std::string& file)
{
    std::error_code ignored;
    fs::path place = fs::absolute(file, ignored);
    while (!fs::exists(place, ignored) && place.has_relative_path())
        place = place.parent_path();
    struct statvfs st { };
    if (::statvfs(place.c_str(), &st) != 0 || st.f_blocks == 0)
        return std::nullopt;
    const auto used = static_cast<double>(st.f_blocks - st.f_bfree);
    const double usable = used + static_cast<double>(st.f_bavail);
    return DiskReading { file, usable > 0 ? used / usable : 0 };
}

} // namespace

double SystemReader::cpu_share(core::Time now, double total)
{
    // A second at least, or the clock's ticks of 10 ms would be most of the result.
    if (last_ && now - *last_ < std::chrono::milliseconds { 900 })
        return share_;
    if (last_) // workers that went take their time with them: never below zero
        share_ = std::max(0.0, total - last_total_) / core::seconds(now - *last_) / cpus();
    last_ = now;
    last_total_ = total;
    return share_;
}

SystemReadings SystemReader::read(
    core::Time now, const std::vector<int>& workers, const std::vector<std::string>& files)
{
    SystemReadings r;
    const std::string self = paths_.proc + "/self";
    r.daemon_bytes = resident_bytes(self);
    r.own_bytes = r.daemon_bytes;
    r.cpu_seconds = cpu_of(self);
    double total = r.cpu_seconds;
    for (const int pid : workers) {
        const std::string process = paths_.proc + "/" + std::to_string(pid);
        r.own_bytes += resident_bytes(process);
        total += cpu_of(process);
    }
    r.cpu_share = cpu_share(now, total);
    const std::string memory = slurp(paths_.proc + "/meminfo");
    const std::uint64_t machine = number_after(memory, "MemTotal:") * 1024;
    const std::uint64_t available = number_after(memory, "MemAvailable:") * 1024;
    r.limit_bytes = memory_limit(paths_, machine);
    if (machine > 0)
        r.system_used = 1 - static_cast<double>(available) / static_cast<double>(machine);
    r.open_fds = descriptors(self + "/fd");
    rlimit limit {};
    if (::getrlimit(RLIMIT_NOFILE, &limit) == 0)
        r.max_fds = limit.rlim_cur;
    for (const std::string& file : files)
        if (auto disk = disk_of(file))
            r.disks.push_back(*disk);
    return r;
}

} // namespace milter
