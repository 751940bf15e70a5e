// Text on the wire: cut without cutting a character, and UTF-8 on both ways. Pure.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "triage/core/codec.h"
#include "triage/core/text.h"

namespace milter::wire {

// A prefix of at most `limit` bytes that cuts no UTF-8 sequence.
inline std::string_view cut(std::string_view s, std::size_t limit)
{
    if (s.size() <= limit)
        return s;
    while (limit > 0 && (static_cast<unsigned char>(s[limit]) & 0xc0) == 0x80)
        --limit;
    return s.substr(0, limit);
}

// Broken sequences are mended, because the reader would refuse them.
inline void put_utf8(core::Writer& w, std::string_view s, std::size_t limit)
{
    w.text(cut(core::valid_utf8(cut(s, limit)), limit));
}

inline std::string get_utf8(core::Reader& r, std::size_t limit)
{
    const auto s = r.text(limit);
    if (!core::is_valid_utf8(s))
        r.fail();
    return std::string(s);
}

} // namespace milter::wire
