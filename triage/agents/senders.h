// What an address says of its owner: nobody reads it, a role, a mail system, a free mail provider,
// a social site. By local part and domain alone. Used by header_facts.cc and respond.cc. Pure.
#pragma once

#include <string_view>

namespace agents {

struct Sender {
    bool no_reply = false; // says that nobody reads answers
    bool role = false; // a function or a machine, no person: "billing@", "notifications@"
    bool bounce = false; // the mail system itself (RFC 2142, RFC 3464)
};
// `address` in normal form (core::normalise_address).
Sender sender_of(std::string_view address);

// `domain` is an A-label; the domain itself or a subdomain counts.
bool is_free_mail(std::string_view domain);
bool is_social_site(std::string_view domain);

} // namespace agents
