#include "milter/ctl/rotation.h"

#include <algorithm>
#include <charconv>
#include <chrono>
#include <functional>
#include <optional>
#include <set>
#include <string_view>

namespace ctl {

namespace {

using std::chrono::year_month_day;

constexpr std::string_view before = "history-", after = "Z.sqlite";
constexpr std::size_t stamp_size = 15; // 20261127T113000

std::optional<int> number(std::string_view digits)
{
    int n = 0;
    const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), n);
    if (error != std::errc() || end != digits.data() + digits.size() || n < 0)
        return std::nullopt;
    return n;
}

std::optional<year_month_day> day_of(std::string_view name)
{
    if (!name.starts_with(before) || !name.ends_with(after)
        || name.size() != before.size() + stamp_size + after.size())
        return std::nullopt;
    const std::string_view stamp = name.substr(before.size(), stamp_size);
    const auto year = number(stamp.substr(0, 4)), month = number(stamp.substr(4, 2)),
               day = number(stamp.substr(6, 2)), time = number(stamp.substr(9));
    if (!year || !month || !day || !time || stamp[8] != 'T')
        return std::nullopt;
    const year_month_day date { std::chrono::year(*year),
        std::chrono::month(static_cast<unsigned>(*month)),
        std::chrono::day(static_cast<unsigned>(*day)) };
    return date.ok() ? std::optional(date) : std::nullopt;
}

std::int64_t days(const year_month_day& date)
{
    return std::chrono::sys_days(date).time_since_epoch().count();
}

// 1970-01-01 was a Thursday: three days earlier a week began.
std::int64_t weeks(const year_month_day& date)
{
    return (days(date) + 3) / 7;
}

std::int64_t months(const year_month_day& date)
{
    return int(date.year()) * std::int64_t { 12 } + unsigned(date.month());
}

} // namespace

std::vector<std::string> superfluous(std::vector<std::string> names, const Keep& keep)
{
    std::erase_if(names, [](const std::string& name) { return !day_of(name); });
    std::sort(names.begin(), names.end(), std::greater<>()); // newest first
    struct Period {
        std::int64_t (*of)(const year_month_day&);
        std::size_t wanted;
        std::set<std::int64_t> seen {};
    };
    Period periods[] { { days, keep.days }, { weeks, keep.weeks }, { months, keep.months } };
    std::vector<std::string> gone;
    for (const std::string& name : names) {
        bool kept = false;
        for (Period& p : periods)
            if (p.seen.size() < p.wanted && p.seen.insert(p.of(*day_of(name))).second)
                kept = true;
        if (!kept)
            gone.push_back(name);
    }
    return gone;
}

} // namespace ctl
