// An answer of the stats socket as data: ordered keys, rendered as `key: value` lines or as one
// JSON object. Keys are append-only, zeros are shown. Built by milter/providers.cc.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

namespace stats {

class Report {
public:
    using Value = std::variant<std::string, std::int64_t, double, bool>;
    Report& add(std::string key, Value value);
    // In text a first line of its own without key: the word that scripts look for.
    Report& headline(std::string key, std::string value);
    // A table: in text one line a row, `name: k=v k=v`; in JSON an array of objects.
    Report& row(std::string table, Report row);
    Report& table(std::string name); // so that a table without rows shows in JSON as []

    std::string text() const; // lines end with '\n'; never an empty line; values escaped
    std::string json() const; // one object on one line, with "schema": 1

private:
    struct Render;
    std::pair<std::string, std::string> headline_; // key empty: none
    std::vector<std::pair<std::string, Value>> values_;
    std::vector<std::pair<std::string, std::vector<Report>>> tables_;
};

} // namespace stats
