#include "triage/model/linear.h"

#include <algorithm>
#include <bit>
#include <cmath>

#include "triage/core/codec.h"

namespace model {

namespace {

constexpr std::uint32_t layout = 1;
constexpr std::size_t max_weights = 1u << 22;
constexpr std::size_t bytes_of_weight = 8;

bool ascending(const Scale& s)
{
    return s.margins[0] < s.margins[1] && s.margins[1] < s.margins[2];
}

} // namespace

// FNV-1a, then a finaliser: alone it leaves names that differ in their last letter close together.
std::uint32_t term_hash(std::string_view name)
{
    std::uint64_t h = 14695981039346656037u;
    for (const char c : name)
        h = (h ^ static_cast<unsigned char>(c)) * 1099511628211u;
    h = (h ^ (h >> 33)) * 0xff51afd7ed558ccd;
    return static_cast<std::uint32_t>(h >> 32);
}

std::uint32_t class_hash(std::string_view name, std::uint32_t one)
{
    return (term_hash(name) & ~(most_classes - 1)) | one;
}

std::string serialise(const Coefficients& c)
{
    core::Writer w;
    w.number(layout);
    w.real(c.bias);
    for (const double m : c.scale.margins)
        w.real(m);
    w.number(static_cast<std::uint32_t>(c.weights.size()));
    for (const Weight& x : c.weights) {
        w.number(x.hash);
        w.number(std::bit_cast<std::uint32_t>(x.weight));
    }
    return w.take();
}

core::Result<Linear> Linear::open(std::string_view section)
{
    Linear m;
    if (section.empty())
        return m;
    core::Reader r(section);
    if (r.number<std::uint32_t>() != layout)
        return core::Error { "opening a model: made by another version" };
    m.bias_ = r.real();
    for (double& margin : m.scale_.margins)
        margin = r.real();
    m.weights_.resize(r.count(max_weights, bytes_of_weight));
    for (Weight& x : m.weights_) {
        x.hash = r.number<std::uint32_t>();
        x.weight = std::bit_cast<float>(r.number<std::uint32_t>());
    }
    const auto out_of_order = [](const Weight& a, const Weight& b) { return a.hash >= b.hash; };
    const auto finite = [](const Weight& w) { return std::isfinite(w.weight); };
    const bool valid = r.done() && ascending(m.scale_) && std::isfinite(m.bias_)
        && std::all_of(m.weights_.begin(), m.weights_.end(), finite)
        && std::adjacent_find(m.weights_.begin(), m.weights_.end(), out_of_order)
            == m.weights_.end();
    if (!valid)
        return core::Error { "opening a model: malformed" };
    m.index();
    return m;
}

void Linear::index()
{
    if (weights_.empty())
        return;
    const auto bits = static_cast<unsigned>(std::bit_width(weights_.size()));
    shift_ = 32 - bits;
    starts_.resize(std::size_t { 1 } << bits);
    std::uint32_t at = 0;
    for (std::size_t first = 0; first < starts_.size(); ++first) {
        while (at < weights_.size() && weights_[at].hash >> shift_ < first)
            ++at;
        starts_[first] = at;
    }
}

Linear::Place Linear::not_below(std::uint32_t hash) const
{
    if (weights_.empty())
        return weights_.end();
    auto it = weights_.begin() + starts_[hash >> shift_];
    while (it != weights_.end() && it->hash < hash)
        ++it;
    return it;
}

const Weight* Linear::find(std::uint32_t hash) const
{
    const auto it = not_below(hash);
    return it != weights_.end() && it->hash == hash ? &*it : nullptr;
}

bool Linear::knows(std::string_view name) const
{
    return find(term_hash(name)) != nullptr;
}

double Linear::weight_of(std::uint32_t hash) const
{
    const Weight* w = find(hash);
    return w ? static_cast<double>(w->weight) : 0;
}

double Linear::margin(std::span<const Term> terms) const
{
    double sum = bias_;
    for (const Term& t : terms)
        sum += weight_of(term_hash(t.name)) * t.value;
    return sum;
}

void Linear::add_classes(std::span<const Term> terms, std::span<double> sums) const
{
    for (const Term& t : terms) {
        const std::uint32_t first = class_hash(t.name, 0);
        for (auto it = not_below(first); it != weights_.end() && it->hash - first < most_classes;
             ++it)
            if (const std::uint32_t one = it->hash - first; one < sums.size())
                sums[one] += static_cast<double>(it->weight) * t.value;
    }
}

int Linear::hundredths(double margin) const
{
    const auto& m = scale_.margins;
    const auto share = [&](double low, double high) {
        return std::clamp((margin - low) / (high - low), 0.0, 1.0);
    };
    // Just below the middle is not the middle: that step decides whether a message is suspicious.
    // Squared: what is far from it orders messages and is to add little to other findings.
    if (const double s = share(m[0], m[1]); margin < m[1])
        return std::min(static_cast<int>(std::lround(s * s * Scale::middle)), Scale::middle - 1);
    return Scale::middle
        + static_cast<int>(std::lround(share(m[1], m[2]) * (Scale::top - Scale::middle)));
}

template <typename HashOf>
std::vector<Linear::Part> Linear::parts_by(std::span<const Term> terms, HashOf hash_of) const
{
    std::vector<Part> parts;
    for (const Term& t : terms)
        if (const double c = weight_of(hash_of(t.name)) * t.value; c != 0)
            parts.push_back({ &t, c });
    return parts;
}

std::vector<Linear::Part> Linear::parts(std::span<const Term> terms) const
{
    return parts_by(terms, term_hash);
}

std::vector<Linear::Part> Linear::parts_of_class(
    std::span<const Term> terms, std::uint32_t one) const
{
    return parts_by(terms, [one](std::string_view name) { return class_hash(name, one); });
}

std::vector<Linear::Part> Linear::strongest(std::span<const Term> terms, std::size_t most) const
{
    std::vector<Part> parts;
    for (const Term& t : terms)
        if (const double c = weight_of(term_hash(t.name)) * t.value; c > 0)
            parts.push_back({ &t, c });
    const auto end = parts.begin() + static_cast<std::ptrdiff_t>(std::min(most, parts.size()));
    std::partial_sort(parts.begin(), end, parts.end(),
        [](const Part& a, const Part& b) { return a.contribution > b.contribution; });
    parts.erase(end, parts.end());
    return parts;
}

} // namespace model
