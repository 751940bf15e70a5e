// How the From field is written, where programs read it differently: a verifier takes one address,
// the reader sees another (Chen et al., "Composition Kills", USENIX Security 2020). Called by the
// checks of group identity. Pure, linear, thread-safe.
#pragma once

#include <cstdint>
#include <string_view>

namespace identity {

enum FromFault : std::uint32_t {
    Route = 1u << 0, // "<@a,@b:c@d>" (obs-route of RFC 5322)
    Trailing = 1u << 1, // something but a comment behind "<address>"
    SeveralAngles = 1u << 2, // two "<" in one entry
    Escape = 1u << 3, // a backslash outside of quotes and comments
    EmptyEntry = 1u << 4, // nothing between commas, or before the first
    Open = 1u << 5, // a comment or quoted string without end: it hides what follows from some
    Unaddressed = 1u << 6, // a name alone before the entry with the address, but "Last, First <>"
};

// `value`: after the colon, folds included. The FromFault bits of what it has.
std::uint32_t from_faults(std::string_view value);

// The first line of the header block that some programs take for a From field and others do not:
// white space or bytes that are no letters around the name, or the colon on a line of its own.
// Empty if there is none. `message`: its header and what follows.
std::string_view disguised_from(std::string_view message);

} // namespace identity
