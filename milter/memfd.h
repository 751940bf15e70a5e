// Sealed memory files: the message bytes of one transaction and the generation. Written once,
// sealed (no write, grow, shrink), then passed to workers by descriptor; never reused, because
// whoever holds a descriptor could write to an unsealed one.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "milter/unique_fd.h"
#include "triage/core/result.h"

namespace milter {

class Memfd {
public:
    static core::Result<Memfd> create(const char* name); // CLOEXEC, sealing allowed
    core::Result<void> append(std::string_view bytes);
    core::Result<void> seal(); // F_SEAL_WRITE|GROW|SHRINK|SEAL
    int fd() const { return fd_.get(); }
    std::uint64_t size() const { return size_; }

private:
    UniqueFd fd_;
    std::uint64_t size_ = 0;
};

// A read-only private mapping of a whole file; unmapped by the destructor.
class Mapping {
public:
    // Fails if the file is larger than `limit`, and unless it is sealed as above.
    static core::Result<Mapping> open(int fd, std::uint64_t limit);
    Mapping(Mapping&& o) noexcept;
    Mapping& operator=(Mapping&& o) noexcept;
    ~Mapping();
    std::string_view bytes() const { return { data_, size_ }; }

private:
    Mapping() = default;
    const char* data_ = nullptr;
    std::size_t size_ = 0;
};

// Fills `out` with the whole file, which must be of that size; nothing but its capacity is kept.
// For small files: reading costs one system call and no page faults, and unmapping interrupts every
// processor that the process ran on. What is copied needs no seals.
core::Result<void> read_all(int fd, std::size_t size, std::string& out);

} // namespace milter
