#include "tests/support/tnef_writer.h"

namespace tnef_writer {

std::string number(std::uint64_t n, std::size_t size)
{
    std::string out;
    for (std::size_t i = 0; i < size; ++i)
        out += static_cast<char>(n >> (8 * i) & 0xFF);
    return out;
}

std::string attribute(int level, std::uint32_t id, const std::string& value)
{
    return static_cast<char>(level) + number(id, 4) + number(value.size(), 4) + value + "\xFF\xFF";
}

namespace {

std::string valued(std::uint16_t type, const std::string& value)
{
    if (type == 0x03 || type == 0x40)
        return value;
    return number(1, 4) + number(value.size(), 4) + value
        + std::string((4 - value.size() % 4) % 4, '\0');
}

} // namespace

std::string property(std::uint16_t type, std::uint16_t id, const std::string& value)
{
    return number(type, 2) + number(id, 2) + valued(type, value);
}

std::string named_property(std::uint16_t type, std::uint32_t name, const std::string& value)
{
    return number(type, 2) + number(0x8001, 2) + std::string(16, 'g') + number(0, 4)
        + number(name, 4) + valued(type, value);
}

std::string list(std::uint32_t count, const std::string& properties)
{
    return number(count, 4) + properties;
}

std::string file(const std::string& attributes)
{
    return number(0x223E9F78, 4) + number(1, 2) + attributes;
}

std::string with_html(const std::string& html)
{
    return file(attribute(1, message_properties, list(1, property(0x102, 0x1013, html))));
}

std::string with_attachment(const std::string& name, const std::string& data)
{
    return file(attribute(2, attach_begins, std::string(14, '\0'))
        + attribute(2, attach_title, name + '\0') + attribute(2, attach_data, data));
}

} // namespace tnef_writer
