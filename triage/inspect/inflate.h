// Inflates zlib streams (RFC 1950) as readers of documents do: what comes before damage counts.
// inflate.cc is zlib's only includer. Used by the inspectors; thread-safe.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "triage/inspect/yield.h"

namespace inspect {

struct Inflated {
    std::string bytes;
    bool cut = false; // there is more than `most`, or than `out` has room for
    bool damaged = false;
};

// At most `most` bytes, charged to `out` step by step. A missing or broken header is forgiven.
Inflated inflate_zlib(std::string_view packed, std::size_t most, Yield& out);

} // namespace inspect
