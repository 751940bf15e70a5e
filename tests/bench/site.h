// A site's correspondence as keys and numbers, made up from a seed: who gets what from whom, in
// which threads, over which lists. The same seed makes the same site. For bench/store; knows no
// store.
#pragma once

#include <array>
#include <cstdint>
#include <vector>

#include "milter/store/store.h"

namespace bench {

// splitmix64: small, fast, good enough to spread keys as hashes are spread.
class Random {
public:
    explicit Random(std::uint64_t seed)
        : state_(seed)
    {
    }
    std::uint64_t next();
    double share() { return static_cast<double>(next() >> 11) * 0x1p-53; } // 0 to 1
    bool chance(double p) { return share() < p; }
    // 0 to n - 1, the low ones more often: few people get much, many get little.
    std::uint64_t skewed(std::uint64_t n);

private:
    std::uint64_t state_;
};

struct Mail {
    store::Delivery delivery;
    std::vector<store::Key> questions; // that are asked before it is delivered
    std::vector<store::Change> changes; // that its delivery makes, and its answer if it got one
};

class Site {
public:
    Site(std::uint64_t seed, std::uint32_t people, std::size_t data_bytes);
    // The next mail, which comes at `at`; one that is `labelled` has got its label already.
    Mail next(std::int64_t at, bool labelled);

private:
    struct Sender {
        std::uint64_t address, domain;
        bool is_new; // nobody here has heard of it
    };
    Sender sender(std::uint64_t person);
    std::uint64_t thread(std::uint64_t person, bool& is_new);

    Random random_;
    std::uint32_t people_;
    std::size_t data_bytes_;
    std::uint64_t mails_ = 0;
    std::vector<std::array<std::uint64_t, 32>> threads_; // the latest of each person
};

} // namespace bench
