// Bounded binary encoding for the wire between daemon and worker and for generations: fixed-width
// little-endian numbers, length-prefixed strings. The Reader never reads past its bytes, never
// allocates more than is left of them, and turns "failed" at the first violation: check `ok()` and
// `done()` (nothing left over) at the end.
#pragma once

#include <bit>
#include <cstdint>
#include <cstring>
#include <string>
#include <string_view>
#include <type_traits>

namespace core {

class Writer {
public:
    template <typename T>
    requires std::is_integral_v<T> || std::is_enum_v<T>
    void number(T value)
    {
        auto n = static_cast<std::uint64_t>(value);
        for (std::size_t i = 0; i < sizeof(T); ++i, n >>= 8)
            bytes_.push_back(static_cast<char>(n & 0xff));
    }
    void real(double value) { number(std::bit_cast<std::uint64_t>(value)); }
    void text(std::string_view s)
    {
        number(static_cast<std::uint32_t>(s.size()));
        bytes_.append(s);
    }
    void raw(std::string_view s) { bytes_.append(s); }

    const std::string& bytes() const { return bytes_; }
    std::string take() { return std::move(bytes_); }

private:
    std::string bytes_;
};

class Reader {
public:
    explicit Reader(std::string_view bytes)
        : rest_(bytes)
    {
    }

    template <typename T>
    requires std::is_integral_v<T> T number()
    {
        std::uint64_t n = 0;
        if (rest_.size() < sizeof(T)) {
            fail();
            return T {};
        }
        for (std::size_t i = 0; i < sizeof(T); ++i)
            n |= std::uint64_t { static_cast<unsigned char>(rest_[i]) } << (8 * i);
        rest_.remove_prefix(sizeof(T));
        return static_cast<T>(n);
    }
    // An enumerator below `count`; anything else fails.
    template <typename Enum>
    requires std::is_enum_v<Enum> Enum choice(std::size_t count)
    {
        const auto n = number<std::underlying_type_t<Enum>>();
        if (static_cast<std::size_t>(n) >= count) {
            fail();
            return Enum {};
        }
        return static_cast<Enum>(n);
    }
    bool flag()
    {
        const auto n = number<std::uint8_t>();
        if (n > 1)
            fail();
        return n == 1;
    }
    double real() { return std::bit_cast<double>(number<std::uint64_t>()); }
    // A string of at most `limit` bytes; a longer one fails. The view is into the reader's bytes.
    std::string_view text(std::size_t limit)
    {
        const auto n = number<std::uint32_t>();
        if (n > limit)
            fail();
        return raw(n);
    }
    std::string_view raw(std::size_t n)
    {
        if (failed_ || n > rest_.size()) {
            fail();
            return {};
        }
        const auto s = rest_.substr(0, n);
        rest_.remove_prefix(n);
        return s;
    }
    // A count of items that each take at least `min_size` bytes of what is left.
    std::size_t count(std::size_t limit, std::size_t min_size)
    {
        const auto n = number<std::uint32_t>();
        if (n > limit || n > rest_.size() / (min_size ? min_size : 1)) {
            fail();
            return 0;
        }
        return n;
    }
    void fail()
    {
        failed_ = true;
        rest_ = {};
    }

    bool ok() const { return !failed_; }
    bool done() const { return !failed_ && rest_.empty(); }

private:
    std::string_view rest_;
    bool failed_ = false;
};

} // namespace core
