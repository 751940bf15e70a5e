// The fence in front of GMime. GMime has no limits of its own that fit a mail filter: nested groups
// in an address field recurse once a colon (100,000 colons overflow the stack), a delimiter line is
// compared with every open boundary, and each empty part costs a kilobyte. One linear pass copies
// what GMime is to parse and cuts or alters where it must.
#pragma once

#include <string>
#include <string_view>

#include "triage/core/limits.h"
#include "triage/core/message.h"

namespace mime {

struct Fenced {
    std::string altered; // the message, its header reduced to what describes the content
    std::string_view bytes; // what to parse: a prefix of `altered`
    std::ptrdiff_t removed = 0; // how much shorter the header became; negative: longer
};

// Notes every limit that is hit in `m`. The result refers to itself: keep it in place.
void fence(std::string_view raw, const core::Limits& limits, core::Message& m, Fenced& out);

// Without the "From " line with which a message in an mbox file begins.
std::string_view without_mbox_line(std::string_view raw);

// Most colons that one address field may have.
inline constexpr std::size_t max_address_colons = 500;

} // namespace mime
