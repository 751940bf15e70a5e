#include "milter/store/keys.h"

#include <algorithm>
#include <cstring>
#include <numeric>

namespace store {

namespace {

std::string_view bytes(const Id& id)
{
    return { reinterpret_cast<const char*>(id.data()), id.size() };
}

std::string little_endian(std::uint64_t n)
{
    std::string s;
    for (int i = 0; i < 8; ++i, n >>= 8)
        s.push_back(static_cast<char>(n & 0xff));
    return s;
}

// Fisher and Yates, by a stream of HMACs; the bias of a remainder by 2^14 of 2^64 does not matter.
std::vector<std::uint16_t> permutation(std::string_view key)
{
    std::vector<std::uint16_t> places(std::size_t { core::Feature::terms });
    std::iota(places.begin(), places.end(), std::uint16_t { 0 });
    core::Digest block {};
    for (std::size_t i = places.size() - 1, n = 0; i > 0; --i, ++n) {
        const std::size_t in_block = n % 4;
        if (in_block == 0)
            block = core::hmac_sha256(key, little_endian(n / 4));
        std::uint64_t random = 0;
        std::memcpy(&random, block.data() + in_block * sizeof random, sizeof random);
        std::swap(places[i], places[random % (i + 1)]);
    }
    return places;
}

} // namespace

Keys::Keys(std::string_view site_key)
    : key_(core::view(core::derive_key(site_key, "store")))
    , places_(permutation(core::view(core::derive_key(site_key, "store terms"))))
{
}

// Both parts have fixed lengths for one purpose, or the second is the only one that varies.
Id Keys::id(std::string_view purpose, std::string_view a, std::string_view b) const
{
    std::string text(purpose);
    text += '\0';
    text += a;
    text += b;
    const core::Digest d = core::hmac_sha256(key_, text);
    Id id;
    std::copy_n(d.begin(), id.size(), id.begin());
    return id;
}

Id Keys::owned(const Id& recipient, std::string_view purpose, std::string_view what) const
{
    const Id hash = id(purpose, bytes(recipient), what);
    Id result = recipient;
    std::copy_n(hash.begin(), result.size() / 2, result.begin() + result.size() / 2);
    return result;
}

Author Keys::author(const core::Correspondence& c, bool proven, std::uint64_t network) const
{
    if (proven)
        return own(c.from, c.from_domain);
    const std::string how = std::string(core::view(c.envelope_domain)) + little_endian(network);
    return { c.from, id("claimed", core::view(c.from), how),
        id("claimed domain", core::view(c.from_domain), how), false };
}

Author Keys::own(const core::Digest& address, const core::Digest& domain) const
{
    return { address, id("proven", core::view(address)), id("proven domain", core::view(domain)),
        true };
}

Id Keys::recipient(const core::Digest& address) const
{
    return id("recipient", core::view(address));
}

Id Keys::message(const core::Digest& message_id, const core::Digest& from) const
{
    return id("message", core::view(message_id), core::view(from));
}

Key Keys::pair(const Id& recipient, const Author& author) const
{
    return { Kind::Pair, owned(recipient, "pair", bytes(author.identity)) };
}

Key Keys::written(const Id& recipient, const core::Digest& address) const
{
    return { Kind::Pair, owned(recipient, "written", core::view(address)) };
}

Key Keys::pair_domain(const Id& recipient, const Id& domain) const
{
    return { Kind::PairDomain, owned(recipient, "domain", bytes(domain)) };
}

Key Keys::thread(const Id& recipient, const core::Digest& thread) const
{
    return { Kind::Thread, owned(recipient, "thread", core::view(thread)) };
}

Key Keys::wrote_in(const Id& recipient, const core::Digest& thread) const
{
    return { Kind::Thread, owned(recipient, "wrote in", core::view(thread)) };
}

Key Keys::wrote(const core::Digest& message_id, const Id& person) const
{
    return { Kind::Author, id("wrote", core::view(message_id), bytes(person)) };
}

Key Keys::member(const core::Digest& thread, const core::Digest& address) const
{
    return { Kind::Member, id("member", core::view(thread), core::view(address)) };
}

Key Keys::list(const Id& recipient, const core::Digest& list) const
{
    return { Kind::List, owned(recipient, "list", core::view(list)) };
}

Key Keys::shape(const Id& recipient, const core::Digest& shape) const
{
    return { Kind::Shape, owned(recipient, "shape", core::view(shape)) };
}

Id Keys::opinion(const Id& message, std::uint8_t number) const
{
    return id("opinion", bytes(message), little_endian(number));
}

Id Keys::anybody() const
{
    return id("anybody", {});
}

Id Keys::answered(const Id& address, const Id& person, const core::Digest& thread) const
{
    return id(
        "answered", std::string(bytes(address)) + std::string(bytes(person)), core::view(thread));
}

Key Keys::called(const Id& recipient, const Author& author, const core::Digest& list,
    core::Category category) const
{
    const bool listed = list != core::Digest {};
    const std::string_view whose = listed ? core::view(list) : bytes(author.identity);
    return { Kind::Called,
        owned(recipient, listed ? "called of list" : "called",
            std::string(whose) + little_endian(static_cast<std::uint64_t>(category))) };
}

Key Keys::residual(const Id& recipient, unsigned part) const
{
    return { Kind::Residual, owned(recipient, "residual", little_endian(part)) };
}

Key Keys::weights(unsigned part)
{
    Key key { Kind::Weights, {} };
    key.id[0] = static_cast<std::uint8_t>(part);
    key.id[1] = static_cast<std::uint8_t>(part >> 8);
    return key;
}

} // namespace store
