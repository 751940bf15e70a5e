#include "milter/ctl/text_reader.h"

#include <poll.h>
#include <sys/socket.h>
#include <sys/wait.h>

#include "milter/wire.h"
#include "triage/core/codec.h"
#include "triage/core/text.h"

namespace ctl {

namespace {

namespace wire = milter::wire;

core::StageSet all_but_parse()
{
    core::StageSet stages;
    for (std::size_t i = 0; i < core::stage_count; ++i)
        stages.add(static_cast<core::Stage>(i));
    stages.remove(core::Stage::Parse);
    return stages;
}

// The worker's next frame; nullopt if it went, spoke nonsense or took too long.
std::optional<wire::Frame> receive(int socket, core::Deadline deadline)
{
    const auto wait = std::chrono::ceil<std::chrono::milliseconds>(deadline.remaining());
    pollfd p { socket, POLLIN, 0 };
    if (::poll(&p, 1, static_cast<int>(wait.count())) != 1)
        return std::nullopt;
    char bytes[wire::max_frame + 1];
    const ssize_t n = ::recv(socket, bytes, sizeof bytes, MSG_DONTWAIT);
    if (n <= 0)
        return std::nullopt;
    return wire::decode({ bytes, static_cast<std::size_t>(n) });
}

} // namespace

TextReader::TextReader(const milter::Config& config,
    std::shared_ptr<const milter::GenerationFile> generation, const core::Clock& clock)
    : config_(config)
    , generation_(std::move(generation))
    , clock_(clock)
{
}

TextReader::~TextReader()
{
    stop();
}

core::Result<std::string> TextReader::read(int message_fd, std::uint64_t size, core::Duration limit)
{
    const core::Deadline deadline = core::Deadline::in(clock_, limit);
    if (!worker_)
        if (auto started = start(deadline); !started) {
            stop();
            return started.error();
        }
    if (auto asked = ask(message_fd, size, deadline); !asked) {
        stop();
        return asked.error();
    }
    const std::string record = worker_->outbox.read(sequence_).reports;
    core::Reader reader(record);
    const std::string text = core::valid_utf8(reader.text(record.size()));
    if (!reader.done())
        return core::Error { "the message could not be parsed" };
    return text;
}

core::Result<void> TextReader::start(core::Deadline deadline)
{
    auto child = milter::spawn_worker("/proc/self/exe", generation_->file.fd(), text_role);
    if (!child)
        return child.error();
    worker_.emplace(std::move(child).value());
    const wire::Start start { core::named<wire::Sandbox>(
                                  wire::sandbox_names, config_.security.sandbox)
                                  .value_or(wire::Sandbox::Require),
        config_.scaling.worker_memory_bytes };
    const std::string frame = wire::encode(start);
    [[maybe_unused]] const auto sent
        = ::send(worker_->socket.get(), frame.data(), frame.size(), MSG_NOSIGNAL);
    const auto answer = receive(worker_->socket.get(), deadline);
    const auto* hello = answer ? std::get_if<wire::Hello>(&*answer) : nullptr;
    if (!hello || !hello->ready)
        return core::Error { "no worker: " + (hello ? hello->error : "it did not start") };
    if (start.sandbox == wire::Sandbox::Require && !hello->sandboxed)
        return core::Error { "no worker: it could not enter the sandbox: " + hello->error };
    return {};
}

core::Result<void> TextReader::ask(int message_fd, std::uint64_t size, core::Deadline deadline)
{
    wire::Request request;
    request.sequence = ++sequence_;
    request.size = size;
    request.skip = all_but_parse();
    request.budget = deadline.remaining();
    std::string frame = wire::encode(request);
    if (!milter::send_with_descriptor(worker_->socket.get(), frame, message_fd))
        return core::Error { "the worker is gone" };
    const auto answer = receive(worker_->socket.get(), deadline);
    const auto* done = answer ? std::get_if<wire::Done>(&*answer) : nullptr;
    if (!done || done->sequence != sequence_)
        return core::Error { deadline.expired() ? "the worker took too long" : "the worker died" };
    return {};
}

void TextReader::stop()
{
    if (!worker_)
        return;
    milter::kill_child(*worker_);
    ::waitpid(worker_->pid, nullptr, 0);
    worker_.reset();
}

} // namespace ctl
