// Mail addresses as keys: one normal form, used for digests of recipients and senders.
#pragma once

#include <string>
#include <string_view>

namespace core {

// `<User@Example.ORG>` -> `user@example.org`: brackets, white space and a trailing dot of the
// domain removed, ASCII lower case, domain as A-label (UTS 46) where it is Unicode. An input that
// is no address comes back lower-cased as it is; never fails. Linear.
std::string normalise_address(std::string_view address);

// What follows the last '@', in normal form; empty if there is none.
std::string address_domain(std::string_view address);

} // namespace core
