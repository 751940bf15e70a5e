// Layout: one 64-bit progress word (message 32 bits, bytes used 24, stage + 1 or 0 8), then the
// records. The worker writes a record first and the word after it (release); the daemon reads the
// word (acquire) and then the bytes. An honest worker never changes bytes that a word has covered
// before the next message begins, and that begins only after the daemon has asked for it.
#include "milter/outbox.h"

#include <algorithm>
#include <atomic>
#include <bit>
#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <sys/mman.h>

namespace milter {

namespace {

constexpr std::size_t records_at = 64; // a cache line for the word
constexpr std::size_t room = OutboxMemory::size - records_at;
static_assert(room < (1u << 24));
static_assert(std::endian::native == std::endian::little, "lengths are copied as they stand");

core::Error failed(const char* doing)
{
    return { std::string(doing) + ": " + std::strerror(errno) };
}

std::atomic_ref<std::uint64_t> word(const OutboxMemory& memory)
{
    return std::atomic_ref<std::uint64_t>(*reinterpret_cast<std::uint64_t*>(memory.data()));
}

struct Progress {
    std::uint32_t sequence = 0;
    std::uint32_t used = 0;
    std::optional<core::Stage> announced;
};

std::uint64_t pack(const Progress& p)
{
    const auto stage = p.announced ? static_cast<std::uint64_t>(*p.announced) + 1 : 0;
    return std::uint64_t { p.sequence } << 32 | std::uint64_t { p.used } << 8 | stage;
}

Progress unpack(std::uint64_t w)
{
    Progress p;
    p.sequence = static_cast<std::uint32_t>(w >> 32);
    p.used = static_cast<std::uint32_t>(w >> 8) & 0xffffff;
    p.used = std::min(p.used, static_cast<std::uint32_t>(room));
    const auto stage = w & 0xff;
    if (stage > 0 && stage <= core::stage_count)
        p.announced = static_cast<core::Stage>(stage - 1);
    return p;
}

} // namespace

core::Result<OutboxMemory> OutboxMemory::map(int fd, bool writable)
{
    const int protection = PROT_READ | (writable ? PROT_WRITE : 0);
    void* at = ::mmap(nullptr, size, protection, MAP_SHARED, fd, 0);
    if (at == MAP_FAILED)
        return failed("mapping a worker's outbox");
    OutboxMemory m;
    m.data_ = static_cast<char*>(at);
    return m;
}

OutboxMemory::OutboxMemory(OutboxMemory&& o) noexcept
    : data_(std::exchange(o.data_, nullptr))
{
}

OutboxMemory& OutboxMemory::operator=(OutboxMemory&& o) noexcept
{
    std::swap(data_, o.data_);
    return *this;
}

OutboxMemory::~OutboxMemory()
{
    if (data_)
        ::munmap(data_, size);
}

core::Result<Outbox> Outbox::open(int fd)
{
    auto memory = OutboxMemory::map(fd, true);
    if (!memory)
        return memory.error();
    return Outbox(std::move(memory).value());
}

void Outbox::begin(std::uint32_t sequence)
{
    sequence_ = sequence;
    used_ = 0;
    announced_.reset();
    publish();
}

void Outbox::announce(core::Stage stage)
{
    announced_ = stage;
    publish();
}

bool Outbox::add(std::string_view report)
{
    const auto length = static_cast<std::uint32_t>(report.size());
    if (report.size() > room - used_ || room - used_ - report.size() < sizeof length)
        return false;
    char* to = memory_.data() + records_at + used_;
    std::memcpy(to, &length, sizeof length);
    std::memcpy(to + sizeof length, report.data(), report.size());
    used_ += static_cast<std::uint32_t>(sizeof length) + length;
    announced_.reset();
    publish();
    return true;
}

void Outbox::publish()
{
    word(memory_).store(pack({ sequence_, used_, announced_ }), std::memory_order_release);
}

core::Result<OutboxReader> OutboxReader::create(UniqueFd& fd)
{
    fd = UniqueFd(::memfd_create("triage-outbox", MFD_CLOEXEC | MFD_ALLOW_SEALING));
    if (!fd || ::ftruncate(fd.get(), OutboxMemory::size) != 0
        || ::fcntl(fd.get(), F_ADD_SEALS, F_SEAL_GROW | F_SEAL_SHRINK | F_SEAL_SEAL) != 0)
        return failed("making a worker's outbox");
    auto memory = OutboxMemory::map(fd.get(), false);
    if (!memory)
        return memory.error();
    return OutboxReader(std::move(memory).value());
}

OutboxView OutboxReader::read(std::uint32_t sequence) const
{
    const Progress p = unpack(word(memory_).load(std::memory_order_acquire));
    if (p.sequence != sequence)
        return {};
    return { p.announced, std::string(memory_.data() + records_at, p.used) };
}

std::optional<core::Stage> OutboxReader::announced(std::uint32_t sequence) const
{
    const Progress p = unpack(word(memory_).load(std::memory_order_acquire));
    return p.sequence == sequence ? p.announced : std::nullopt;
}

} // namespace milter
