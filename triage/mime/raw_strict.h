// Whether encoded data is well-formed, so that all decoders agree on it, and what they get if not.
// Called by the tree walk for every leaf: a few steps a line for what is well-formed. Pure; linear.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace mime {

// Whether `s` is well-formed: then all decoders agree. `decoded`: how many bytes GMime made of it.
bool is_strict_base64(std::string_view s, std::size_t decoded);
// Share of bytes that cannot be base64: more than a few mean that it is text.
bool is_text_rather_than_base64(std::string_view s);

// Data whose encoding is not declared although it is in one: "base64" or "quoted-printable";
// otherwise empty.
std::string_view undeclared_encoding(std::string_view s);

// What other decoders get, where it differs from `decoded` by more than white space and a byte or
// two at the end. nullopt when that is more than `cap` bytes in all.
std::optional<std::vector<std::string>> other_decodings(
    std::string_view s, std::string_view encoding, std::string_view decoded, std::size_t cap);

} // namespace mime
