// How well points in time are found by which the reader is to act, against what people read out of
// the same mail. Used by `triagectl eval deadlines`. Pure.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "triage/train/roc.h"

namespace train {

struct ReadDeadline {
    std::string
        label; // dates, with or without a time, "|" between readings; "none"; "?" cannot tell
    std::string found; // of X-Triage-Action; empty: none
};

// Whether `found` is one of the label's points in time: the same day and, where both say one, the
// same time of day. An offset says where the writer is and is passed over.
bool same_deadline(std::string_view label, std::string_view found);

struct DeadlineScore {
    Share exact; // of those found where there is one
    Share found; // of those that there are
    Share rightly; // of those found at all, that there is one
    std::size_t undecided = 0; // labels "?", left out
};
DeadlineScore score_deadlines(std::span<const ReadDeadline> all);

} // namespace train
