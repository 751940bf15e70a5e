// A store whose every answer is an error.
#pragma once

#include "milter/store/store.h"

namespace support {

struct SilentStore final : store::Store {
    core::Result<std::vector<store::Record>> lookup(
        std::span<const store::Key>, core::Deadline) override
    {
        return core::Error { "no answer" };
    }
    core::Result<std::optional<store::Delivery>> delivery(std::span<const std::uint8_t, 16>,
        std::span<const std::uint8_t, 16>, core::Deadline) override
    {
        return core::Error { "no answer" };
    }
    core::Result<void> apply(std::span<const store::Change>) override
    {
        return core::Error { "no answer" };
    }
    core::Result<bool> deliver(const store::Delivery&, std::span<const store::Change>) override
    {
        return core::Error { "no answer" };
    }
    core::Result<bool> relabel(std::span<const std::uint8_t, 16>, std::span<const std::uint8_t, 16>,
        store::Label, store::Label, std::span<const store::Change>) override
    {
        return core::Error { "no answer" };
    }
    core::Result<std::vector<store::Delivery>> due(std::int64_t, std::size_t) override
    {
        return core::Error { "no answer" };
    }
    core::Result<std::size_t> expire(std::int64_t, std::size_t) override
    {
        return core::Error { "no answer" };
    }
    core::Result<std::size_t> forget(std::span<const std::uint8_t, 16>) override
    {
        return core::Error { "no answer" };
    }
    core::Result<store::Facts> facts() override { return core::Error { "no answer" }; }
};

} // namespace support
