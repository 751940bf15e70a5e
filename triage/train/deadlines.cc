#include "triage/train/deadlines.h"

#include <algorithm>

namespace train {

namespace {

constexpr std::size_t date_size = 10, time_size = 16; // "2026-11-28", "2026-11-28T10:30"

} // namespace

bool same_deadline(std::string_view label, std::string_view found)
{
    while (!label.empty()) {
        const std::string_view one = label.substr(0, label.find('|'));
        label.remove_prefix(std::min(one.size() + 1, label.size()));
        const bool timed = one.size() >= time_size && found.size() >= time_size;
        const std::size_t n = timed ? time_size : date_size;
        if (one.size() >= date_size && one.substr(0, n) == found.substr(0, n))
            return true;
    }
    return false;
}

DeadlineScore score_deadlines(std::span<const ReadDeadline> all)
{
    DeadlineScore s;
    for (const ReadDeadline& d : all) {
        if (d.label == "?") {
            ++s.undecided;
            continue;
        }
        const bool there = d.label != "none", found = !d.found.empty();
        s.found.total += there;
        s.found.count += there && found;
        s.rightly.total += found;
        s.rightly.count += there && found;
        s.exact.total += there && found;
        s.exact.count += there && found && same_deadline(d.label, d.found);
    }
    return s;
}

} // namespace train
