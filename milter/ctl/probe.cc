#include "milter/ctl/probe.h"

#include <poll.h>
#include <sys/socket.h>
#include <sys/wait.h>

#include "milter/ctl/memory.h"
#include "milter/wire.h"
#include "triage/core/codec.h"

namespace ctl {

namespace {

namespace wire = milter::wire;

core::StageSet all_but(core::StageSet stages)
{
    core::StageSet rest;
    for (std::size_t i = 0; i < core::stage_count; ++i)
        if (const auto stage = static_cast<core::Stage>(i); !stages.has(stage))
            rest.add(stage);
    return rest;
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

std::optional<std::vector<std::string>> records_of(const std::string& outbox)
{
    std::vector<std::string> records;
    core::Reader reader(outbox);
    while (reader.ok() && !reader.done())
        records.emplace_back(reader.text(outbox.size()));
    return reader.ok() ? std::optional(std::move(records)) : std::nullopt;
}

} // namespace

Probe::Probe(milter::WorkerRole role, core::StageSet stages, const milter::Config& config,
    std::shared_ptr<const milter::GenerationFile> generation, const core::Clock& clock)
    : role_(role)
    , skip_(all_but(stages))
    , config_(config)
    , generation_(std::move(generation))
    , clock_(clock)
{
}

Probe::~Probe()
{
    stop();
}

core::Result<Probe::Reply> Probe::ask(
    std::string_view raw, const core::Envelope& envelope, core::Duration limit)
{
    const core::Deadline deadline = core::Deadline::in(clock_, limit);
    if (!worker_)
        if (auto started = start(deadline); !started) {
            stop();
            return started.error();
        }
    auto reply = converse(raw, envelope, deadline);
    if (!reply)
        stop();
    return reply;
}

core::Result<void> Probe::start(core::Deadline deadline)
{
    auto child = milter::spawn_worker("/proc/self/exe", generation_->file.fd(),
        milter::worker_role_names[static_cast<std::size_t>(role_)]);
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

core::Result<Probe::Reply> Probe::converse(
    std::string_view raw, const core::Envelope& envelope, core::Deadline deadline)
{
    const auto memory = in_memory(raw.substr(0, config_.processing.max_bytes));
    if (!memory)
        return memory.error();
    wire::Request request;
    request.sequence = ++sequence_;
    request.size = memory->size();
    request.skip = skip_;
    request.envelope = envelope;
    request.budget = deadline.remaining();
    std::string frame = wire::encode(request);
    if (!milter::send_with_descriptor(worker_->socket.get(), frame, memory->fd()))
        return core::Error { "the worker is gone" };
    const auto answer = receive(worker_->socket.get(), deadline);
    const auto* done = answer ? std::get_if<wire::Done>(&*answer) : nullptr;
    if (!done || done->sequence != sequence_)
        return core::Error { deadline.expired() ? "the worker took too long" : "the worker died" };
    auto records = records_of(worker_->outbox.read(sequence_).reports);
    if (!records)
        return core::Error { "the worker's answer makes no sense" };
    return Reply { std::move(*records), done->missing };
}

void Probe::stop()
{
    if (!worker_)
        return;
    milter::kill_child(*worker_);
    ::waitpid(worker_->pid, nullptr, 0);
    worker_.reset();
}

} // namespace ctl
