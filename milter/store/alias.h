// Who answers the mail of an address that nobody writes from: recipients come before the MTA
// expands its aliases, and only an answer tells whose mail "sales@" is. An answer makes an edge
// from the address to the person; it is used when answers in two threads have led to the same
// person and to no other, for as long as the address itself has written nothing. Called by
// memories.cc. Pure, but for what takes a store, which is for the writer's thread.
#pragma once

#include <optional>
#include <span>

#include "milter/store/keys.h"
#include "milter/store/store.h"

namespace store {

// Who answers, by the record that Keys::alias names; nothing if that is not clear.
std::optional<Id> answers_for(const Record& alias);

// A row among the deliveries of a message that came to one address which has not written, so that
// an answer by somebody else can be traced to it; kept as long as answers are waited for.
Delivery addressed_row(const Keys& keys, const Id& message, const Id& address, std::int64_t at);

// `person` has answered `message` in `thread`, and nothing of it came to that person by name:
// learns to whose address it came, once for each thread.
core::Result<void> learn_alias(Store& store, const Keys& keys, const Id& message, const Id& person,
    const core::Digest& thread, std::int64_t at);

} // namespace store
