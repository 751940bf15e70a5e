#include "milter/stats/report.h"

#include <algorithm>
#include <cmath>
#include <cstdio>

#include <nlohmann/json.hpp>

#include "triage/core/text.h"

namespace stats {

namespace {

using Json = nlohmann::ordered_json;

constexpr std::size_t value_limit = 2000; // bytes of one value in text

std::string number(double d)
{
    if (!std::isfinite(d))
        return "0"; // a rate of nothing
    char buffer[32];
    std::snprintf(buffer, sizeof buffer, "%.6g", d);
    return buffer;
}

struct ToText {
    std::string operator()(const std::string& s) const { return core::escape_log(s, value_limit); }
    std::string operator()(std::int64_t n) const { return std::to_string(n); }
    std::string operator()(double d) const { return number(d); }
    std::string operator()(bool b) const { return b ? "yes" : "no"; }
};

// A value in a row of `key=value`: quoted when it is empty or has a space or a quote.
std::string quoted(std::string s)
{
    if (!s.empty() && s.find_first_of(" \"") == std::string::npos)
        return s;
    std::replace(s.begin(), s.end(), '"', '\'');
    return '"' + s + '"';
}

struct ToJson {
    Json operator()(double d) const { return std::isfinite(d) ? Json(d) : Json(0.0); }
    template <typename T>
    Json operator()(const T& value) const
    {
        return value;
    }
};

} // namespace

struct Report::Render {
    static std::string row(const Report& report)
    {
        std::string line;
        for (const auto& [key, value] : report.values_)
            line += ' ' + key + '=' + quoted(std::visit(ToText {}, value));
        return line;
    }

    static void into(Json& object, const Report& report)
    {
        if (!report.headline_.first.empty())
            object[report.headline_.first] = report.headline_.second;
        for (const auto& [key, value] : report.values_)
            object[key] = std::visit(ToJson {}, value);
        for (const auto& [name, rows] : report.tables_) {
            Json& array = object[name] = Json::array();
            for (const Report& r : rows)
                into(array.emplace_back(Json::object()), r);
        }
    }
};

Report& Report::add(std::string key, Value value)
{
    values_.emplace_back(std::move(key), std::move(value));
    return *this;
}

Report& Report::headline(std::string key, std::string value)
{
    headline_ = { std::move(key), std::move(value) };
    return *this;
}

Report& Report::table(std::string name)
{
    for (const auto& t : tables_)
        if (t.first == name)
            return *this;
    tables_.emplace_back(std::move(name), std::vector<Report> {});
    return *this;
}

Report& Report::row(std::string name, Report row)
{
    table(name);
    for (auto& t : tables_)
        if (t.first == name)
            t.second.push_back(std::move(row));
    return *this;
}

std::string Report::text() const
{
    std::string out;
    if (!headline_.first.empty())
        out += core::escape_log(headline_.second, value_limit) + '\n';
    for (const auto& [key, value] : values_)
        out += key + ": " + std::visit(ToText {}, value) + '\n';
    for (const auto& [name, rows] : tables_)
        for (const Report& r : rows)
            out += name + ':' + Render::row(r) + '\n';
    return out;
}

std::string Report::json() const
{
    Json object = { { "schema", 1 } };
    Render::into(object, *this);
    return object.dump(-1, ' ', false, Json::error_handler_t::replace);
}

} // namespace stats
