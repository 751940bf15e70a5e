#include "milter/store/delivery_data.h"

#include <algorithm>

#include "triage/core/codec.h"

namespace store {

namespace {

constexpr std::uint8_t version = 2;
constexpr std::size_t longest_example = 2048;

void write_id(core::Writer& w, const Id& id)
{
    w.raw({ reinterpret_cast<const char*>(id.data()), id.size() });
}

Id read_id(core::Reader& r)
{
    Id id {};
    const auto bytes = r.raw(id.size());
    std::copy(bytes.begin(), bytes.end(), id.begin());
    return id;
}

} // namespace

std::string encode(const DeliveryData& data)
{
    core::Writer w;
    w.number(version);
    w.number(static_cast<std::uint8_t>(std::clamp(data.priority, 0, 100)));
    w.number(data.band);
    w.number(std::uint8_t { data.category.has_value() });
    w.number(data.category.value_or(core::Category::Unknown));
    w.text(std::string_view(data.why).substr(0, DeliveryData::longest_why));
    w.number(std::uint8_t { data.called.has_value() });
    write_id(w, data.called.value_or(Id {}));
    const std::size_t n = std::min(data.raised.size(), DeliveryData::most_raised);
    w.number(static_cast<std::uint8_t>(n));
    for (std::size_t i = 0; i < n; ++i) {
        w.number(data.raised[i].kind);
        write_id(w, data.raised[i].id);
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
    data.band = r.choice<core::Band>(core::band_names.size());
    const bool renamed = r.flag();
    const auto category = r.choice<core::Category>(core::category_names.size());
    if (renamed)
        data.category = category;
    data.why = r.text(DeliveryData::longest_why);
    const bool called = r.flag();
    if (const Id id = read_id(r); called)
        data.called = id;
    const auto n = r.number<std::uint8_t>();
    if (data.priority > 100 || n > DeliveryData::most_raised)
        return std::nullopt;
    for (unsigned i = 0; i < n && r.ok(); ++i) {
        Key& k = data.raised.emplace_back();
        k.kind = r.choice<Kind>(kind_count);
        k.id = read_id(r);
    }
    auto example = unpack_example(r.text(longest_example));
    if (!r.done() || !example)
        return std::nullopt;
    data.example = *std::move(example);
    return data;
}

} // namespace store
