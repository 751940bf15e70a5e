#include "triage/core/digest.h"

#include "triage/core/address.h"

#include <cassert>
#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>

namespace core {

namespace {

struct FreeContext {
    void operator()(EVP_MD_CTX* c) const { EVP_MD_CTX_free(c); }
};

const unsigned char* bytes_of(std::string_view s)
{
    return reinterpret_cast<const unsigned char*>(s.data());
}

// A constant. What EVP_sha256() gives is looked up by its name in each EVP_DigestInit_ex, which
// takes longer than hashing an address does.
const EVP_MD* algorithm()
{
    static const EVP_MD* const md = EVP_MD_fetch(nullptr, "SHA256", nullptr); // never freed
    return md;
}

Digest digest_of(std::string_view bytes)
{
    Digest d {};
    unsigned size = 0;
    EVP_Digest(bytes.data(), bytes.size(), d.data(), &size, algorithm(), nullptr);
    return d;
}

} // namespace

struct Hasher::State {
    const std::unique_ptr<EVP_MD_CTX, FreeContext> owned { EVP_MD_CTX_new() };
    bool started = false;

    EVP_MD_CTX* context()
    {
        if (!started) {
            [[maybe_unused]] const int ok = EVP_DigestInit_ex(owned.get(), algorithm(), nullptr);
            assert(ok == 1);
            started = true;
        }
        return owned.get();
    }
};

Hasher::Hasher()
    : state_(std::make_unique<State>())
{
}
Hasher::~Hasher() = default;
Hasher::Hasher(Hasher&&) noexcept = default;
Hasher& Hasher::operator=(Hasher&&) noexcept = default;

void Hasher::add(std::string_view bytes)
{
    EVP_DigestUpdate(state_->context(), bytes.data(), bytes.size());
}

void Hasher::add_field(std::string_view bytes)
{
    add_number(bytes.size());
    add(bytes);
}

void Hasher::add_number(std::uint64_t n)
{
    std::array<char, 8> le {};
    for (char& c : le) {
        c = static_cast<char>(n & 0xff);
        n >>= 8;
    }
    add({ le.data(), le.size() });
}

Digest Hasher::finish()
{
    Digest d {};
    unsigned size = 0;
    EVP_DigestFinal_ex(state_->context(), d.data(), &size);
    state_->started = false;
    return d;
}

Digest sha256(std::string_view bytes)
{
    return digest_of(bytes);
}

Digest hmac_sha256(std::string_view key, std::string_view bytes)
{
    Digest d {};
    unsigned size = 0;
    HMAC(EVP_sha256(), key.data(), static_cast<int>(key.size()), bytes_of(bytes), bytes.size(),
        d.data(), &size);
    return d;
}

Digest derive_key(std::string_view key, std::string_view purpose)
{
    // RFC 5869 with an output of one block: extract with a zero salt, then expand once.
    const Digest zero {};
    const Digest prk = hmac_sha256(view(zero), key);
    std::string info(purpose);
    info.push_back('\x01');
    return hmac_sha256(view(prk), info);
}

bool equal_constant_time(std::string_view a, std::string_view b)
{
    return a.size() == b.size() && CRYPTO_memcmp(a.data(), b.data(), a.size()) == 0;
}

std::string hex(std::span<const std::uint8_t> bytes)
{
    static constexpr char digits[] = "0123456789abcdef";
    std::string out;
    out.reserve(bytes.size() * 2);
    for (const std::uint8_t b : bytes) {
        out.push_back(digits[b >> 4]);
        out.push_back(digits[b & 15]);
    }
    return out;
}

std::string base64(std::span<const std::uint8_t> bytes)
{
    std::string out(4 * ((bytes.size() + 2) / 3) + 1, '\0');
    const int n = EVP_EncodeBlock(
        reinterpret_cast<unsigned char*>(out.data()), bytes.data(), static_cast<int>(bytes.size()));
    out.resize(static_cast<std::size_t>(n));
    return out;
}

Digest address_digest(std::string_view address)
{
    return sha256(normalise_address(address));
}

} // namespace core
