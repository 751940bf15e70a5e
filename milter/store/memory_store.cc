#include "milter/store/memory_store.h"

#include <algorithm>
#include <cstring>

namespace store {

std::size_t MemoryStore::KeyHash::operator()(const Key& k) const noexcept
{
    std::size_t head = 0, tail = 0; // ids of one owner begin alike
    std::memcpy(&head, k.id.data(), sizeof head);
    std::memcpy(&tail, k.id.data() + k.id.size() - sizeof tail, sizeof tail);
    return head ^ (tail * 31) ^ static_cast<std::size_t>(k.kind);
}

MemoryStore::DeliveryKey MemoryStore::name(
    std::span<const std::uint8_t, 16> message, std::span<const std::uint8_t, 16> recipient)
{
    DeliveryKey key;
    std::copy(message.begin(), message.end(), key.begin());
    std::copy(recipient.begin(), recipient.end(), key.begin() + message.size());
    return key;
}

core::Result<std::vector<Record>> MemoryStore::lookup(
    std::span<const Key> keys, core::Deadline deadline)
{
    if (deadline.expired())
        return core::Error { "store: no time left" };
    const std::lock_guard lock(mutex_);
    std::vector<Record> found;
    for (const Key& k : keys) {
        const auto it = records_.find(k);
        found.push_back(it == records_.end() ? Record {} : it->second.record);
    }
    return found;
}

core::Result<std::optional<Delivery>> MemoryStore::delivery(
    std::span<const std::uint8_t, 16> message, std::span<const std::uint8_t, 16> recipient,
    core::Deadline deadline)
{
    if (deadline.expired())
        return core::Error { "store: no time left" };
    const std::lock_guard lock(mutex_);
    const auto it = deliveries_.find(name(message, recipient));
    return it == deliveries_.end() ? std::nullopt : std::optional(it->second);
}

void MemoryStore::add(std::span<const Change> changes)
{
    for (const Change& c : changes) {
        Kept& kept = records_[c.key];
        Record& r = kept.record;
        r.first = r.first == 0 ? c.at : std::min(r.first, c.at);
        r.last = std::max(r.last, c.at);
        kept.expires = c.expires;
        for (const auto& [field, by] : c.add) {
            if (field >= Record::max_values)
                continue;
            if (r.values.size() <= field)
                r.values.resize(std::size_t { field } + 1);
            r.values[field] += by;
        }
    }
}

core::Result<void> MemoryStore::apply(std::span<const Change> changes)
{
    const std::lock_guard lock(mutex_);
    add(changes);
    return {};
}

core::Result<bool> MemoryStore::deliver(const Delivery& delivery, std::span<const Change> changes)
{
    const std::lock_guard lock(mutex_);
    const DeliveryKey key = name(delivery.message, delivery.recipient);
    if (!deliveries_.emplace(key, delivery).second)
        return false;
    if (delivery.label == Label::None)
        due_.emplace(delivery.due, key);
    add(changes);
    return true;
}

core::Result<bool> MemoryStore::relabel(std::span<const std::uint8_t, 16> message,
    std::span<const std::uint8_t, 16> recipient, Label from, Label to,
    std::span<const Change> changes)
{
    const std::lock_guard lock(mutex_);
    const auto it = deliveries_.find(name(message, recipient));
    if (it == deliveries_.end() || it->second.label != from)
        return false;
    it->second.label = to;
    const auto [first, last] = due_.equal_range(it->second.due);
    const auto waiting
        = std::find_if(first, last, [&](const auto& entry) { return entry.second == it->first; });
    if (waiting != last)
        due_.erase(waiting);
    if (to == Label::None)
        due_.emplace(it->second.due, it->first);
    add(changes);
    return true;
}

core::Result<std::vector<Delivery>> MemoryStore::due(std::int64_t now, std::size_t limit)
{
    const std::lock_guard lock(mutex_);
    std::vector<Delivery> found;
    for (auto it = due_.begin(); it != due_.end() && it->first <= now && found.size() < limit; ++it)
        found.push_back(deliveries_.at(it->second));
    return found;
}

core::Result<std::size_t> MemoryStore::expire(std::int64_t now, std::size_t)
{
    const std::lock_guard lock(mutex_);
    const auto old = [&](std::int64_t expires) { return expires > 0 && expires <= now; };
    std::size_t gone
        = std::erase_if(records_, [&](const auto& r) { return old(r.second.expires); });
    gone += std::erase_if(deliveries_, [&](const auto& d) { return old(d.second.expires); });
    std::erase_if(due_, [&](const auto& entry) { return !deliveries_.contains(entry.second); });
    return gone;
}

core::Result<std::size_t> MemoryStore::forget(std::span<const std::uint8_t, 16> recipient)
{
    const std::lock_guard lock(mutex_);
    std::size_t gone = std::erase_if(records_, [&](const auto& r) {
        return std::equal(recipient.begin(), recipient.begin() + 8, r.first.id.begin());
    });
    gone += std::erase_if(deliveries_, [&](const auto& d) {
        return std::equal(recipient.begin(), recipient.end(), d.second.recipient.begin());
    });
    std::erase_if(due_, [&](const auto& entry) { return !deliveries_.contains(entry.second); });
    return gone;
}

core::Result<Holdings> MemoryStore::holdings(
    std::span<const std::uint8_t, 16> recipient, std::size_t limit)
{
    const std::lock_guard lock(mutex_);
    Holdings h;
    const auto room = [&] { return h.whole = h.size() < limit; };
    for (const auto& [key, kept] : records_)
        if (std::equal(recipient.begin(), recipient.begin() + 8, key.id.begin()) && room())
            h.records.emplace_back(key, kept.record);
    for (const auto& [key, delivery] : deliveries_)
        if (std::equal(recipient.begin(), recipient.end(), delivery.recipient.begin()) && room())
            h.deliveries.push_back(delivery);
    return h;
}

core::Result<Facts> MemoryStore::facts()
{
    const std::lock_guard lock(mutex_);
    Facts f;
    f.records = records_.size();
    f.deliveries = deliveries_.size();
    for (const auto& [key, kept] : records_) // about: without what the containers add
        f.bytes += sizeof key + sizeof kept + kept.record.values.size() * sizeof(double);
    for (const auto& [key, delivery] : deliveries_)
        f.bytes += sizeof key + sizeof delivery + delivery.data.size();
    return f;
}

} // namespace store
