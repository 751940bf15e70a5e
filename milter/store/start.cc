#include "milter/store/start.h"

#include <algorithm>
#include <fstream>
#include <iterator>
#include <optional>

#include "triage/agents/priority_inputs.h"

namespace store {

namespace {

bool contradicts(agents::Direction direction, double weight)
{
    switch (direction) {
    case agents::Direction::Up:
        return weight < 0;
    case agents::Direction::Down:
        return weight > 0;
    case agents::Direction::Open:
        break;
    }
    return weight != 0;
}

std::string weight_name(std::string_view input)
{
    return "weight " + std::string(input);
}

std::string mean_name(std::string_view input)
{
    return "mean " + std::string(input);
}

} // namespace

Start no_start()
{
    Start start { std::vector<double>(agents::input_count + 1),
        std::vector<double>(agents::input_count) };
    start.weights.back() = -3; // one in twenty is answered
    return start;
}

core::Result<Start> read_start(const model::Coefficients& coefficients)
{
    Start start = no_start();
    const auto find = [&](const std::string& name) -> std::optional<double> {
        const std::uint32_t hash = model::term_hash(name);
        const auto at = std::lower_bound(coefficients.weights.begin(), coefficients.weights.end(),
            hash, [](const model::Weight& w, std::uint32_t h) { return w.hash < h; });
        if (at == coefficients.weights.end() || at->hash != hash)
            return std::nullopt;
        return at->weight;
    };
    start.weights.back() = coefficients.bias;
    for (std::size_t i = 0; i < agents::input_count; ++i) {
        const agents::InputRow& row = agents::input_rows()[i];
        const auto mean = find(mean_name(row.word));
        if (!mean)
            return core::Error { "it knows nothing of the input " + std::string(row.word)
                + "; make it anew with triagectl train priority" };
        start.means[i] = *mean;
        const double weight = find(weight_name(row.word)).value_or(0);
        start.weights[i] = contradicts(row.direction, weight) ? 0 : weight;
    }
    return start;
}

model::Coefficients write_start(const Start& start)
{
    model::Coefficients c;
    c.name = "priority";
    c.bias = start.weights.back();
    for (std::size_t i = 0; i < agents::input_count; ++i) {
        const std::string_view word = agents::input_rows()[i].word;
        c.weights.push_back(
            { model::term_hash(mean_name(word)), static_cast<float>(start.means[i]) });
        if (start.weights[i] != 0)
            c.weights.push_back(
                { model::term_hash(weight_name(word)), static_cast<float>(start.weights[i]) });
    }
    std::sort(c.weights.begin(), c.weights.end(),
        [](const model::Weight& a, const model::Weight& b) { return a.hash < b.hash; });
    return c;
}

core::Result<Start> read_start_file(const std::string& file)
{
    std::ifstream in(file, std::ios::binary);
    const std::string text { std::istreambuf_iterator<char>(in), {} };
    if (!in.is_open() || in.bad())
        return core::Error { file + ": cannot be read" };
    const auto read = model::read(file, text);
    if (!read.errors.empty())
        return read.errors.front();
    auto start = read_start(read.coefficients);
    return start ? start : core::Error { file + ": " + start.error().what };
}

} // namespace store
