#include "milter/store/retention.h"

#include <algorithm>

namespace store {

std::vector<Change> Retention::capped(std::span<const Change> changes) const
{
    std::vector<Change> all(changes.begin(), changes.end());
    for (Change& c : all)
        if (c.expires > 0)
            c.expires = std::min(c.expires, c.at + seconds_);
    return all;
}

core::Result<void> Retention::apply(std::span<const Change> changes)
{
    return store_.apply(capped(changes));
}

core::Result<bool> Retention::deliver(const Delivery& delivery, std::span<const Change> changes)
{
    Delivery d = delivery;
    if (d.expires > 0)
        d.expires = std::min(d.expires, d.at + seconds_);
    return store_.deliver(d, capped(changes));
}

core::Result<bool> Retention::relabel(std::span<const std::uint8_t, 16> message,
    std::span<const std::uint8_t, 16> recipient, Label from, Label to,
    std::span<const Change> changes)
{
    return store_.relabel(message, recipient, from, to, capped(changes));
}

core::Result<std::vector<Record>> Retention::lookup(
    std::span<const Key> keys, core::Deadline deadline)
{
    return store_.lookup(keys, deadline);
}

core::Result<std::optional<Delivery>> Retention::delivery(std::span<const std::uint8_t, 16> message,
    std::span<const std::uint8_t, 16> recipient, core::Deadline deadline)
{
    return store_.delivery(message, recipient, deadline);
}

core::Result<std::vector<Delivery>> Retention::due(std::int64_t now, std::size_t limit)
{
    return store_.due(now, limit);
}

core::Result<std::size_t> Retention::expire(std::int64_t now, std::size_t limit)
{
    return store_.expire(now, limit);
}

core::Result<std::size_t> Retention::forget(std::span<const std::uint8_t, 16> recipient)
{
    return store_.forget(recipient);
}

core::Result<Holdings> Retention::holdings(
    std::span<const std::uint8_t, 16> recipient, std::size_t limit)
{
    return store_.holdings(recipient, limit);
}

core::Result<Facts> Retention::facts()
{
    return store_.facts();
}

core::Result<void> Retention::backup(
    const std::string& file, const std::function<bool(double)>& go_on)
{
    return store_.backup(file, go_on);
}

core::Result<void> Retention::batch(const std::function<core::Result<void>()>& work)
{
    return store_.batch(work);
}

} // namespace store
