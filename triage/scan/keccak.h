// Keccak-256 with the padding of before FIPS 202, as Ethereum and Monero use it; libcrypto has only
// the later one. For checksums of short texts, not for secrets. Pure, thread-safe.
#pragma once

#include <string_view>

#include "triage/core/digest.h"

namespace scan {

core::Digest keccak256(std::string_view bytes);

} // namespace scan
