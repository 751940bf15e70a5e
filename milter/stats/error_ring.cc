#include "milter/stats/error_ring.h"

#include <utility>

namespace stats {

namespace {
constexpr std::size_t queue_id_limit = 64; // Postfix's long ones have about 20 characters
}

void ErrorRing::add(Failure failure)
{
    if (failure.queue_id.size() > queue_id_limit)
        failure.queue_id.resize(queue_id_limit);
    auto ring = ring_.lock();
    if (ring->slots.size() < capacity)
        ring->slots.push_back(std::move(failure));
    else
        ring->slots[ring->next] = std::move(failure);
    ring->next = (ring->next + 1) % capacity;
}

std::vector<Failure> ErrorRing::last() const
{
    auto ring = ring_.lock();
    std::vector<Failure> out;
    const std::size_t n = ring->slots.size();
    for (std::size_t i = 1; i <= n; ++i)
        out.push_back(ring->slots[(ring->next + capacity - i) % capacity]);
    return out;
}

} // namespace stats
