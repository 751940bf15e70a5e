#include "triage/train/fingerprint.h"

#include <array>
#include <bit>
#include <unordered_map>

namespace train {

namespace {

constexpr std::size_t most_bytes = 32768;
constexpr int near = 3; // bits
constexpr unsigned blocks = 4; // one more than `near`: one of them is equal in near neighbours
constexpr unsigned block_bits = 16;
constexpr std::size_t most_compared = 2000; // neighbours by one block; more are one campaign anyway

constexpr std::uint64_t basis = 14695981039346656037u, prime = 1099511628211u; // FNV-1a

std::uint64_t mixed(std::uint64_t h)
{
    h = (h ^ (h >> 33)) * 0xff51afd7ed558ccd;
    h = (h ^ (h >> 33)) * 0xc4ceb9fe1a85ec53;
    return h ^ (h >> 33);
}

bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

// Letters in either case, digits as one, bytes beyond ASCII as they are; 0 for what parts words.
unsigned char letter(char c)
{
    if (is_digit(c))
        return '0';
    if (c >= 'A' && c <= 'Z')
        return static_cast<unsigned char>(c - 'A' + 'a');
    const auto u = static_cast<unsigned char>(c);
    return (c >= 'a' && c <= 'z') || u >= 0x80 ? u : 0;
}

class Votes {
public:
    void word(std::uint64_t hash)
    {
        last_ = { last_[1], last_[2], hash };
        const std::uint64_t run = mixed(last_[0] * 3 + last_[1] * 5 + last_[2]);
        for (unsigned bit = 0; bit < 64; ++bit)
            votes_[bit] += (run >> bit & 1) != 0 ? 1 : -1;
        any_ = true;
    }
    std::uint64_t result() const
    {
        std::uint64_t out = 0;
        for (unsigned bit = 0; bit < 64; ++bit)
            out |= std::uint64_t { votes_[bit] > 0 } << bit;
        return any_ && out == 0 ? 1 : out;
    }

private:
    std::array<std::uint64_t, 3> last_ {};
    std::array<int, 64> votes_ {};
    bool any_ = false;
};

void count(std::string_view text, Votes& votes)
{
    std::uint64_t hash = basis;
    unsigned char before = 0;
    for (const char c : text.substr(0, most_bytes)) {
        const unsigned char l = letter(c);
        if (l == 0 && before != 0) {
            votes.word(hash);
            hash = basis;
        } else if (l != 0 && !(l == '0' && before == '0')) { // a number is one zero, however long
            hash = (hash ^ l) * prime;
        }
        before = l;
    }
    if (before != 0)
        votes.word(hash);
}

} // namespace

std::uint64_t fingerprint(std::string_view subject, std::string_view text)
{
    Votes votes;
    count(subject, votes);
    count(text, votes);
    return votes.result();
}

std::vector<bool> repeats(std::span<const std::uint64_t> fingerprints)
{
    std::array<std::unordered_map<std::uint64_t, std::vector<std::uint64_t>>, blocks> seen;
    std::vector<bool> out;
    out.reserve(fingerprints.size());
    for (const std::uint64_t f : fingerprints) {
        bool repeated = false;
        for (unsigned b = 0; b < blocks && f != 0; ++b)
            for (const std::uint64_t other : seen[b][f >> (b * block_bits) & 0xffff])
                repeated = repeated || std::popcount(f ^ other) <= near;
        for (unsigned b = 0; b < blocks && f != 0 && !repeated; ++b)
            if (auto& list = seen[b][f >> (b * block_bits) & 0xffff]; list.size() < most_compared)
                list.push_back(f);
        out.push_back(repeated);
    }
    return out;
}

} // namespace train
