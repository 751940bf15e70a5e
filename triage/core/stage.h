// Stages of triage, the causes for which one may be missing, and the reasons for which a message
// may pass without triage. One table each: headers, metrics, logs and the wire use these names.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

namespace core {

// Values go over the wire and into metrics: append only. Body is not run: it is named in
// `missing=` when the message was longer than was kept.
enum class Stage : std::uint8_t {
    Parse,
    Scan,
    Classify,
    Prioritise,
    Summarise,
    Respond,
    Store,
    Clamd,
    Llm,
    Fault,
    Body,
};
inline constexpr std::array<std::string_view, 11> stage_names { "parse", "scan", "classify",
    "prioritise", "summarise", "respond", "store", "clamd", "llm", "fault", "body" };
inline constexpr std::size_t stage_count = stage_names.size();

enum class Cause : std::uint8_t { Timeout, Crash, Error, Memory, Limit, Open };
inline constexpr std::array<std::string_view, 6> cause_names { "timeout", "crash", "error",
    "memory", "limit", "open" };

// Why a message was not triaged at all.
enum class SkipReason : std::uint8_t { Overload, Memory, Poison, Exempt, Stopping, Internal };
inline constexpr std::array<std::string_view, 6> skip_reason_names { "overload", "memory", "poison",
    "exempt", "stopping", "internal" };

constexpr std::string_view name(Stage s)
{
    return stage_names[static_cast<std::size_t>(s)];
}
constexpr std::string_view name(Cause c)
{
    return cause_names[static_cast<std::size_t>(c)];
}
constexpr std::string_view name(SkipReason r)
{
    return skip_reason_names[static_cast<std::size_t>(r)];
}

// The enumerator whose table entry is `text`; nullopt if there is none.
template <typename Enum, std::size_t N>
constexpr std::optional<Enum> named(
    const std::array<std::string_view, N>& names, std::string_view text)
{
    for (std::size_t i = 0; i < N; ++i)
        if (names[i] == text)
            return static_cast<Enum>(i);
    return std::nullopt;
}

class StageSet {
public:
    constexpr StageSet() = default;
    constexpr explicit StageSet(std::uint16_t bits)
        : bits_(static_cast<std::uint16_t>(bits & ((1u << stage_count) - 1)))
    {
    }
    constexpr bool has(Stage s) const { return (bits_ & bit(s)) != 0; }
    constexpr void add(Stage s) { bits_ = static_cast<std::uint16_t>(bits_ | bit(s)); }
    constexpr void remove(Stage s) { bits_ = static_cast<std::uint16_t>(bits_ & ~bit(s)); }
    constexpr bool empty() const { return bits_ == 0; }
    constexpr std::uint16_t bits() const { return bits_; }
    constexpr bool operator==(const StageSet&) const = default;
    constexpr StageSet operator|(StageSet o) const
    {
        return StageSet(static_cast<std::uint16_t>(bits_ | o.bits_));
    }

private:
    static constexpr unsigned bit(Stage s) { return 1u << static_cast<unsigned>(s); }
    std::uint16_t bits_ = 0;
};

} // namespace core
