// A store whose every answer is an error; or that of another store, while it is not away.
#pragma once

#include <memory>

#include "milter/store/store.h"

namespace support {

struct SilentStore final : store::Store {
    bool away = true;
    const std::unique_ptr<store::Store> behind; // null: always away

    explicit SilentStore(std::unique_ptr<store::Store> other = nullptr)
        : behind(std::move(other))
    {
    }
    bool silent() const { return away || !behind; }

    core::Result<std::vector<store::Record>> lookup(
        std::span<const store::Key> keys, core::Deadline deadline) override
    {
        if (silent())
            return core::Error { "no answer" };
        return behind->lookup(keys, deadline);
    }
    core::Result<std::optional<store::Delivery>> delivery(std::span<const std::uint8_t, 16> message,
        std::span<const std::uint8_t, 16> recipient, core::Deadline deadline) override
    {
        if (silent())
            return core::Error { "no answer" };
        return behind->delivery(message, recipient, deadline);
    }
    core::Result<void> apply(std::span<const store::Change> changes) override
    {
        if (silent())
            return core::Error { "no answer" };
        return behind->apply(changes);
    }
    core::Result<bool> deliver(
        const store::Delivery& d, std::span<const store::Change> changes) override
    {
        if (silent())
            return core::Error { "no answer" };
        return behind->deliver(d, changes);
    }
    core::Result<bool> relabel(std::span<const std::uint8_t, 16> message,
        std::span<const std::uint8_t, 16> recipient, store::Label from, store::Label to,
        std::span<const store::Change> changes) override
    {
        if (silent())
            return core::Error { "no answer" };
        return behind->relabel(message, recipient, from, to, changes);
    }
    core::Result<std::vector<store::Delivery>> due(std::int64_t until, std::size_t limit) override
    {
        if (silent())
            return core::Error { "no answer" };
        return behind->due(until, limit);
    }
    core::Result<std::size_t> expire(std::int64_t now, std::size_t limit) override
    {
        if (silent())
            return core::Error { "no answer" };
        return behind->expire(now, limit);
    }
    core::Result<std::size_t> forget(std::span<const std::uint8_t, 16> owner) override
    {
        if (silent())
            return core::Error { "no answer" };
        return behind->forget(owner);
    }
    core::Result<store::Holdings> holdings(
        std::span<const std::uint8_t, 16> owner, std::size_t limit) override
    {
        if (silent())
            return core::Error { "no answer" };
        return behind->holdings(owner, limit);
    }
    core::Result<store::Facts> facts() override
    {
        if (silent())
            return core::Error { "no answer" };
        return behind->facts();
    }
};

} // namespace support
