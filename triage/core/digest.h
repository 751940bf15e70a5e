// SHA-256, HMAC-SHA256 and HKDF over libcrypto, whose only includer is digest.cc.
// A Hasher belongs to one thread; the free functions are thread-safe.
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>

namespace core {

using Digest = std::array<std::uint8_t, 32>;

class Hasher { // SHA-256 (FIPS 180-4), incremental
public:
    Hasher();
    ~Hasher();
    Hasher(Hasher&&) noexcept;
    Hasher& operator=(Hasher&&) noexcept;

    void add(std::string_view bytes);
    // Length-prefixed, so that "ab"+"c" and "a"+"bc" differ. Use it for every variable field.
    void add_field(std::string_view bytes);
    void add_number(std::uint64_t n); // 8 bytes, little endian
    Digest finish(); // the hasher is fresh afterwards

private:
    struct State;
    std::unique_ptr<State> state_;
};

Digest sha256(std::string_view bytes);
Digest hmac_sha256(std::string_view key, std::string_view bytes); // RFC 2104
// HKDF-SHA256 (RFC 5869), empty salt, 32 bytes: the sub-key of `key` for one purpose, e.g. "seal".
Digest derive_key(std::string_view key, std::string_view purpose);
bool equal_constant_time(std::string_view a, std::string_view b);

std::string hex(std::span<const std::uint8_t> bytes); // lower case
std::string base64(std::span<const std::uint8_t> bytes); // RFC 4648 section 4, padded

inline std::string_view view(const Digest& d)
{
    return { reinterpret_cast<const char*>(d.data()), d.size() };
}

struct DigestHash { // for unordered containers: a digest is its own hash
    std::size_t operator()(const Digest& d) const noexcept
    {
        std::size_t h = 0;
        for (std::size_t i = 0; i < sizeof h; ++i)
            h = (h << 8) | d[i];
        return h;
    }
};

// Digest of an address for matching candidates against recipients: lower case, angle brackets and
// white space removed, domain as A-label (what normalise_address in core/address.h makes of it).
Digest address_digest(std::string_view address);

} // namespace core
