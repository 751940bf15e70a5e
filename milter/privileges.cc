#include "milter/privileges.h"

#include <cerrno>
#include <cstring>
#include <grp.h>
#include <pwd.h>
#include <unistd.h>

namespace milter {

core::Result<void> become_user(const std::string& user)
{
    if (user.empty())
        return {};
    errno = 0;
    const struct passwd* const entry = ::getpwnam(user.c_str());
    if (entry == nullptr)
        return core::Error { "milter.user: there is no user '" + user
            + "'; make it (adduser --system --group " + user + ") or name another" };
    if (entry->pw_uid == ::geteuid())
        return {};
    const uid_t uid = entry->pw_uid;
    const gid_t gid = entry->pw_gid;
    if (::initgroups(user.c_str(), gid) != 0 || ::setresgid(gid, gid, gid) != 0
        || ::setresuid(uid, uid, uid) != 0)
        return core::Error { "milter.user: cannot become '" + user + "': " + std::strerror(errno)
            + "; start the daemon as root or as that user" };
    return {};
}

} // namespace milter
