// One header block as every reader together takes it: the MIME fields with what stands in their
// way, and every place where the body may begin. Called by the raw view for the message and for
// each part; one pass over the block. Pure.
#pragma once

#include <cstddef>
#include <string_view>
#include <vector>

#include "triage/core/limits.h"
#include "triage/core/message.h"
#include "triage/mime/raw_names.h"

namespace mime {

struct LooseField {
    MimeField kind;
    std::string_view value; // after the colon, folds kept, no final line end
    std::size_t at; // offset of its line
    bool exact; // every reader takes it for that field
};

struct HeaderBlock {
    std::vector<LooseField> fields; // in order; others are not kept
    std::size_t others = 0; // fields beside Content-* and MIME-Version
    std::size_t body = 0; // behind the empty line, or where the block breaks off
    std::vector<std::size_t> other_bodies; // where other readers see the body begin; at most 4
    bool closed = false; // by an empty line
};

// Reads the block at `at`; `top`: the message's own, of which fields that core::key_view leaves out
// are not looked at.
HeaderBlock read_header_block(
    std::string_view bytes, std::size_t at, bool top, const core::Limits& limits, core::Message& m);

} // namespace mime
