// The body of a leaf: transport encoding and charset undone, facts of it noted. Called by the tree
// walk and by the raw view.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "triage/core/message.h"
#include "triage/mime/transfer.h"

namespace mime {

// Takes the encoding off `body` and notes in `m` what was wrong; at most `cap` bytes come out.
Decoded decode_leaf(core::Part& part, std::string_view body, std::uint64_t cap, core::Message& m);
// Makes `bytes` the part's data; of text, UTF-8.
void set_data(core::Part& part, std::string&& bytes, core::Message& m);

} // namespace mime
