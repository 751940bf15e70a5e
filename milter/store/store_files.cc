#include "milter/store/store_files.h"

#include <cerrno>
#include <cstring>
#include <ctime>
#include <fcntl.h>
#include <filesystem>
#include <sys/file.h>

namespace store {

namespace fs = std::filesystem;

core::Result<milter::UniqueFd> lock_store(const std::string& path)
{
    const std::string name = path + ".lock";
    milter::UniqueFd fd(::open(name.c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600));
    if (!fd)
        return core::Error { name + ": " + std::strerror(errno)
            + "; the store's folder must be there and belong to the daemon's user" };
    if (::flock(fd.get(), LOCK_EX | LOCK_NB) != 0)
        return core::Error { path + ": a daemon has this store open" };
    return fd;
}

void sync_file(const std::string& path)
{
    const milter::UniqueFd fd(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
    ::fsync(fd.get());
}

void remove_store(const std::string& path)
{
    for (const char* suffix : { "", "-wal", "-shm", "-journal" })
        ::unlink((path + suffix).c_str());
}

// The journal goes first: beside another file SQLite would play it into that.
core::Result<void> move_store(const std::string& from, const std::string& to)
{
    ::rename((from + "-wal").c_str(), (to + "-wal").c_str());
    ::unlink((from + "-shm").c_str());
    if (::rename(from.c_str(), to.c_str()) != 0)
        return core::Error { from + ": cannot become " + to + ": " + std::strerror(errno) };
    return {};
}

std::string stamp(core::WallTime now)
{
    const std::time_t seconds = now.time_since_epoch().count();
    std::tm utc {};
    char buffer[32];
    if (!::gmtime_r(&seconds, &utc)
        || !std::strftime(buffer, sizeof buffer, "%Y%m%dT%H%M%SZ", &utc))
        return "at-no-time";
    return buffer;
}

std::uint64_t file_bytes(const std::string& path)
{
    std::error_code absent;
    const auto n = fs::file_size(path, absent);
    return absent ? 0 : n;
}

} // namespace store
