// What a delivery keeps for the day when it is answered, or when somebody asks: which counts an
// answer raises, what the learner needs, the recipient's own priority. Pure; strict, for it comes
// from a file.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "milter/store/learner.h"
#include "milter/store/store.h"
#include "triage/core/verdict.h"

namespace store {

struct DeliveryData {
    std::vector<Key> raised; // answer_keys(), at most most_raised
    std::optional<Id> called; // Keys::called, if it was given a category
    // What the recipient alone may know of it, for `stamp`: 0…100, and reasons in the form of
    // X-Triage-Why, empty where the header of the message says them.
    int priority = 0;
    core::Band band = core::Band::Bulk;
    std::optional<core::Category> category; // as the recipient calls it, if that is another
    std::string why;
    Example example;
    static constexpr std::size_t most_raised = 32, longest_why = 250;
};
std::string encode(const DeliveryData& data); // about 500 bytes
std::optional<DeliveryData> decode_delivery(std::string_view bytes); // nullopt: damaged

} // namespace store
