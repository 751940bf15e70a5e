// What `triagectl learn` and `triagectl stamp` ask over the feedback socket: one request, one
// answer. The client takes the message apart into fields and body, as an MTA does for a milter, so
// that the daemon parses none. Pure; strict, because it comes from users.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "milter/store/opinion.h"
#include "triage/core/result.h"
#include "triage/headers/render.h"

namespace feedback {

enum class Task : std::uint8_t { Learn, Stamp };

struct Request {
    Task task = Task::Learn;
    std::string user; // address of the person it is about; empty: the peer's own
    store::Opinion opinion; // of Learn
    bool force = false; // of Learn: without a seal of ours
    std::string mail_from; // as the message's file has it
    // In message order. Values as libmilter has them: what follows the colon, folds as LF.
    std::vector<headers::HeaderField> fields;
    std::string body; // CRLF; the first most_body bytes
    bool operator==(const Request&) const = default;
};

inline constexpr std::size_t most_body = 4u << 20, most_fields = 5000, longest_address = 320;
inline constexpr std::size_t most_header = 1u << 20; // all fields
// Of an encoded request that is read at all.
inline constexpr std::size_t most_bytes = most_body + most_header + (1u << 17);

// A body beyond most_body is cut; what does not fit otherwise is an error.
core::Result<std::string> encode(const Request& request);
core::Result<Request> decode(std::string_view bytes);

// An answer is a line "OK …" or "ERR …", after the OK of Stamp the fields, and an empty line.
std::string ok(std::string_view text);
std::string refusal(std::string_view why);

} // namespace feedback
