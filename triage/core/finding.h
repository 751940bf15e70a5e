// Findings: the one table of what the scan can report, and one occurrence of a row.
// The table is built with a generation (built-in rows first, then rules from files) and then const;
// the daemon and its workers hold the same one, so that a finding travels as an index.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "triage/core/result.h"

namespace core {

using FindingId = std::uint16_t; // index in the FindingTable of the generation

enum class Severity : std::uint8_t { Info, Low, Medium, High, Critical };
inline constexpr std::array<std::string_view, 5> severity_names { "info", "low", "medium", "high",
    "critical" };
constexpr std::string_view name(Severity s)
{
    return severity_names[static_cast<std::size_t>(s)];
}

// Independent kinds of evidence; one group alone cannot make a message dangerous.
enum class Group : std::uint8_t {
    Identity,
    Links,
    Html,
    Attachments,
    Content,
    Structure,
    Headers,
    Model,
};
inline constexpr std::array<std::string_view, 8> group_names { "identity", "links", "html",
    "attachments", "content", "structure", "headers", "model" };
constexpr std::string_view name(Group g)
{
    return group_names[static_cast<std::size_t>(g)];
}

struct FindingRow {
    std::string id; // [A-Z][A-Z0-9_]*, at most 40 characters
    Group group = Group::Content;
    std::string cluster; // rows with one cause; defaults to the id
    Severity severity = Severity::Low; // the usual one; a check may report another
    std::string explanation; // one line for admins
};

class FindingTable {
public:
    Result<FindingId> add(FindingRow row); // fails on a duplicate or malformed id
    std::optional<FindingId> find(std::string_view id) const;
    const FindingRow& row(FindingId id) const { return rows_.at(id); }
    std::size_t size() const { return rows_.size(); }
    std::span<const FindingRow> rows() const { return rows_; }

private:
    std::vector<FindingRow> rows_;
    std::unordered_map<std::string, FindingId> by_id_;
};

struct Finding {
    FindingId id = 0;
    Severity severity = Severity::Low;
    std::string evidence; // what and where; taken from the message: clean it for each place shown
    std::uint8_t weight
        = 0; // hundredths that this one alone takes off the score; 0: its severity's
    bool operator==(const Finding&) const = default;
};

} // namespace core
