// Binding a UNIX socket path safely: shared by the sockets that the daemon serves itself.
#pragma once

#include <sys/types.h>

#include <string>
#include <string_view>

#include "milter/unique_fd.h"
#include "triage/core/result.h"

namespace stats {

// A listening UNIX stream socket and its place in the file system, which goes with it.
class UnixListener {
public:
    // Mode 0660, `group` if not empty. Errors say which path and what to do; `what`: "stats
    // socket".
    static core::Result<UnixListener> bind(
        const std::string& path, const std::string& group, std::string_view what);
    UnixListener(UnixListener&& o) noexcept = default;
    UnixListener& operator=(UnixListener&&) = delete;
    ~UnixListener(); // unlinks the path if it is still this socket

    int fd() const { return fd_.get(); }

private:
    UnixListener() = default;
    static core::Result<UnixListener> bind_to(const std::string& path, const std::string& group);
    milter::UniqueFd fd_;
    std::string path_;
    dev_t device_ = 0;
    ino_t inode_ = 0;
};

} // namespace stats
