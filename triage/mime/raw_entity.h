// The MIME fields of one entity, by every reading. Called by raw_tree for the message and for each
// part; what is well-formed has one reading and costs one pass over the values. Pure.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "triage/core/message.h"
#include "triage/mime/raw_budget.h"
#include "triage/mime/raw_fields.h"

namespace mime {

struct Entity {
    std::string type; // the first reading; empty if none is declared
    bool html = false; // another reading says text/html
    bool multipart = false; // by the first reading
    bool loose_multipart = false; // by some reading
    bool message = false; // message/rfc822 by the first reading, and readable where it stands
    bool declared = false; // has a MIME field other than MIME-Version
    std::vector<std::string> boundaries; // of all readings
    std::string charset;
    std::vector<std::string> names; // of all readings, the first reading's first
    std::vector<std::string> encodings; // of all readings; "" is none
    core::Disposition disposition = core::Disposition::None;
};

// Of the fields of `block` that stand before `end`. Notes in `m` where readers differ. Values
// beyond the budget are not read.
Entity read_entity(const HeaderBlock& block, std::size_t end, RawBudget& budget, core::Message& m);

} // namespace mime
