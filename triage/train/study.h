// What training and evaluation want of one message beside its verdict. Made in a sandboxed worker,
// read by triagectl, which trusts no worker that has read a hostile message: decoding is strict.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "triage/core/message.h"

namespace train {

struct Study {
    std::uint64_t fingerprint = 0; // train/fingerprint.h
    std::string sender; // registrable domain of From, or its address at a freemail provider
};
Study study(const core::Message& m);

std::string encode(const Study& s);
std::optional<Study> decode_study(std::string_view bytes); // nullopt: invalid

} // namespace train
