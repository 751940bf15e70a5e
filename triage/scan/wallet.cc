#include "triage/scan/wallet.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "triage/core/digest.h"
#include "triage/core/text.h"
#include "triage/scan/keccak.h"

namespace scan {

namespace {

using Bytes = std::vector<std::uint8_t>;

constexpr std::size_t max_text = 256 * 1024;
constexpr int max_tried = 200;

constexpr std::string_view base58 = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz";
constexpr std::string_view bech32 = "qpzry9x8gf2tvdw0s3jn54khce6mua7l";

std::string_view view(const Bytes& b)
{
    return { reinterpret_cast<const char*>(b.data()), b.size() };
}

// The number that base58 digits stand for, as `size` bytes, most significant first.
std::optional<Bytes> base58_number(std::string_view digits, std::size_t size)
{
    Bytes out(size, 0);
    for (const char c : digits) {
        const std::size_t digit = base58.find(c);
        if (digit == base58.npos)
            return std::nullopt;
        auto carry = static_cast<std::uint32_t>(digit);
        for (std::size_t i = size; i > 0; --i) {
            carry += 58u * out[i - 1];
            out[i - 1] = static_cast<std::uint8_t>(carry & 0xFF);
            carry >>= 8;
        }
        if (carry > 0)
            return std::nullopt;
    }
    return out;
}

// Version, 20 bytes, and the first four of their double SHA-256.
bool is_base58_check(std::string_view word)
{
    // Bitcoin P2PKH and P2SH, Litecoin P2PKH and P2SH, Dogecoin, Dash, Tron.
    static constexpr std::array<std::uint8_t, 7> versions { 0x00, 0x05, 0x30, 0x32, 0x1E, 0x4C,
        0x41 };
    constexpr std::size_t size = 25, covered = 21;
    if (word.size() < 26 || word.size() > 35)
        return false;
    const auto bytes = base58_number(word, size);
    if (!bytes || std::find(versions.begin(), versions.end(), bytes->front()) == versions.end())
        return false;
    const core::Digest once = core::sha256(view(*bytes).substr(0, covered));
    const core::Digest twice = core::sha256(core::view(once));
    return std::equal(bytes->begin() + covered, bytes->end(), twice.begin());
}

std::uint32_t bech32_step(std::uint32_t sum, std::uint8_t value)
{
    static constexpr std::array<std::uint32_t, 5> generator { 0x3B6A57B2, 0x26508E6D, 0x1EA119FA,
        0x3D4233DD, 0x2A1462B3 };
    const std::uint32_t top = sum >> 25;
    sum = (sum & 0x1FFFFFF) << 5 ^ value;
    for (unsigned i = 0; i < generator.size(); ++i)
        if ((top >> i & 1) != 0)
            sum ^= generator[i];
    return sum;
}

// BIP 173 (version 0) and BIP 350 (later ones): one case throughout, a checksum over all of it.
bool is_bech32(std::string_view word)
{
    constexpr std::uint32_t plain = 1, modified = 0x2BC830A3;
    const std::string lower = core::to_lower_ascii(word);
    const bool one_case = word == lower
        || std::none_of(word.begin(), word.end(), [](char c) { return c >= 'a' && c <= 'z'; });
    if (!one_case || word.size() < 42 || word.size() > 90
        || !(lower.starts_with("bc1") || lower.starts_with("ltc1")))
        return false;
    const std::size_t separator = lower.find('1');
    std::uint32_t sum = 1;
    for (std::size_t i = 0; i < separator; ++i)
        sum = bech32_step(sum, static_cast<std::uint8_t>(lower[i]) >> 5);
    sum = bech32_step(sum, 0);
    for (std::size_t i = 0; i < separator; ++i)
        sum = bech32_step(sum, static_cast<std::uint8_t>(lower[i]) & 31);
    for (std::size_t i = separator + 1; i < lower.size(); ++i) {
        const std::size_t value = bech32.find(lower[i]);
        if (value == bech32.npos)
            return false;
        sum = bech32_step(sum, static_cast<std::uint8_t>(value));
    }
    return sum == (lower[separator + 1] == 'q' ? plain : modified);
}

bool is_hex(char c)
{
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
}

// EIP-55: the case of each letter is a bit of the hash of the lower-case text.
bool is_ethereum(std::string_view word)
{
    constexpr std::size_t digits = 40;
    if (word.size() != digits + 2 || !word.starts_with("0x"))
        return false;
    word.remove_prefix(2);
    if (!std::all_of(word.begin(), word.end(), is_hex))
        return false;
    const std::string lower = core::to_lower_ascii(word);
    const auto has = [&](char first, char last) {
        return std::any_of(
            word.begin(), word.end(), [&](char c) { return c >= first && c <= last; });
    };
    if (!has('A', 'F') || !has('a', 'f'))
        return lower.find_first_not_of('0') != lower.npos; // no null address
    const core::Digest hash = keccak256(lower);
    for (std::size_t i = 0; i < digits; ++i) {
        const unsigned nibble = hash[i / 2] >> (i % 2 == 0 ? 4 : 0) & 15;
        if (lower[i] >= 'a' && (word[i] != lower[i]) != (nibble >= 8))
            return false;
    }
    return true;
}

// Eleven digits stand for eight bytes, the seven at the end for five; the last four bytes are those
// of the hash. Network 18: an address, 19: with a payment id, 42: a subaddress.
bool is_monero(std::string_view word)
{
    constexpr std::size_t block = 11, block_bytes = 8, tail_bytes = 5, checksum = 4;
    const bool integrated = word.size() == 106;
    if (word.size() != 95 && !integrated)
        return false;
    Bytes bytes;
    for (std::size_t at = 0; at < word.size(); at += block) {
        const std::string_view digits = word.substr(at, block);
        const auto part = base58_number(digits, digits.size() == block ? block_bytes : tail_bytes);
        if (!part)
            return false;
        bytes.insert(bytes.end(), part->begin(), part->end());
    }
    const std::uint8_t network = bytes.front();
    if (integrated ? network != 19 : network != 18 && network != 42)
        return false;
    const core::Digest hash = keccak256(view(bytes).substr(0, bytes.size() - checksum));
    return std::equal(bytes.end() - checksum, bytes.end(), hash.begin());
}

bool is_word_char(char c)
{
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

} // namespace

bool is_wallet(std::string_view word)
{
    return is_base58_check(word) || is_bech32(word) || is_ethereum(word) || is_monero(word);
}

std::string_view find_wallet(std::string_view text)
{
    constexpr std::size_t shortest = 26, longest = 106;
    text = text.substr(0, max_text);
    int tried = 0;
    for (std::size_t from = 0; from < text.size() && tried < max_tried;) {
        std::size_t to = from;
        while (to < text.size() && is_word_char(text[to]))
            ++to;
        const std::string_view word = text.substr(from, to - from);
        from = to + 1;
        if (word.size() < shortest || word.size() > longest)
            continue;
        ++tried;
        if (is_wallet(word))
            return word;
    }
    return {};
}

} // namespace scan
