// The structure of a message as lenient readers see it: wherever a boundary stands that any of them
// takes for one, a part begins. Called by the raw view. One pass: every byte is looked at a bounded
// number of times.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "triage/core/limits.h"
#include "triage/core/message.h"

namespace mime {

// A leaf that some reader shows or opens.
struct RawLeaf {
    std::string type; // lower case; what the first reading says
    std::string other_type; // of another reading, if one says text/html and the first does not
    std::string charset;
    std::vector<std::string> names; // of all readings; the first is the strict one
    std::vector<std::string> encodings; // of all readings
    core::Disposition disposition = core::Disposition::None;
    std::string_view body; // as transported, without the line end before the delimiter
    bool loose_text = false; // a multipart without parts: shown as text
};

struct RawTree {
    std::vector<RawLeaf> leaves; // in order
    std::size_t steps = 0; // work done, for tests of its bound
};

// Notes what is ambiguous in `m`.
RawTree read_raw_tree(std::string_view bytes, const core::Limits& limits, core::Message& m);

} // namespace mime
