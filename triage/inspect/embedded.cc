#include "triage/inspect/embedded.h"

#include <algorithm>

#include "triage/core/text.h"
#include "triage/inspect/bytes.h"

namespace inspect {

namespace {

// A string that ends with NUL, and `at` behind it; nothing where there is no NUL.
std::optional<std::string_view> next_string(std::string_view s, std::size_t& at)
{
    constexpr std::size_t longest = 1024;
    const std::size_t end = s.find('\0', std::min(at, s.size()));
    if (end == s.npos || end - at > longest)
        return std::nullopt;
    const std::string_view text = s.substr(at, end - at);
    at = end + 1;
    return text;
}

} // namespace

std::optional<PackagedFile> packaged_file(std::string_view stream)
{
    std::size_t at = 6; // size of all, two bytes of flags
    const auto label = next_string(stream, at);
    const auto source = label ? next_string(stream, at) : std::nullopt;
    if (!source)
        return std::nullopt;
    at += 4;
    const std::size_t path = little32(stream, at);
    if (!has(stream, at, 4) || !has(stream, at + 4, path))
        return std::nullopt;
    at += 4 + path;
    if (!has(stream, at, 4))
        return std::nullopt;
    const std::string_view name = label->empty() ? *source : *label;
    return PackagedFile { std::string(name), piece(stream, at + 4, little32(stream, at)) };
}

bool is_equation_exploit(std::string_view stream)
{
    constexpr std::size_t header = 28 + 5; // of the stream and of the equation
    constexpr std::size_t early = 16; // the font record is among the first
    constexpr std::size_t font_name = 40; // bytes that the editor has for it
    constexpr char font_tag = 8;
    const std::string_view equation = piece(stream, header, 4096);
    for (std::size_t at = 0; at < std::min(early, equation.size()); ++at)
        if (equation[at] == font_tag && equation.size() > at + 3 + font_name
            && equation.substr(at + 3, font_name).find('\0') == equation.npos)
            return true;
    const std::string lower = core::to_lower_ascii(equation);
    for (const std::string_view program :
        { "cmd", "mshta", "http:", "https:", "powershell", ".exe" })
        if (lower.find(program) != lower.npos)
            return true;
    return false;
}

} // namespace inspect
