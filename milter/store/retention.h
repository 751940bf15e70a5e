// A store whose changes and deliveries are kept for no longer than the site wants
// (store.retention_days), whatever who writes them asks for. The writer's jobs are given this one.
// As thread-safe as the store behind it.
#pragma once

#include "milter/store/store.h"

namespace store {

class Retention final : public Store {
public:
    // `seconds` after `at`. What never expires (0) stays so: it is of nobody in particular.
    Retention(Store& store, std::int64_t seconds)
        : store_(store)
        , seconds_(seconds)
    {
    }

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
    std::string trouble() override { return store_.trouble(); }
    core::Result<void> backup(
        const std::string& file, const std::function<bool(double)>& go_on) override;
    core::Result<void> batch(const std::function<core::Result<void>()>& work) override;

private:
    std::vector<Change> capped(std::span<const Change> changes) const;

    Store& store_;
    const std::int64_t seconds_;
};

} // namespace store
