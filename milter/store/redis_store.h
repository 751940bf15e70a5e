// The site's memory in Redis (6.2 or later), shared by the daemons of several hosts. Redis expires
// what is old by itself, so `expire` has nothing to do. Thread-safe: connections are borrowed, one
// a call. A Redis that is away or slow costs the caller its deadline and nothing else.
#pragma once

#include <mutex>

#include "milter/store/redis_connection.h"
#include "milter/store/store.h"

namespace store {

class RedisStore final : public Store {
public:
    // Opens nothing yet: a daemon starts without its Redis. The clock must outlive the store.
    RedisStore(const core::Clock& clock, RedisSettings settings);

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
    using Arguments = std::vector<std::string_view>;
    core::Result<RedisReply> call(const Arguments& arguments, core::Deadline deadline);
    core::Result<RedisReply> script(
        std::string_view body, const Arguments& arguments, core::Deadline deadline);
    core::Result<bool> changed(std::string_view body, const Arguments& arguments);
    core::Result<RedisConnection> borrow(core::Deadline deadline);
    void give_back(RedisConnection connection);
    core::Deadline write_deadline() const;
    core::Result<void> for_each_page(std::span<const std::uint8_t, 16> recipient,
        const std::function<core::Result<void>(const std::vector<std::string>& names)>& work);

    const core::Clock& clock_;
    RedisSettings settings_;
    std::mutex mutex_; // guards idle_
    std::vector<RedisConnection> idle_;
};

} // namespace store
