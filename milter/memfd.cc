// Sealed memory files. The receiver trusts nothing: before it maps a descriptor it checks the
// seals, without which the other side could still write to the bytes or cut them off (SIGBUS).
#include "milter/memfd.h"

#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <string>
#include <sys/mman.h>
#include <unistd.h>

namespace milter {

namespace {

constexpr int all_seals = F_SEAL_WRITE | F_SEAL_GROW | F_SEAL_SHRINK | F_SEAL_SEAL;

core::Error failed(const char* doing)
{
    return { std::string(doing) + ": " + std::strerror(errno) };
}

} // namespace

core::Result<Memfd> Memfd::create(const char* name)
{
    Memfd m;
    m.fd_ = UniqueFd(::memfd_create(name, MFD_CLOEXEC | MFD_ALLOW_SEALING));
    if (!m.fd_)
        return failed("making a memory file");
    return m;
}

core::Result<void> Memfd::append(std::string_view bytes)
{
    while (!bytes.empty()) {
        const ssize_t n = ::write(fd_.get(), bytes.data(), bytes.size());
        if (n < 0 && errno == EINTR)
            continue;
        if (n <= 0)
            return failed("writing to a memory file");
        size_ += static_cast<std::uint64_t>(n);
        bytes.remove_prefix(static_cast<std::size_t>(n));
    }
    return {};
}

core::Result<void> Memfd::seal()
{
    // EBUSY without a writable mapping: the kernel itself holds a page for a moment (compaction,
    // another processor's list) and has waited some milliseconds for it in vain.
    constexpr int tries = 3;
    for (int i = 1; ::fcntl(fd_.get(), F_ADD_SEALS, all_seals) != 0; ++i)
        if (errno != EBUSY || i == tries)
            return failed("sealing a memory file");
    return {};
}

// lseek tells the size, not fstat, which a sandboxed worker may not call.
core::Result<Mapping> Mapping::open(int fd, std::uint64_t limit)
{
    const int seals = ::fcntl(fd, F_GET_SEALS);
    if (seals < 0 || (seals & all_seals) != all_seals)
        return core::Error { "mapping a memory file: it is not sealed" };
    const off_t size = ::lseek(fd, 0, SEEK_END);
    if (size < 0)
        return failed("measuring a memory file");
    if (static_cast<std::uint64_t>(size) > limit)
        return core::Error { "mapping a memory file: it is larger than announced" };
    Mapping m;
    if (size == 0)
        return m;
    void* at = ::mmap(nullptr, static_cast<std::size_t>(size), PROT_READ, MAP_PRIVATE, fd, 0);
    if (at == MAP_FAILED)
        return failed("mapping a memory file");
    m.data_ = static_cast<const char*>(at);
    m.size_ = static_cast<std::size_t>(size);
    return m;
}

core::Result<void> read_all(int fd, std::size_t size, std::string& out)
{
    out.resize(size + 1); // one more than there should be
    std::size_t have = 0;
    while (have <= size) {
        const ssize_t n = ::pread(fd, out.data() + have, size + 1 - have, static_cast<off_t>(have));
        if (n < 0 && errno == EINTR)
            continue;
        if (n < 0)
            return failed("reading a memory file");
        if (n == 0)
            break;
        have += static_cast<std::size_t>(n);
    }
    if (have != size)
        return core::Error { "reading a memory file: it is not of the announced size" };
    out.resize(size);
    return {};
}

Mapping::Mapping(Mapping&& o) noexcept
    : data_(std::exchange(o.data_, nullptr))
    , size_(std::exchange(o.size_, 0))
{
}

Mapping& Mapping::operator=(Mapping&& o) noexcept
{
    std::swap(data_, o.data_);
    std::swap(size_, o.size_);
    return *this;
}

Mapping::~Mapping()
{
    if (data_)
        ::munmap(const_cast<char*>(data_), size_);
}

} // namespace milter
