// The names of the MIME fields, also in disguise. Pure.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

namespace mime {

enum class MimeField : std::uint8_t { Type, Encoding, Disposition, Version };
inline constexpr std::size_t mime_fields = 4;

std::optional<MimeField> mime_field(std::string_view name);
// A name that is a MIME field's once the punctuation in it is dropped.
std::optional<MimeField> disguised_field(std::string_view name);
// Without white space and controls at the ends, which lenient readers drop.
std::string_view without_dirt(std::string_view s);

// Whether the line is a MIME field with a value of the right form: what no text is by accident.
bool is_mime_field(std::string_view line);

} // namespace mime
