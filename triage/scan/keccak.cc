// After "The Keccak reference", version 3.0, section 1.2: rate 1088, capacity 512, padding 1 0* 1.
#include "triage/scan/keccak.h"

#include <array>
#include <bit>
#include <cstdint>

namespace scan {

namespace {

constexpr std::size_t rate = 136; // bytes
using State = std::array<std::uint64_t, 25>; // lane (x, y) at x + 5y

constexpr std::array<std::uint64_t, 24> round_constants { 0x0000000000000001, 0x0000000000008082,
    0x800000000000808A, 0x8000000080008000, 0x000000000000808B, 0x0000000080000001,
    0x8000000080008081, 0x8000000000008009, 0x000000000000008A, 0x0000000000000088,
    0x0000000080008009, 0x000000008000000A, 0x000000008000808B, 0x800000000000008B,
    0x8000000000008089, 0x8000000000008003, 0x8000000000008002, 0x8000000000000080,
    0x000000000000800A, 0x800000008000000A, 0x8000000080008081, 0x8000000000008080,
    0x0000000080000001, 0x8000000080008008 };
constexpr std::array<int, 24> rotations { 1, 3, 6, 10, 15, 21, 28, 36, 45, 55, 2, 14, 27, 41, 56, 8,
    25, 43, 62, 18, 39, 61, 20, 44 };
constexpr std::array<std::size_t, 24> lanes { 10, 7, 11, 17, 18, 3, 5, 16, 8, 21, 24, 4, 15, 23, 19,
    13, 12, 2, 20, 14, 22, 9, 6, 1 };

void theta(State& a)
{
    std::array<std::uint64_t, 5> parity {};
    for (std::size_t x = 0; x < 5; ++x)
        for (std::size_t y = 0; y < 25; y += 5)
            parity[x] ^= a[x + y];
    for (std::size_t x = 0; x < 5; ++x) {
        const std::uint64_t d = parity[(x + 4) % 5] ^ std::rotl(parity[(x + 1) % 5], 1);
        for (std::size_t y = 0; y < 25; y += 5)
            a[x + y] ^= d;
    }
}

void rho_pi(State& a)
{
    std::uint64_t carried = a[1];
    for (std::size_t i = 0; i < lanes.size(); ++i) {
        const std::uint64_t next = a[lanes[i]];
        a[lanes[i]] = std::rotl(carried, rotations[i]);
        carried = next;
    }
}

void chi(State& a)
{
    for (std::size_t y = 0; y < 25; y += 5) {
        const std::array<std::uint64_t, 5> row { a[y], a[y + 1], a[y + 2], a[y + 3], a[y + 4] };
        for (std::size_t x = 0; x < 5; ++x)
            a[y + x] = row[x] ^ (~row[(x + 1) % 5] & row[(x + 2) % 5]);
    }
}

void permute(State& a)
{
    for (const std::uint64_t constant : round_constants) {
        theta(a);
        rho_pi(a);
        chi(a);
        a[0] ^= constant;
    }
}

void absorb(State& a, std::size_t at, std::uint8_t byte)
{
    a[at / 8] ^= std::uint64_t { byte } << (8 * (at % 8));
}

} // namespace

core::Digest keccak256(std::string_view bytes)
{
    State a {};
    std::size_t at = 0;
    for (const char c : bytes) {
        absorb(a, at++, static_cast<std::uint8_t>(c));
        if (at == rate) {
            permute(a);
            at = 0;
        }
    }
    absorb(a, at, 0x01);
    absorb(a, rate - 1, 0x80);
    permute(a);
    core::Digest out {};
    for (std::size_t i = 0; i < out.size(); ++i)
        out[i] = static_cast<std::uint8_t>(a[i / 8] >> (8 * (i % 8)));
    return out;
}

} // namespace scan
