#include "milter/store/delivery_data.h"

#include <algorithm>

#include "triage/core/codec.h"

namespace store {

namespace {

constexpr std::uint8_t version = 1;
constexpr std::size_t longest_example = 2048;

} // namespace

std::string encode(const DeliveryData& data)
{
    core::Writer w;
    w.number(version);
    w.number(static_cast<std::uint8_t>(std::clamp(data.priority, 0, 100)));
    const std::size_t n = std::min(data.raised.size(), DeliveryData::most_raised);
    w.number(static_cast<std::uint8_t>(n));
    for (std::size_t i = 0; i < n; ++i) {
        w.number(data.raised[i].kind);
        w.raw(
            { reinterpret_cast<const char*>(data.raised[i].id.data()), data.raised[i].id.size() });
    }
    w.text(pack(data.example));
    return w.take();
}

std::optional<DeliveryData> decode_delivery(std::string_view bytes)
{
    core::Reader r(bytes);
    DeliveryData data;
    if (r.number<std::uint8_t>() != version)
        return std::nullopt;
    data.priority = r.number<std::uint8_t>();
    const auto n = r.number<std::uint8_t>();
    if (data.priority > 100 || n > DeliveryData::most_raised)
        return std::nullopt;
    for (unsigned i = 0; i < n && r.ok(); ++i) {
        Key& k = data.raised.emplace_back();
        k.kind = r.choice<Kind>(static_cast<std::size_t>(Kind::Writing) + 1);
        const auto id = r.raw(k.id.size());
        std::copy(id.begin(), id.end(), k.id.begin());
    }
    auto example = unpack_example(r.text(longest_example));
    if (!r.done() || !example)
        return std::nullopt;
    data.example = *std::move(example);
    return data;
}

} // namespace store
