// The new text of messages (without quotes, signatures and disclaimers), read by a sandboxed worker
// in the role Text: triagectl itself parses no message. One at a time; a message that kills the
// worker costs that message, the next one gets a new worker. Single-threaded.
#pragma once

#include <memory>
#include <optional>
#include <string>

#include "milter/config.h"
#include "milter/generation_file.h"
#include "milter/spawn.h"
#include "triage/core/clock.h"
#include "triage/core/result.h"

namespace ctl {

inline constexpr const char* text_role = "text"; // of `triagectl -x`

class TextReader {
public:
    TextReader(const milter::Config& config,
        std::shared_ptr<const milter::GenerationFile> generation, const core::Clock& clock);
    ~TextReader();

    // UTF-8, at most about 1 MiB of it. `message_fd` is a sealed memfd of `size` bytes.
    core::Result<std::string> read(int message_fd, std::uint64_t size, core::Duration limit);

private:
    core::Result<void> start(core::Deadline deadline);
    core::Result<void> ask(int message_fd, std::uint64_t size, core::Deadline deadline);
    void stop();

    milter::Config config_;
    std::shared_ptr<const milter::GenerationFile> generation_;
    const core::Clock& clock_;
    std::optional<milter::Child> worker_;
    std::uint32_t sequence_ = 0;
};

} // namespace ctl
