#include "milter/own_fields.h"

#include <algorithm>

#include "triage/core/text.h"
#include "triage/headers/table.h"

namespace milter {

namespace {
// A set of ours has at most 14 names, of which Reply stands up to three times.
constexpr std::size_t max_values = 32;
// Names that a flood may make us remember; each is at most as long as an MTA passes.
constexpr std::size_t max_names = 1000;
}

bool OwnFields::take(std::string_view name, std::string_view value)
{
    if (!headers::is_ours(name))
        return false;
    ++total_;
    std::string key = core::to_lower_ascii(name);
    if (counts_.size() < max_names || counts_.contains(key))
        ++counts_[std::move(key)];
    if (!keep_values_)
        return true;
    if (total_ > max_values)
        values_.clear();
    else
        values_.push_back({ std::string(name), std::string(core::trim(value)) });
    return true;
}

std::uint32_t OwnFields::remove(Actions& actions, std::uint32_t limit) const
{
    std::uint32_t removed = 0;
    auto counts = counts_;
    for (const headers::Row& row : headers::table) {
        const auto found = counts.find(core::to_lower_ascii(row.name));
        if (found == counts.end())
            continue;
        removed += delete_instances(actions, found->first, found->second, limit - removed);
        counts.erase(found);
    }
    for (const auto& [name, count] : counts)
        removed += delete_instances(actions, name, count, limit - removed);
    return removed;
}

std::uint32_t delete_instances(
    Actions& actions, const std::string& name, std::uint32_t count, std::uint32_t limit)
{
    const std::uint32_t n = std::min(count, limit);
    for (std::uint32_t i = 0; i < n; ++i)
        if (!actions.delete_header(name, static_cast<int>(count - i)))
            return i;
    return n;
}

std::uint32_t delete_forged_results(Actions& actions, std::span<const core::TraceField> trace,
    const core::TraceTrustees& trusted, std::uint32_t limit)
{
    const auto trust = core::judge_trace(trace, trusted);
    auto index = static_cast<int>(
        std::ranges::count(trace, core::TraceKind::Results, &core::TraceField::kind));
    std::uint32_t deleted = 0;
    for (std::size_t i = trace.size(); i-- > 0;) {
        if (trace[i].kind != core::TraceKind::Results)
            continue;
        const bool forged
            = trust[i] == core::TraceTrust::TooLow || trust[i] == core::TraceTrust::TooMany;
        deleted
            += forged && deleted < limit && actions.delete_header("Authentication-Results", index);
        --index;
    }
    return deleted;
}

} // namespace milter
