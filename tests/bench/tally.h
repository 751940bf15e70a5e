// What a run of `load` counts, and how it is written: one line of JSON. Each thread has a tally of
// its own; they are added up at the end.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace bench {

struct Tally {
    std::uint64_t complete = 0, partial = 0, skipped = 0, no_status = 0; // by X-Triage-Status
    std::uint64_t continued = 0, refused = 0, errors = 0; // by the answer
    std::uint64_t late = 0; // beyond the budget given
    std::uint64_t bytes = 0;
    std::vector<double> ms; // from the end of message sent to the reply

    void operator+=(const Tally& other);
};

// Nearest rank, `share` 0…1; 0 of none.
double percentile(const std::vector<double>& sorted, double share);

// `connections` and `seconds` of the run; sorts the latencies.
std::string json(Tally& tally, std::size_t connections, double seconds);

} // namespace bench
