#include "triage/link/query.h"

#include <algorithm>

#include "triage/core/text.h"

namespace linking {

namespace {

int base64_value(char c)
{
    if (c >= 'A' && c <= 'Z')
        return c - 'A';
    if (c >= 'a' && c <= 'z')
        return c - 'a' + 26;
    if (c >= '0' && c <= '9')
        return c - '0' + 52;
    return c == '+' || c == '-' ? 62 : c == '/' || c == '_' ? 63 : -1;
}

// Calls use(name, value) for each "name=value"; stops when it returns true. "&amp;" is what text
// copied out of HTML has.
template <typename Use>
void for_each_parameter(std::string_view path, Use use)
{
    constexpr std::string_view marks = "&#", escaped = "amp;";
    for (std::size_t at = path.find_first_of("?#"); at < path.size();) {
        const std::size_t end = std::min(path.find_first_of(marks, at + 1), path.size());
        std::string_view pair = path.substr(at + 1, end - at - 1);
        if (pair.starts_with(escaped))
            pair.remove_prefix(escaped.size());
        const std::size_t equals = pair.find('=');
        at = end;
        if (equals != pair.npos && use(pair.substr(0, equals), pair.substr(equals + 1)))
            return;
    }
}

} // namespace

int hex_value(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    const char low = static_cast<char>(c | 0x20);
    return low >= 'a' && low <= 'f' ? low - 'a' + 10 : -1;
}

std::string percent_decoded(std::string_view s)
{
    std::string out;
    out.reserve(s.size());
    for (std::size_t i = 0; i < s.size(); ++i) {
        const int high = s[i] == '%' && i + 2 < s.size() ? hex_value(s[i + 1]) : -1;
        const int low = high >= 0 ? hex_value(s[i + 2]) : -1;
        if (low < 0) {
            out += s[i];
            continue;
        }
        out += static_cast<char>(high * 16 + low);
        i += 2;
    }
    return out;
}

std::string base64_decoded(std::string_view s)
{
    std::string out;
    unsigned bits = 0, buffer = 0;
    for (const char c : s) {
        const int value = base64_value(c);
        if (value < 0)
            break;
        buffer = (buffer << 6 | static_cast<unsigned>(value)) & 0xFFFF;
        bits += 6;
        if (bits < 8)
            continue;
        bits -= 8;
        out += static_cast<char>(buffer >> bits & 0xFF);
    }
    return out;
}

std::string hex_decoded(std::string_view s)
{
    std::string out;
    for (std::size_t i = 0; i + 1 < s.size(); i += 2) {
        const int high = hex_value(s[i]), low = hex_value(s[i + 1]);
        if (high < 0 || low < 0)
            break;
        out += static_cast<char>(high * 16 + low);
    }
    return out;
}

std::optional<std::string_view> parameter(std::string_view path, std::string_view name)
{
    std::optional<std::string_view> found;
    for_each_parameter(path, [&](std::string_view n, std::string_view value) {
        if (core::equal_ignore_case(n, name))
            found = value;
        return found.has_value();
    });
    return found;
}

std::vector<std::string_view> values(std::string_view path, std::size_t most)
{
    std::vector<std::string_view> out;
    for_each_parameter(path, [&](std::string_view, std::string_view value) {
        if (!value.empty())
            out.push_back(value);
        return out.size() == most;
    });
    return out;
}

} // namespace linking
