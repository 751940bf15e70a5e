#include "triage/core/finding.h"

#include <limits>

namespace core {

namespace {

bool well_formed(std::string_view id)
{
    if (id.empty() || id.size() > 40 || id[0] < 'A' || id[0] > 'Z')
        return false;
    return id.find_first_not_of("ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_") == id.npos;
}

} // namespace

Result<FindingId> FindingTable::add(FindingRow row)
{
    if (!well_formed(row.id))
        return Error { "finding id '" + row.id + "' is not of the form [A-Z][A-Z0-9_]{0,39}" };
    if (by_id_.contains(row.id))
        return Error { "finding id '" + row.id + "' is defined twice" };
    if (rows_.size() >= std::numeric_limits<FindingId>::max())
        return Error { "more than 65534 findings" };
    if (row.cluster.empty())
        row.cluster = row.id;
    const auto id = static_cast<FindingId>(rows_.size());
    by_id_.emplace(row.id, id);
    rows_.push_back(std::move(row));
    return id;
}

std::optional<FindingId> FindingTable::find(std::string_view id) const
{
    const auto it = by_id_.find(std::string(id));
    if (it == by_id_.end())
        return std::nullopt;
    return it->second;
}

} // namespace core
