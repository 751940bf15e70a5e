// The milter protocol's frames (length, command, data) over a socket, as an MTA speaks them. Every
// wait is bounded by the timeout given at connect. Output is buffered until somebody reads, as
// Postfix does it. For milter_client.h, for tests that send what no MTA would, and for benches.
#pragma once

#include <chrono>
#include <string>
#include <string_view>

#include "milter/unique_fd.h"
#include "triage/core/result.h"

namespace support {

struct Frame {
    char command = 0;
    std::string data;
};

class MilterWire {
public:
    // `unix:/path`, `/path` or `inet:port@host`, as libmilter writes sockets.
    static core::Result<MilterWire> connect(
        const std::string& socket, std::chrono::milliseconds timeout);

    core::Result<void> send(char command, std::string_view data); // buffered up to 64 KiB
    core::Result<void> send_raw(std::string_view bytes); // at once
    core::Result<void> flush();
    core::Result<Frame> read(); // flushes first
    // Takes in and forgets what comes, until the stream ends or the time is over.
    void listen(std::chrono::milliseconds time);
    void close() { fd_.reset(); }
    int fd() const { return fd_.get(); }

private:
    explicit MilterWire(milter::UniqueFd fd, std::chrono::milliseconds timeout)
        : fd_(std::move(fd))
        , timeout_(timeout)
    {
    }
    core::Result<void> write_all(std::string_view bytes);
    core::Result<void> fill(std::size_t size); // at least `size` bytes in in_
    bool wait(short events, std::chrono::steady_clock::time_point until) const;

    milter::UniqueFd fd_;
    std::chrono::milliseconds timeout_;
    std::string out_, in_;
};

} // namespace support
