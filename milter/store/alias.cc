#include "milter/store/alias.h"

#include <algorithm>
#include <cmath>

#include "milter/store/patience.h"

namespace store {

namespace {

constexpr std::int64_t day = 86400; // seconds
constexpr std::int64_t keep_edge = 540 * day, keep_thread = 120 * day, keep_address = 14 * day;
constexpr double least_threads = 2;

// A record only adds, so a person's id is kept as sums of its parts and of their squares: where
// all who answered are one person, the squares say so.
constexpr std::uint16_t Threads = 0, Sums = 1, parts = 8, Squares = Sums + parts;

double part(const Id& id, std::size_t i)
{
    return id[2 * i] * 256.0 + id[2 * i + 1];
}

Id id_of(std::string_view bytes)
{
    Id id {};
    std::copy_n(bytes.begin(), std::min(bytes.size(), id.size()), id.begin());
    return id;
}

// Not for the learner: it is never due.
Delivery row(const Id& message, const Id& recipient, std::int64_t at, std::int64_t keep)
{
    return { message, recipient, at, at + keep, at + keep, Label::Lapsed, {} };
}

} // namespace

std::optional<Id> answers_for(const Record& alias)
{
    const double threads = alias.at(Threads);
    if (threads < least_threads)
        return std::nullopt;
    Id id {};
    for (std::uint16_t i = 0; i < parts; ++i) {
        const double sum = alias.at(Sums + i), mean = sum / threads;
        // Whole numbers below 2^53: one person's are exact.
        if (mean != std::floor(mean) || mean > 65535 || alias.at(Squares + i) != mean * sum)
            return std::nullopt;
        const auto value = static_cast<unsigned>(mean);
        id[2 * i] = static_cast<std::uint8_t>(value >> 8);
        id[2 * i + 1] = static_cast<std::uint8_t>(value & 255);
    }
    return id;
}

Delivery addressed_row(const Keys& keys, const Id& message, const Id& address, std::int64_t at)
{
    Delivery d = row(message, keys.anybody(), at, keep_address);
    d.data.assign(address.begin(), address.end());
    return d;
}

core::Result<void> learn_alias(Store& store, const Keys& keys, const Id& message, const Id& person,
    const core::Digest& thread, std::int64_t at)
{
    const auto came = store.delivery(message, keys.anybody(), patient());
    if (!came)
        return came.error();
    if (!*came || (*came)->data.size() != Id {}.size())
        return {};
    const Id address = id_of((*came)->data);
    const Key writing = keys.writing(address);
    const auto written = store.lookup(std::span(&writing, 1), patient());
    if (!written)
        return written.error();
    if (written->front().last != 0 || address == person)
        return {};
    Change edge { keys.alias(address), at, at + keep_edge, { { Threads, 1 } } };
    for (std::uint16_t i = 0; i < parts; ++i) {
        const double value = part(person, i);
        edge.add.emplace_back(static_cast<std::uint16_t>(Sums + i), value);
        edge.add.emplace_back(static_cast<std::uint16_t>(Squares + i), value * value);
    }
    const auto done = store.deliver(
        row(keys.answered(address, person, thread), address, at, keep_thread), std::span(&edge, 1));
    return done ? core::Result<void> {} : core::Result<void>(done.error());
}

} // namespace store
