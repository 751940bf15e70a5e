#include "milter/key_file.h"

#include <array>
#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <sys/random.h>
#include <sys/stat.h>

#include "milter/unique_fd.h"

namespace milter {

namespace {

constexpr std::size_t key_size = 32;

core::Error failure(const std::string& path, const std::string& what)
{
    return { path + ": " + what };
}

core::Result<void> write_key(const std::string& path, std::string_view key)
{
    // Under another name first: a crash in between must not leave half a key.
    const std::string fresh = path + ".new";
    ::unlink(fresh.c_str());
    UniqueFd fd(::open(fresh.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600));
    if (!fd)
        return failure(path,
            std::string("cannot make the key file: ") + std::strerror(errno)
                + "; make its folder, owned by the daemon's user");
    if (::write(fd.get(), key.data(), key.size()) != static_cast<ssize_t>(key.size())
        || ::fsync(fd.get()) != 0)
        return failure(path, std::string("cannot write the key: ") + std::strerror(errno));
    // link(2) does not replace: of two first starts at once, one key wins and both read it.
    const bool linked = ::link(fresh.c_str(), path.c_str()) == 0 || errno == EEXIST;
    const int error = errno;
    ::unlink(fresh.c_str());
    if (!linked)
        return failure(path, std::string("cannot make the key file: ") + std::strerror(error));
    return {};
}

core::Result<std::string> read_key(const std::string& path, const UniqueFd& fd)
{
    struct stat st { };
    if (::fstat(fd.get(), &st) != 0)
        return failure(path, std::strerror(errno));
    if ((st.st_mode & 077) != 0)
        return failure(path, "the key can be read by others; run: chmod 0600 " + path);
    std::array<char, key_size + 1> bytes {};
    const ssize_t n = ::read(fd.get(), bytes.data(), bytes.size());
    if (n != static_cast<ssize_t>(key_size))
        return failure(path,
            "a key has exactly 32 bytes; restore the file from a backup or another host, or remove "
            "it to start with a new key");
    return std::string(bytes.data(), key_size);
}

} // namespace

core::Result<std::string> load_or_make_key(const std::string& path)
{
    UniqueFd fd(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW));
    if (!fd && errno == ENOENT) {
        std::string key(key_size, '\0');
        if (::getrandom(key.data(), key.size(), 0) != static_cast<ssize_t>(key.size()))
            return failure(path, std::string("no random bytes: ") + std::strerror(errno));
        if (auto made = write_key(path, key); !made)
            return made.error();
        fd = UniqueFd(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW));
    }
    if (!fd)
        return failure(path, std::string("cannot open the key file: ") + std::strerror(errno));
    return read_key(path, fd);
}

} // namespace milter
