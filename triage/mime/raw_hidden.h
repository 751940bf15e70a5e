// Parts and encoded files that stand where no part is: in a preamble, an epilogue, or behind the
// header of a part. Called by raw_tree. One pass over the text.
#pragma once

#include <string_view>
#include <vector>

#include "triage/core/message.h"
#include "triage/mime/raw_budget.h"
#include "triage/mime/raw_tree.h"

namespace mime {

// Of a preamble or epilogue: blocks that look like a part's header with what follows them, and
// encoded files. Noted in `m` if there are any.
std::vector<RawLeaf> hidden_leaves(std::string_view text, RawBudget& budget, core::Message& m);

// A body that begins with MIME fields, or data that has some in its first lines, read as if they
// were its header; at most one.
std::vector<RawLeaf> headed_leaf(
    std::string_view body, bool data, RawBudget& budget, core::Message& m);

} // namespace mime
