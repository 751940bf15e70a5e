#include "milter/stats/listener.h"

#include <grp.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>

#include <cerrno>
#include <cstring>
#include <optional>
#include <vector>

namespace stats {

namespace {

core::Error failed(const std::string& path, const std::string& what, int error)
{
    return { path + ": " + what + ": " + std::strerror(error) };
}

core::Result<sockaddr_un> address_of(const std::string& path)
{
    sockaddr_un address {};
    address.sun_family = AF_UNIX;
    if (path.empty() || path.size() >= sizeof address.sun_path)
        return core::Error { path + ": a path has 1 to "
            + std::to_string(sizeof address.sun_path - 1) + " bytes" };
    std::memcpy(address.sun_path, path.c_str(), path.size() + 1);
    return address;
}

milter::UniqueFd make_socket()
{
    return milter::UniqueFd(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
}

bool answers(const sockaddr_un& address)
{
    const auto probe = make_socket();
    const auto* any = reinterpret_cast<const sockaddr*>(&address);
    // EAGAIN: alive with a full backlog.
    return ::connect(probe.get(), any, sizeof address) == 0 || errno == EAGAIN;
}

core::Result<void> remove_stale(const std::string& path, const sockaddr_un& address)
{
    struct stat st { };
    if (::lstat(path.c_str(), &st) != 0)
        return {};
    if (!S_ISSOCK(st.st_mode))
        return core::Error { path + ": something else is there; remove it or choose another path" };
    if (answers(address))
        return core::Error { path + ": another process is answering there" };
    if (::unlink(path.c_str()) != 0)
        return failed(path, "cannot remove the stale socket", errno);
    return {};
}

std::optional<gid_t> group_id(const std::string& name)
{
    std::vector<char> buffer(16384);
    group entry {};
    group* found = nullptr;
    if (::getgrnam_r(name.c_str(), &entry, buffer.data(), buffer.size(), &found) != 0 || !found)
        return std::nullopt;
    return entry.gr_gid;
}

core::Result<void> open_to(const std::string& path, const std::string& group)
{
    if (!group.empty()) {
        const auto id = group_id(group);
        if (!id)
            return core::Error { path + ": no group '" + group + "'" };
        if (::lchown(path.c_str(), static_cast<uid_t>(-1), *id) != 0)
            return failed(path, "cannot give it to group '" + group + "'", errno);
    }
    if (::chmod(path.c_str(), 0660) != 0)
        return failed(path, "cannot set its mode", errno);
    return {};
}

} // namespace

core::Result<UnixListener> UnixListener::bind(
    const std::string& path, const std::string& group, std::string_view what)
{
    auto bound = bind_to(path, group);
    if (!bound)
        return core::Error { std::string(what) + " " + bound.error().what };
    return bound;
}

core::Result<UnixListener> UnixListener::bind_to(const std::string& path, const std::string& group)
{
    const auto address = address_of(path);
    if (!address)
        return address.error();
    if (auto removed = remove_stale(path, *address); !removed)
        return removed.error();
    UnixListener l;
    l.fd_ = make_socket();
    // Linux takes the mode of a socket file from the socket: closed until the group is right.
    if (!l.fd_ || ::fchmod(l.fd_.get(), 0600) != 0)
        return failed(path, "cannot make a socket", errno);
    const auto* any = reinterpret_cast<const sockaddr*>(&*address);
    if (::bind(l.fd_.get(), any, sizeof *address) != 0)
        return failed(path, "cannot bind", errno);
    struct stat st { };
    if (::lstat(path.c_str(), &st) == 0) {
        l.path_ = path;
        l.device_ = st.st_dev;
        l.inode_ = st.st_ino;
    }
    if (auto opened = open_to(path, group); !opened)
        return opened.error();
    if (::listen(l.fd_.get(), 16) != 0)
        return failed(path, "cannot listen", errno);
    return l;
}

UnixListener::~UnixListener()
{
    struct stat st { };
    if (fd_ && !path_.empty() && ::lstat(path_.c_str(), &st) == 0 && st.st_dev == device_
        && st.st_ino == inode_)
        ::unlink(path_.c_str());
}

} // namespace stats
