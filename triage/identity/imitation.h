// Hosts that pretend to be a brand's or our own: letters swapped, a brand's name in front of a
// foreign domain, Unicode lookalikes. Used for the From domain and for links alike. Pure.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "triage/identity/lists.h"

namespace identity {

enum class Trick : std::uint8_t {
    Lookalike, // paypa1.example
    Combination, // paypal-secure.example: with a word of the trade
    Mention, // paypal-fans.example
    Domain, // paypal.com.host.example
    Subdomain, // paypal.host.example
    Homograph, // IDN that reads like the brand
};

struct Imitation {
    std::string name; // of the brand or own domain
    const Brand* brand; // null when it is an own domain
    Trick trick;
};

// `host`: A-label, lower case; `org` its registrable domain. The strongest trick found; nullopt for
// the brand's own hosts and for those on the list of not_lookalikes.
std::optional<Imitation> imitated_brand(
    const Lists& lists, std::string_view host, std::string_view org);

// The domain that `org` imitates, one letter off or a homograph: of `domains` and of the lists
// own_domains and partners. Linear in their number.
std::optional<Imitation> imitated_own(
    const Lists& lists, std::string_view org, std::span<const std::string> domains);

// A label of a host as people read it: "xn--..." decoded (RFC 3492), lookalikes as Latin.
std::string readable_label(std::string_view label);
// Decodes one A-label to UTF-8; empty if it is malformed or none.
std::string decode_label(std::string_view label);

} // namespace identity
