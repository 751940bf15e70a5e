// The store's contract in this process's memory: for `store.backend = "memory"` (history until the
// next restart), evaluation and tests. Thread-safe by one lock; no call waits for anything else.
#pragma once

#include <map>
#include <mutex>
#include <unordered_map>

#include "milter/store/store.h"

namespace store {

class MemoryStore final : public Store {
public:
    core::Result<std::vector<Record>> lookup(std::span<const Key> keys, core::Deadline) override;
    core::Result<std::optional<Delivery>> delivery(std::span<const std::uint8_t, 16> message,
        std::span<const std::uint8_t, 16> recipient, core::Deadline) override;
    core::Result<void> apply(std::span<const Change> changes) override;
    core::Result<bool> deliver(const Delivery& delivery, std::span<const Change> changes) override;
    core::Result<bool> relabel(std::span<const std::uint8_t, 16> message,
        std::span<const std::uint8_t, 16> recipient, Label from, Label to,
        std::span<const Change> changes) override;
    core::Result<std::vector<Delivery>> due(std::int64_t now, std::size_t limit) override;
    core::Result<std::size_t> expire(std::int64_t now, std::size_t limit) override;
    core::Result<std::size_t> forget(std::span<const std::uint8_t, 16> recipient) override;
    core::Result<Holdings> holdings(
        std::span<const std::uint8_t, 16> recipient, std::size_t limit) override;
    core::Result<Facts> facts() override;

private:
    struct KeyHash { // an id is its own hash
        std::size_t operator()(const Key& k) const noexcept;
    };
    struct Kept {
        Record record;
        std::int64_t expires = 0;
    };
    using DeliveryKey = std::array<std::uint8_t, 32>; // message, recipient
    static DeliveryKey name(
        std::span<const std::uint8_t, 16> message, std::span<const std::uint8_t, 16> recipient);
    void add(std::span<const Change> changes);

    std::mutex mutex_; // guards all below
    std::unordered_map<Key, Kept, KeyHash> records_;
    std::map<DeliveryKey, Delivery> deliveries_;
    std::multimap<std::int64_t, DeliveryKey> due_; // without a label
};

} // namespace store
