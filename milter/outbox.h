// The outbox of one worker: a piece of memory that it shares with the daemon, in which it says what
// it is at and leaves each stage's report. Nobody is woken by it, so that a message costs one
// request and one answer on the socket, however many stages it has; yet when a deadline passes or a
// worker dies, the daemon finds there what was ready and which stage was under way.
//
// The daemon only reads. It trusts nothing there: the size is sealed (no SIGBUS), it takes one
// atomic snapshot of the progress word, copies the bytes that it covers, and decodes the copy.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "milter/unique_fd.h"
#include "triage/core/result.h"
#include "triage/core/stage.h"

namespace milter {

// A shared mapping of an outbox; unmapped by the destructor.
class OutboxMemory {
public:
    static constexpr std::size_t size = 1u << 20; // pages that are not used cost nothing
    static core::Result<OutboxMemory> map(int fd, bool writable);
    OutboxMemory(OutboxMemory&& o) noexcept;
    OutboxMemory& operator=(OutboxMemory&& o) noexcept;
    ~OutboxMemory();
    char* data() const { return data_; }

private:
    OutboxMemory() = default;
    char* data_ = nullptr;
};

class Outbox { // the worker's side; one thread
public:
    static core::Result<Outbox> open(int fd);
    void begin(std::uint32_t sequence); // of a message: empties it
    void announce(core::Stage stage);
    // False if it does not fit; it is then as if it had not been made.
    bool add(std::string_view report);

private:
    explicit Outbox(OutboxMemory memory)
        : memory_(std::move(memory))
    {
    }
    void publish();
    OutboxMemory memory_;
    std::uint32_t sequence_ = 0;
    std::uint32_t used_ = 0;
    std::optional<core::Stage> announced_;
};

// What the daemon found for one message: the stage announced last, and the reports, each preceded
// by its length (wire::decode_report reads one).
struct OutboxView {
    std::optional<core::Stage> announced;
    std::string reports;
};

class OutboxReader { // the daemon's side; thread-safe
public:
    // Makes the memory; `fd` receives the descriptor for the worker.
    static core::Result<OutboxReader> create(UniqueFd& fd);
    // Empty if the worker has not begun that message.
    OutboxView read(std::uint32_t sequence) const;
    std::optional<core::Stage> announced(std::uint32_t sequence) const;

private:
    explicit OutboxReader(OutboxMemory memory)
        : memory_(std::move(memory))
    {
    }
    OutboxMemory memory_;
};

} // namespace milter
