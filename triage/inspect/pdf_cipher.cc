#include "triage/inspect/pdf_cipher.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <memory>
#include <numeric>
#include <utility>

#include <openssl/evp.h>

namespace inspect {

namespace {

constexpr std::size_t block = 16; // of AES, bytes

// What stands for an empty password: algorithm 2, step a.
constexpr std::string_view padding(
    "\x28\xBF\x4E\x5E\x4E\x75\x8A\x41\x64\x00\x4E\x56\xFF\xFA\x01\x08"
    "\x2E\x2E\x00\xB6\xD0\x68\x3E\x80\x2F\x0C\xA9\xFE\x64\x53\x69\x7A",
    32);

const unsigned char* bytes_of(std::string_view s)
{
    return reinterpret_cast<const unsigned char*>(s.data());
}

std::string digest(const EVP_MD* algorithm, std::string_view s)
{
    std::array<unsigned char, EVP_MAX_MD_SIZE> out {};
    unsigned size = 0;
    if (EVP_Digest(s.data(), s.size(), out.data(), &size, algorithm, nullptr) != 1)
        size = 0;
    return { reinterpret_cast<const char*>(out.data()), size };
}

std::string md5(std::string_view s)
{
    return digest(EVP_md5(), s);
}

// OpenSSL 3 keeps RC4 in a provider that need not be there.
std::string rc4(std::string_view key, std::string_view s)
{
    if (key.empty())
        return {};
    std::array<std::uint8_t, 256> state {};
    std::iota(state.begin(), state.end(), std::uint8_t { 0 });
    std::uint8_t j = 0;
    for (std::size_t i = 0; i < state.size(); ++i) {
        j = static_cast<std::uint8_t>(
            j + state[i] + static_cast<std::uint8_t>(key[i % key.size()]));
        std::swap(state[i], state[j]);
    }
    std::string out(s);
    std::uint8_t i = j = 0;
    for (char& c : out) {
        ++i;
        j = static_cast<std::uint8_t>(j + state[i]);
        std::swap(state[i], state[j]);
        c = static_cast<char>(c ^ state[static_cast<std::uint8_t>(state[i] + state[j])]);
    }
    return out;
}

struct FreeCipher {
    void operator()(EVP_CIPHER_CTX* c) const { EVP_CIPHER_CTX_free(c); }
};

// AES in CBC mode over whole blocks, without padding.
std::string aes(bool encrypt, std::string_view key, std::string_view iv, std::string_view s)
{
    const std::unique_ptr<EVP_CIPHER_CTX, FreeCipher> c(EVP_CIPHER_CTX_new());
    const EVP_CIPHER* const algorithm = key.size() == 32 ? EVP_aes_256_cbc() : EVP_aes_128_cbc();
    s = s.substr(0, s.size() / block * block);
    std::string out(s.size() + block, '\0');
    int size = 0;
    if (iv.size() != block || key.size() < block
        || EVP_CipherInit_ex(
               c.get(), algorithm, nullptr, bytes_of(key), bytes_of(iv), encrypt ? 1 : 0)
            != 1
        || EVP_CIPHER_CTX_set_padding(c.get(), 0) != 1
        || EVP_CipherUpdate(c.get(), reinterpret_cast<unsigned char*>(out.data()), &size,
               bytes_of(s), static_cast<int>(s.size()))
            != 1)
        return {};
    out.resize(static_cast<std::size_t>(size));
    return out;
}

std::string little_endian(std::uint64_t n, std::size_t bytes)
{
    std::string out;
    for (; bytes > 0; --bytes, n >>= 8)
        out += static_cast<char>(n & 0xFF);
    return out;
}

std::int64_t whole(const PdfValue& dictionary, std::string_view key, std::int64_t missing)
{
    const PdfValue* const v = dictionary.find(key);
    return v && v->is(PdfValue::Kind::Number) && v->number > -1e10 && v->number < 1e10
        ? static_cast<std::int64_t>(v->number)
        : missing;
}

std::string text(const PdfValue& dictionary, std::string_view key)
{
    const PdfValue* const v = dictionary.find(key);
    return v ? v->text : std::string();
}

// Algorithm 2.
std::string key_by_md5(const PdfValue& encrypt, std::string_view id, bool metadata_is_plain)
{
    const auto revision = whole(encrypt, "R", 2);
    const auto length = static_cast<std::size_t>(whole(encrypt, "V", 1) == 4
            ? 16
            : std::clamp<std::int64_t>(whole(encrypt, "Length", 40) / 8, 5, 16));
    std::string key = md5(std::string(padding) + text(encrypt, "O").substr(0, 32)
        + little_endian(static_cast<std::uint64_t>(whole(encrypt, "P", 0)), 4) + std::string(id)
        + (metadata_is_plain ? "\xFF\xFF\xFF\xFF" : ""));
    for (int i = 0; revision >= 3 && i < 50; ++i)
        key = md5(key.substr(0, length));
    return key.substr(0, revision >= 3 ? length : 5);
}

// Algorithms 4 and 5: what U says if the password is empty.
bool opens(const PdfValue& encrypt, std::string_view id, const std::string& key)
{
    const std::string user = text(encrypt, "U");
    if (whole(encrypt, "R", 2) < 3)
        return rc4(key, padding) == user;
    std::string check = md5(std::string(padding) + std::string(id));
    for (int i = 0; i < 20; ++i) {
        std::string turned = key;
        for (char& c : turned)
            c = static_cast<char>(c ^ i);
        check = rc4(turned, check);
    }
    return user.size() >= block && check == user.substr(0, block);
}

// Algorithm 2.B for an empty password; revision 5 stops after the first step.
std::string hardened(std::string_view salt, std::int64_t revision)
{
    std::string k = digest(EVP_sha256(), salt), e;
    constexpr std::array<const EVP_MD* (*)(), 3> algorithms { EVP_sha256, EVP_sha384, EVP_sha512 };
    for (int i = 0; revision >= 6 && (i < 64 || static_cast<unsigned char>(e.back()) > i - 32);
         ++i) {
        std::string repeated;
        for (int n = 0; n < 64; ++n)
            repeated += k;
        e = aes(true, k.substr(0, 16), k.substr(16, 16), repeated);
        if (e.size() < block)
            return {};
        const unsigned sum = std::accumulate(e.begin(), e.begin() + block, 0u,
            [](unsigned n, char c) { return n + static_cast<unsigned char>(c); });
        k = digest(algorithms[sum % 3](), e);
    }
    return k.substr(0, 32);
}

// Algorithm 2.A.
std::string key_of_aes_256(const PdfValue& encrypt)
{
    const std::string user = text(encrypt, "U"), wrapped = text(encrypt, "UE");
    const auto revision = whole(encrypt, "R", 5);
    if (user.size() < 48 || wrapped.size() < 32
        || hardened(std::string_view(user).substr(32, 8), revision) != user.substr(0, 32))
        return {};
    return aes(false, hardened(std::string_view(user).substr(40, 8), revision),
        std::string(block, '\0'), std::string_view(wrapped).substr(0, 32));
}

PdfCipher::Method method_of(const PdfValue& encrypt, std::string_view which)
{
    if (whole(encrypt, "V", 1) < 4)
        return PdfCipher::Method::Rc4;
    const PdfValue* const filters = encrypt.find("CF");
    const PdfValue* const filter = filters ? filters->find(text(encrypt, which)) : nullptr;
    const std::string name = filter ? text(*filter, "CFM") : "None"; // Identity, too
    return name == "V2"  ? PdfCipher::Method::Rc4
        : name == "None" ? PdfCipher::Method::None
                         : PdfCipher::Method::Aes;
}

} // namespace

std::optional<PdfCipher> PdfCipher::open(const PdfValue& encrypt, std::string_view id)
{
    const PdfValue* const handler = encrypt.find("Filter");
    const auto version = whole(encrypt, "V", 0);
    if (!handler || !handler->names("Standard") || version < 1 || version > 5 || version == 3)
        return std::nullopt;
    PdfCipher c;
    c.strings_ = method_of(encrypt, "StrF");
    c.streams_ = method_of(encrypt, "StmF");
    c.same_key_ = version == 5;
    if (version == 5) {
        c.key_ = key_of_aes_256(encrypt);
        return c.key_.empty() ? std::nullopt : std::optional(std::move(c));
    }
    for (const bool metadata_is_plain : { false, true }) {
        c.key_ = key_by_md5(encrypt, id, metadata_is_plain);
        if (opens(encrypt, id, c.key_))
            return c;
    }
    return std::nullopt;
}

// Algorithms 1 and 1.A.
std::string PdfCipher::decrypted(
    Method method, std::uint32_t number, std::uint32_t generation, std::string_view s) const
{
    if (method == Method::None)
        return std::string(s);
    std::string key = key_;
    if (!same_key_)
        key = md5(key_ + little_endian(number, 3) + little_endian(generation, 2)
            + (method == Method::Aes ? "sAlT" : ""))
                  .substr(0, std::min(key_.size() + 5, block));
    if (method == Method::Rc4)
        return rc4(key, s);
    if (s.size() < 2 * block)
        return {};
    std::string plain = aes(false, key, s.substr(0, block), s.substr(block));
    const auto fill = plain.empty() ? std::size_t { 0 } : static_cast<unsigned char>(plain.back());
    if (fill >= 1 && fill <= block && fill <= plain.size())
        plain.resize(plain.size() - fill);
    return plain;
}

} // namespace inspect
