// What the daemon and a worker say to each other: frames of a SEQPACKET socket, and the stage
// reports that a worker leaves in its outbox (milter/outbox.h). Both sides decode strictly, because
// a worker that has read a hostile message is no longer trusted: a number out of range, a count
// over its cap or a byte left over makes the whole frame invalid. Pure functions, thread-safe.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "triage/agents/explanation.h"
#include "triage/core/clock.h"
#include "triage/core/digest.h"
#include "triage/core/envelope.h"
#include "triage/core/stage.h"
#include "triage/core/verdict.h"

namespace milter::wire {

inline constexpr std::size_t max_frame = 4096; // bytes of a frame on the socket
inline constexpr std::size_t max_report = 192u << 10; // bytes of one encoded report
inline constexpr std::size_t max_explanation = 48u << 10; // bytes of an encoded explanation
inline constexpr std::size_t max_error = 512; // bytes of Hello::error

// Version of the program and of this layout. Both ends come from the same file, but the file may
// have been replaced between the daemon's start and the worker's.
std::string build_id();

enum class Sandbox : std::uint8_t { Require, Prefer, Off };
inline constexpr std::array<std::string_view, 3> sandbox_names { "require", "prefer", "off" };

struct Start { // daemon to worker, once, first
    Sandbox sandbox = Sandbox::Require;
    std::uint64_t memory_bytes = 0; // beyond what is mapped at the start; 0: no limit
    bool operator==(const Start&) const = default;
};

struct Hello { // worker to daemon, once, when it is ready
    std::string build;
    core::Digest generation {};
    bool sandboxed = false;
    std::string error; // why it is not sandboxed, or why it cannot work at all
    bool ready = false; // false: it ends now
    core::StageSet stages; // that it will run for a message, unless told to skip some
    bool operator==(const Hello&) const = default;
};

struct Request { // daemon to worker, with the message's memfd as its only descriptor
    std::uint32_t sequence = 0;
    std::uint64_t size = 0; // of the message
    core::StageSet skip;
    core::Duration budget {};
    core::Envelope envelope; // mail_from is cut at 1,024 bytes
};

struct Done { // worker to daemon: all reports of that message are in the outbox
    std::uint32_t sequence = 0;
    std::vector<core::Missing> missing; // each stage once
    bool operator==(const Done&) const = default;
};

struct Fork { // daemon to template, with a worker's socket and outbox as its descriptors
    bool operator==(const Fork&) const = default;
};

struct Forked { // template to daemon, for each Fork
    std::int32_t pid = 0; // of the new worker; 0: there is none
    bool operator==(const Forked&) const = default;
};

std::string encode(const Start& start);
std::string encode(const Hello& hello);
std::string encode(const Request& request);
std::string encode(const Done& done);
std::string encode(const Fork& fork);
std::string encode(const Forked& forked);

using Frame = std::variant<Start, Hello, Request, Done, Fork, Forked>;
std::optional<Frame> decode(std::string_view bytes); // nullopt: invalid

// A report within max_report. What is over a cap is cut in the same way for the same report:
// evidence at 256 bytes, lists at their caps; a candidate whose addresses do not all fit is
// dropped, because one that must be absent from a cut list would say the wrong thing. Whatever is
// dropped sets limit_hit, so that a message that overflows the wire is never clean.
std::string encode_report(const core::StageReport& report);
// `finding_count`: rows of the generation's finding table.
std::optional<core::StageReport> decode_report(std::string_view bytes, std::size_t finding_count);

// What a worker in the role Explain leaves instead of reports, for triagectl alone. Names over 120
// bytes and sentences over 1,024 are cut. nullopt: invalid, or of another version.
std::string encode_explanation(const agents::Explanation& explanation);
std::optional<agents::Explanation> decode_explanation(std::string_view bytes);

} // namespace milter::wire
