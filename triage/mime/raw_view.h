// The second view of a message: what lenient readers make of the same bytes, compared with GMime's
// tree. Called by the parser when the tree is read. What only the raw view has becomes parts of the
// message, so that every other check looks at it too; where readers differ becomes
// Message::ambiguities.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "triage/core/clock.h"
#include "triage/core/limits.h"
#include "triage/core/message.h"
#include "triage/mime/transfer.h"

namespace mime {

// Most parts that the raw view adds, beside Limits::parts.
inline constexpr std::size_t max_raw_parts = 50;
// Most bytes of bodies as other decoders get them.
inline constexpr std::size_t max_variant_bytes = 16u << 20;

// What the tree walk knows beyond Message::parts.
struct TreeFacts {
    struct Body {
        int part = 0; // index in Message::parts
        std::size_t begin = 0, end = 0; // in what GMime read
    };
    struct Variant {
        int part = 0;
        std::string data; // as another decoder gets it
    };
    std::vector<Body> bodies; // of the leaves, in order
    std::vector<Variant> variants;
    std::uint64_t decoded = 0; // bytes, of Limits::decoded_bytes
    std::size_t variant_bytes = 0; // of max_variant_bytes
};

// Notes whether decoders may differ on the body of part `index`; variants go into `facts`.
void check_decoding(
    std::string_view body, const Decoded& decoded, int index, core::Message& m, TreeFacts& facts);

struct RawSource {
    std::string_view bytes; // the message
    std::ptrdiff_t removed = 0; // bytes of its header that GMime did not see
    std::size_t read = 0; // bytes that GMime saw
};
void add_raw_view(const RawSource& source, const core::Limits& limits, core::Deadline deadline,
    const TreeFacts& facts, core::Message& m);

} // namespace mime
