// The host of a URL as browsers read it (WHATWG URL section 3.5): percent-decoding, UTS 46, numbers
// in any base as IPv4.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace linking {

struct Host {
    std::string name; // A-label, dotted quad or "[…]"; empty: no browser takes it
    std::uint32_t traits = 0; // core::LinkTrait
};

Host parse_host(std::string_view written);

} // namespace linking
