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

namespace store {

struct DeliveryData {
    std::vector<Key> raised; // answer_keys(), at most most_raised
    int priority = 0; // the recipient's own, 0…100
    Example example;
    static constexpr std::size_t most_raised = 32;
};
std::string encode(const DeliveryData& data); // about 500 bytes
std::optional<DeliveryData> decode_delivery(std::string_view bytes); // nullopt: damaged

} // namespace store
