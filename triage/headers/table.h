// The header table: every field that we add, in the order in which it is shown. Feeds the renderer,
// the stripper of forged fields, the man page and the tests. No header name stands anywhere else.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

namespace headers {

enum class Field : std::uint8_t {
    Status,
    Priority,
    Band,
    Level,
    Category,
    Threat,
    SecurityScore,
    Findings,
    Summary,
    Action,
    Reply,
    Why,
    Language,
    Seal,
};

struct Row {
    Field field;
    std::string_view name;
    std::string_view grammar; // for the manual
    std::string_view meaning; // one line for the manual
};

extern const std::array<Row, 14> table; // indexed by Field

inline std::string_view name(Field f)
{
    return table[static_cast<std::size_t>(f)].name;
}

inline constexpr std::string_view prefix = "X-Triage-";

// Whether a field of that name, on a message that comes in, claims to be ours: any name that starts
// with the prefix, case-insensitive, so that names of later versions are covered too.
bool is_ours(std::string_view name);

} // namespace headers
