#include "milter/listener.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <charconv>
#include <cstring>
#include <fcntl.h>
#include <filesystem>
#include <grp.h>
#include <string_view>
#include <sys/file.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/un.h>

namespace milter {

namespace {

core::Error failed(const std::string& what, const std::string& remedy)
{
    return { "milter.socket: " + what + ": " + std::strerror(errno) + "; " + remedy };
}

core::Result<mode_t> parse_mode(const std::string& text)
{
    unsigned mode = 0;
    const char* end = text.data() + text.size();
    const auto [rest, error] = std::from_chars(text.data(), end, mode, 8);
    if (error != std::errc {} || rest != end || mode > 0777)
        return core::Error { "milter.socket_mode: \"" + text
            + "\" is no mode: write octal digits, such as 0660" };
    return static_cast<mode_t>(mode);
}

core::Result<gid_t> group_id(const std::string& name)
{
    group entry {};
    group* found = nullptr;
    std::array<char, 16384> buffer {};
    if (::getgrnam_r(name.c_str(), &entry, buffer.data(), buffer.size(), &found) != 0 || !found)
        return core::Error { "milter.socket_group: there is no group \"" + name
            + "\": create it, or name the group that your MTA runs in" };
    return found->gr_gid;
}

} // namespace

std::string unix_path(const std::string& socket)
{
    for (const std::string_view prefix : { "unix:", "local:" })
        if (socket.starts_with(prefix))
            return socket.substr(prefix.size());
    return socket.starts_with('/') ? socket : "";
}

core::Result<SocketPath> SocketPath::claim(const std::string& path)
{
    if (path.size() >= sizeof(sockaddr_un::sun_path))
        return core::Error { "milter.socket: " + path + " has " + std::to_string(path.size())
            + " characters; a socket's path has at most 107: choose a shorter one" };
    const std::string folder = std::filesystem::path(path).parent_path();
    if (struct stat s {}; !folder.empty() && ::stat(folder.c_str(), &s) != 0)
        return failed(folder, "create the folder, owned by the user of triage-milter");
    const std::string lock_path = path + ".lock";
    UniqueFd lock(::open(lock_path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600));
    if (!lock)
        return failed(lock_path, "let the user of triage-milter write to the folder");
    if (::flock(lock.get(), LOCK_EX | LOCK_NB) != 0)
        return core::Error { "milter.socket: " + path
            + " is served by another triage-milter: stop that one, or choose another path" };
    return SocketPath(path, std::move(lock));
}

SocketPath::~SocketPath()
{
    if (lock_)
        remove();
}

core::Result<void> SocketPath::protect(const std::string& mode, const std::string& group)
{
    struct stat s { };
    if (::stat(path_.c_str(), &s) != 0)
        return failed(path_, "the socket is gone: who removed it?");
    device_ = s.st_dev;
    inode_ = s.st_ino;
    const auto bits = parse_mode(mode);
    if (!bits)
        return bits.error();
    if (!group.empty()) {
        const auto gid = group_id(group);
        if (!gid)
            return gid.error();
        if (::chown(path_.c_str(), static_cast<uid_t>(-1), *gid) != 0)
            return failed("group " + group + " of " + path_,
                "start as root, or add the user of triage-milter to that group");
    }
    if (::chmod(path_.c_str(), *bits) != 0)
        return failed("mode of " + path_, "the socket must be owned by the user of triage-milter");
    return {};
}

void SocketPath::remove()
{
    struct stat s { };
    if (inode_ != 0 && ::lstat(path_.c_str(), &s) == 0 && s.st_dev == device_ && s.st_ino == inode_)
        ::unlink(path_.c_str());
    inode_ = 0;
}

std::uint64_t raise_descriptor_limit()
{
    rlimit limit {};
    if (::getrlimit(RLIMIT_NOFILE, &limit) != 0)
        return 1024; // what every Linux allows
    const rlimit raised { limit.rlim_max, limit.rlim_max };
    return ::setrlimit(RLIMIT_NOFILE, &raised) == 0 ? limit.rlim_max : limit.rlim_cur;
}

std::uint32_t session_cap(std::uint32_t configured, std::uint64_t descriptors)
{
    constexpr std::uint64_t reserved = 64;
    const std::uint64_t left = descriptors > reserved ? descriptors - reserved : 0;
    // Two for each session below the cap, and as many again in sockets beyond it.
    const auto most = static_cast<std::uint32_t>(std::clamp<std::uint64_t>(left / 4, 1, 100000));
    return configured > 0 ? std::min(configured, most) : most;
}

} // namespace milter
