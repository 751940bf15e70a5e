// Near-duplicates: messages of one campaign differ in a name, a number or an address. A fingerprint
// changes in few bits where a text changes in few words (Charikar's SimHash over runs of three
// words). Made in a worker for each message, compared by `triagectl`. Pure, linear, deterministic.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

namespace train {

// Of a message's subject and text; digits count as one letter. 0: nothing to go by.
std::uint64_t fingerprint(std::string_view subject, std::string_view text);

// For each message, in order, whether one before it is near to it (at most 3 of 64 bits differ).
std::vector<bool> repeats(std::span<const std::uint64_t> fingerprints);

} // namespace train
