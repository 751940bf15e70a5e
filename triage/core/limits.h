// Caps of one message's triage. Part of the generation, so that a verdict never outlives the
// limits that it was made under. Defaults are the shipped configuration's.
#pragma once

#include <cstddef>
#include <cstdint>

namespace core {

struct Limits {
    std::uint32_t header_fields = 2000; // of one entity; the rest is not read
    std::uint32_t header_bytes = 1u << 20; // of the top level header block
    std::uint32_t parts = 500;
    std::uint32_t depth = 20; // nesting of multiparts and messages
    std::uint64_t decoded_bytes = 48u << 20; // all parts' decoded data together
    std::uint64_t text_bytes = 4u << 20; // text kept of one message for zone, scan and agents
    std::uint32_t links = 5000;
    std::uint32_t html_tokens = 500000; // of one HTML part
    std::uint64_t inspect_bytes = 64u << 20; // unpacked from attachments, all together
    std::uint32_t inspect_items = 2000; // files found inside of attachments
    std::uint32_t inspect_depth = 4; // archive in archive in …
    std::uint32_t nested_messages = 10; // messages inside of the message, at any depth
    std::uint32_t findings = 200; // reported; further ones only set limit_hit
};

} // namespace core
