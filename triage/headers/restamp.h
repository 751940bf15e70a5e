// A recipient's own values in a message that several got: at delivery each copy belongs to one, and
// what the others' copies must not show may be said. Called by milter/feedback/desk.cc. Pure.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "triage/core/verdict.h"
#include "triage/headers/render.h"

namespace headers {

struct OwnValues { // what one recipient's past makes of the message
    int priority = 0; // 0…100
    core::Band band = core::Band::Bulk;
    std::optional<core::Category> category; // none: as it was
    std::string why; // as why_value; empty: as it was
};
// `ours`: a set whose seal was found valid, in message order. The same with the recipient's values
// in place of what everybody got, sealed anew. A message that got no priority gets none here.
std::vector<HeaderField> restamp(std::span<const HeaderField> ours, const OwnValues& own,
    const SealedFields& message, const SealKey& key);

} // namespace headers
