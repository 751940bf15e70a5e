// Numbers and pieces of binary files, read without ever leaving the bytes that are there. Used by
// the inspectors. Pure, thread-safe.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace inspect {

// Little-endian number of `size` bytes (at most 8) at `at`; 0 where the bytes are missing, so that
// a caller checks for presence with `has` where 0 means something.
inline std::uint64_t little(std::string_view s, std::size_t at, std::size_t size)
{
    std::uint64_t n = 0;
    if (at > s.size() || s.size() - at < size)
        return 0;
    for (std::size_t i = size; i-- > 0;)
        n = n << 8 | static_cast<unsigned char>(s[at + i]);
    return n;
}

inline std::uint16_t little16(std::string_view s, std::size_t at)
{
    return static_cast<std::uint16_t>(little(s, at, 2));
}

inline std::uint32_t little32(std::string_view s, std::size_t at)
{
    return static_cast<std::uint32_t>(little(s, at, 4));
}

inline bool has(std::string_view s, std::size_t at, std::size_t size)
{
    return at <= s.size() && s.size() - at >= size;
}

// What is there of `size` bytes at `at`.
inline std::string_view piece(std::string_view s, std::size_t at, std::size_t size)
{
    return at < s.size() ? s.substr(at, size) : std::string_view {};
}

} // namespace inspect
