// Attributes of a tag with their references decoded.
#pragma once

#include <string>
#include <string_view>

#include "triage/html/tokenizer.h"

namespace html {

inline constexpr std::size_t max_attribute = 8u << 10; // bytes

// Trimmed; empty if absent.
std::string attribute(const Token& tag, std::string_view name);
std::string lower_attribute(const Token& tag, std::string_view name);
// A value as written, its references decoded.
std::string decoded_attribute(std::string_view value);

} // namespace html
