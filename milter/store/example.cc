#include "milter/store/example.h"

#include <algorithm>
#include <cmath>

#include "triage/agents/priority_terms.h"
#include "triage/core/codec.h"

namespace store {

namespace {

constexpr double step = 2048; // of packed inputs

static_assert(agents::input_count < 255);

} // namespace

double per_term(std::size_t terms)
{
    return 1 / std::sqrt(static_cast<double>(std::max<std::size_t>(terms, 1)));
}

Example make_example(
    const Keys& keys, std::span<const core::Feature> features, const core::HistoryFacts& history)
{
    Example e;
    e.inputs = agents::priority_inputs(features, history);
    for (const core::Feature& f : features)
        if (f.is_term() && e.terms.size() < agents::most_terms)
            e.terms.push_back(keys.term(f.id));
    return e;
}

std::string pack(const Example& e)
{
    core::Writer w;
    std::uint8_t count = 0;
    for (const float v : e.inputs)
        count = static_cast<std::uint8_t>(count + (v != 0 ? 1 : 0));
    w.number(count);
    for (std::size_t i = 0; i < e.inputs.size(); ++i)
        if (e.inputs[i] != 0) {
            w.number(static_cast<std::uint8_t>(i));
            w.number(static_cast<std::int16_t>(
                std::clamp(std::lround(static_cast<double>(e.inputs[i]) * step), -32767L, 32767L)));
        }
    const std::size_t n = std::min(e.terms.size(), agents::most_terms);
    w.number(static_cast<std::uint8_t>(n));
    for (std::size_t i = 0; i < n; ++i)
        w.number(e.terms[i]);
    return w.take();
}

std::optional<Example> unpack_example(std::string_view bytes)
{
    core::Reader r(bytes);
    Example e;
    const auto inputs = r.number<std::uint8_t>();
    for (unsigned i = 0; i < inputs && r.ok(); ++i) {
        const auto at = r.number<std::uint8_t>();
        const auto value = r.number<std::int16_t>();
        if (at >= e.inputs.size())
            return std::nullopt;
        e.inputs[at] = static_cast<float>(value / step);
    }
    const auto terms = r.number<std::uint8_t>();
    if (terms > agents::most_terms)
        return std::nullopt;
    for (unsigned i = 0; i < terms && r.ok(); ++i)
        e.terms.push_back(r.number<std::uint16_t>() % core::Feature::terms);
    return r.done() ? std::optional(std::move(e)) : std::nullopt;
}

} // namespace store
