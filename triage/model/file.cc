#include "triage/model/file.h"

#include <charconv>
#include <cmath>
#include <cstdio>
#include <optional>

#include "triage/core/digest.h"

namespace model {

namespace {

constexpr std::size_t most_errors = 20;
constexpr std::size_t most_weights = 1u << 22;
constexpr std::string_view head = "triage-model 1";
constexpr std::string_view checksum = "sha256 ";

std::optional<double> number(std::string_view text)
{
    double value = 0;
    const auto [end, failed] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (failed != std::errc() || end != text.data() + text.size() || !std::isfinite(value))
        return std::nullopt;
    return value;
}

template <typename T>
std::optional<T> whole(std::string_view text, int base)
{
    T value {};
    const auto [end, failed] = std::from_chars(text.data(), text.data() + text.size(), value, base);
    if (failed != std::errc() || end != text.data() + text.size())
        return std::nullopt;
    return value;
}

// Up to the next blank; takes it off the front.
std::string_view word(std::string_view& line)
{
    const auto end = std::min(line.find(' '), line.size());
    const std::string_view w = line.substr(0, end);
    line.remove_prefix(std::min(end + 1, line.size()));
    return w;
}

class Parser {
public:
    Parser(const std::string& file, std::string_view text)
        : file_(file)
        , all_(text)
        , rest_(text)
    {
    }

    ReadResult run()
    {
        if (next() != head) {
            wrong("is no model of version 1: its first line is not '" + std::string(head) + "'");
            return std::move(result_);
        }
        if (const auto name = field("name "))
            result_.coefficients.name = *name;
        if (const auto bias = field("bias "))
            take_number(*bias, result_.coefficients.bias);
        if (const auto margins = field("margins "))
            take_margins(*margins);
        if (const auto count = field("weights "))
            take_weights(*count);
        take_checksum();
        return std::move(result_);
    }

private:
    void wrong(const std::string& what)
    {
        if (result_.errors.size() < most_errors)
            result_.errors.push_back({ file_ + ":" + std::to_string(line_) + ": " + what });
    }

    std::string_view next()
    {
        ++line_;
        const auto end = std::min(rest_.find('\n'), rest_.size());
        const std::string_view line = rest_.substr(0, end);
        rest_.remove_prefix(std::min(end + 1, rest_.size()));
        return line;
    }

    // The value of the next line, which must have that name.
    std::optional<std::string_view> field(std::string_view name)
    {
        std::string_view line = next();
        while (line.starts_with('#'))
            line = next();
        if (line.starts_with(name))
            return line.substr(name.size());
        wrong("'" + std::string(name) + "…' belongs here");
        return std::nullopt;
    }

    void take_number(std::string_view text, double& into)
    {
        if (const auto value = number(text))
            into = *value;
        else
            wrong("'" + std::string(text.substr(0, 40)) + "' is no number");
    }

    void take_margins(std::string_view text)
    {
        auto& margins = result_.coefficients.scale.margins;
        for (double& m : margins)
            take_number(word(text), m);
        if (!text.empty() || margins[0] >= margins[1] || margins[1] >= margins[2])
            wrong("three ascending numbers belong here");
    }

    void take_weights(std::string_view text)
    {
        const auto count = whole<std::size_t>(text, 10);
        if (!count || *count > most_weights)
            return wrong("'" + std::string(text.substr(0, 40)) + "' is no count of weights");
        auto& weights = result_.coefficients.weights;
        while (!rest_.empty() && !rest_.starts_with(checksum))
            take_weight(next(), weights);
        if (weights.size() != *count)
            wrong("there are " + std::to_string(weights.size()) + " weights where "
                + std::to_string(*count) + " are announced");
    }

    void take_weight(std::string_view line, std::vector<Weight>& weights)
    {
        const auto hash = whole<std::uint32_t>(word(line), 16);
        const auto value = number(line);
        if (!hash || !value)
            wrong("a hash and a weight belong here");
        else if (!weights.empty() && weights.back().hash >= *hash)
            wrong("hashes must ascend");
        else if (weights.size() < most_weights)
            weights.push_back({ *hash, static_cast<float>(*value) });
    }

    void take_checksum()
    {
        const std::string_view before = all_.substr(0, all_.size() - rest_.size());
        const std::string_view line = next();
        if (!line.starts_with(checksum) || !rest_.empty())
            wrong("the file ends without its checksum, or goes on behind it");
        else if (line.substr(checksum.size()) != core::hex(core::sha256(before)))
            wrong("the checksum does not fit: the file was changed or is damaged");
    }

    const std::string& file_;
    std::string_view all_, rest_;
    int line_ = 0;
    ReadResult result_;
};

template <typename... Values>
std::string format(const char* pattern, Values... values)
{
    char line[200];
    std::snprintf(line, sizeof line, pattern, values...);
    return line;
}

} // namespace

ReadResult read(const std::string& file, std::string_view text)
{
    return Parser(file, text).run();
}

std::string write(const Coefficients& c, const std::vector<std::string>& remarks)
{
    std::string out = std::string(head) + '\n';
    for (const std::string& remark : remarks)
        out += "# " + remark + '\n';
    out += "name " + c.name + '\n' + format("bias %.5f\n", c.bias);
    const auto& m = c.scale.margins;
    out += format("margins %.5f %.5f %.5f\n", m[0], m[1], m[2]);
    out += format("weights %zu\n", c.weights.size());
    for (const Weight& w : c.weights)
        out += format("%08x %.4f\n", w.hash, static_cast<double>(w.weight));
    const std::string sum = core::hex(core::sha256(out));
    return out + std::string(checksum) + sum + '\n';
}

} // namespace model
