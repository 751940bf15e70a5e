#include "triage/agents/priority_inputs.h"

#include <algorithm>
#include <cmath>

namespace agents {

namespace {

constexpr double farthest = 16;

double logarithm(double count)
{
    return std::log1p(std::max(count, 0.0));
}

// 1 just now, 1/e after `scale` days; 0 if it never was.
double lately(double days, double scale)
{
    return days < 0 ? 0 : std::exp(-days / scale);
}

bool is_reply(const core::HistoryFacts& h, const Facts& f)
{
    return h.has_parent || f.has(Fact::Reply) || f.has(Fact::ReSubject);
}

constexpr bool is_of_recipient(std::string_view word)
{
    return word.starts_with("you-");
}

constexpr InputRows make_rows()
{
    InputRows rows {};
    std::size_t at = 0;
#define INPUT(word, way, value) rows[at++] = { word, Direction::way, is_of_recipient(word) };
#define FACT(fact, way)
#include "triage/agents/priority_inputs.def"
#undef INPUT
#undef FACT
    for (std::size_t i = 0; i < fact_count; ++i)
        rows[at + i] = { fact_names[i], Direction::Open };
#define INPUT(word, way, value)
#define FACT(fact, way) rows[at + static_cast<std::size_t>(Fact::fact)].direction = Direction::way;
#include "triage/agents/priority_inputs.def"
#undef INPUT
#undef FACT
    return rows;
}
constexpr InputRows rows = make_rows();

} // namespace

const InputRows& input_rows()
{
    return rows;
}

Inputs priority_inputs(std::span<const core::Feature> features, const core::HistoryFacts& h)
{
    const Facts f = Facts::of(features);
    Inputs in {};
    std::size_t at = 0;
    const auto put = [&](double value) {
        const double v = std::isfinite(value) ? value : 0;
        in[at++] = static_cast<float>(std::clamp(v, -farthest, farthest));
    };
#define INPUT(word, way, value) put(static_cast<double>(value));
#define FACT(fact, way)
#include "triage/agents/priority_inputs.def"
#undef INPUT
#undef FACT
    for (std::size_t i = 0; i < fact_count; ++i)
        put(f[static_cast<Fact>(i)]);
    return in;
}

} // namespace agents
