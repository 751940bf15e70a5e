// Writes TNEF and packs nothing: attributes and properties as they are told, for tests.
#pragma once

#include <cstdint>
#include <string>

namespace tnef_writer {

std::string number(std::uint64_t n, std::size_t size);

// An attribute; the checksum is wrong, as nobody looks at it.
std::string attribute(int level, std::uint32_t id, const std::string& value);
// A property with one value of a type whose length stands before it, or of a fixed size (a multiple
// of 4).
std::string property(std::uint16_t type, std::uint16_t id, const std::string& value);
std::string named_property(std::uint16_t type, std::uint32_t name, const std::string& value);
std::string list(std::uint32_t count, const std::string& properties);
std::string file(const std::string& attributes);

// What Exchange sends: text or HTML in properties.
std::string with_html(const std::string& html);
std::string with_attachment(const std::string& name, const std::string& data);

inline constexpr std::uint32_t message_properties = 0x00069003, attach_begins = 0x00069002,
                               attach_properties = 0x00069005, attach_data = 0x0006800F,
                               attach_title = 0x00018010, body = 0x0002800C;

} // namespace tnef_writer
