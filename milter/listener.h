// The milter socket's surroundings: who may serve a UNIX path (a lock file beside it, so that a
// second start cannot unlink a live socket), its mode and group, its end, and the descriptors that
// sessions need. The socket itself is opened by libmilter (callbacks.cc). Used by one thread.
#pragma once

#include <cstdint>
#include <string>
#include <sys/types.h>

#include "milter/unique_fd.h"
#include "triage/core/result.h"

namespace milter {

// The path of `unix:/path`, `local:/path` or `/path`; empty for inet:, inet6: and the like.
std::string unix_path(const std::string& socket);

// A UNIX path that we alone serve. Errors name the path and the remedy.
class SocketPath {
public:
    // Takes `path`.lock. The lock file stays: removing it would let two processes hold "the" lock.
    static core::Result<SocketPath> claim(const std::string& path);
    SocketPath(SocketPath&&) = default;
    SocketPath& operator=(SocketPath&&) = default;
    ~SocketPath();

    // Once the socket is there. `mode` is octal ("0660"); an empty `group` leaves the group.
    core::Result<void> protect(const std::string& mode, const std::string& group);
    void remove(); // the socket, if it is still the one that protect() saw

private:
    SocketPath(std::string path, UniqueFd lock)
        : path_(std::move(path))
        , lock_(std::move(lock))
    {
    }
    std::string path_;
    UniqueFd lock_;
    dev_t device_ = 0;
    ino_t inode_ = 0;
};

// Raises the soft limit of descriptors to the hard one; returns the limit now.
std::uint64_t raise_descriptor_limit();
// How many sessions may be triaged at once: `configured`, at most what `descriptors` allow. A
// session has a socket and a memory file; 64 descriptors are for the rest, and half of those left
// over stay free for sockets of sessions beyond the cap, for libmilter spins when there are none.
std::uint32_t session_cap(std::uint32_t configured, std::uint64_t descriptors);

} // namespace milter
