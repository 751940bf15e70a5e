// Reckoning with days that the date forms share. Pure.
#pragma once

#include <chrono>

namespace agents {

inline std::chrono::sys_days last_of_month(std::chrono::year_month_day d)
{
    return std::chrono::sys_days { d.year() / d.month() / std::chrono::last };
}

inline unsigned weekday_number(std::chrono::sys_days d) // 1 is Monday … 7
{
    return std::chrono::weekday(d).iso_encoding();
}

inline std::chrono::sys_days monday_of(std::chrono::sys_days d)
{
    return d - std::chrono::days { weekday_number(d) - 1 };
}

} // namespace agents
