// What a person says of a message that came: by moving it, by a flag, by `triagectl learn`. Learnt
// once however often it is said, and taken back exactly. It moves that person's own mail and nobody
// else's. Called by memories.cc on the writer's thread.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "milter/store/delivery_data.h"
#include "milter/store/history.h"
#include "milter/store/learner.h"
#include "milter/store/store.h"
#include "triage/core/verdict.h"

namespace store {

struct Opinion {
    Said said = Said::Important;
    core::Category category = core::Category::Unknown; // with Said::Category
    bool undo = false;
    bool operator==(const Opinion&) const = default;
};

enum class Heard : std::uint8_t {
    Learnt,
    Undone,
    Before, // said before, or nothing to take back: nothing changes
    Unknown, // that message was not delivered to that person, or that is forgotten
    Dropped, // there is no store, or it had too much to do
};
inline constexpr std::size_t heard_count = 5;

struct Subject { // what an opinion is of
    Id message {}; // Keys::message
    Id recipient {};
    // What is known of it if its delivery is not, of who vouches for it by other means; without
    // raised keys only words are learnt.
    std::optional<DeliveryData> otherwise;
};

// `at`: now. Of two opinions that exclude each other (important and unimportant, threat and clean,
// two categories) the later one takes the earlier back.
core::Result<Heard> hear(Store& store, const Keys& keys, const Weights& weights,
    const Subject& subject, const Opinion& opinion, std::int64_t at);

// Additions to records as bytes, as they were made, so that they can be taken back; amounts are
// rounded to what the bytes hold. Pure.
std::string pack_changes(std::span<const Change> changes);
std::optional<std::vector<Change>> unpack_changes(std::string_view bytes); // nullopt: damaged

} // namespace store
