// Parts of a URL's path and query, decoded. Called by the link stage and by the checks of links.
// Pure, linear, thread-safe. What comes out of a decoder need not be UTF-8.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace linking {

// 0 to 15; -1 if it is no hexadecimal digit.
int hex_value(char c);
// "%41" as "A"; what is no escape stays.
std::string percent_decoded(std::string_view s);
// Base64 in both alphabets of RFC 4648, padding optional, up to the first other character.
std::string base64_decoded(std::string_view s);
// Pairs of hexadecimal digits, up to the first other character.
std::string hex_decoded(std::string_view s);

// The value of a parameter as it stands, names compared without case; nullopt if there is none.
// `path`: path, query and fragment; parameters of the fragment count too.
std::optional<std::string_view> parameter(std::string_view path, std::string_view name);
// The values of all parameters as they stand, empty ones left out, at most `most`.
std::vector<std::string_view> values(std::string_view path, std::size_t most);

} // namespace linking
