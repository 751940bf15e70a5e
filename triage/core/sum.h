// A sum as people read it: what each term gave to it, the strongest by name and the rest as one
// number, so that what is shown adds up to the whole. Made in a worker for `triagectl explain`
// only. A name may be a word of the message: it is cleaned where it is shown. Pure.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace core {

struct Contribution {
    std::string name;
    double weight = 0;
    bool operator==(const Contribution&) const = default;
};

enum class Source : std::uint8_t {
    ByHand, // weights that people set
    Facts, // what a model has learnt of facts
    Words, // and of words
    Constant, // the same for every message
};
inline constexpr std::size_t source_count = 4;

struct Portion { // of a sum: what comes from one source
    static constexpr std::size_t most = 12;
    Source source = Source::ByHand;
    std::vector<Contribution> strongest; // at most `most`, the largest first
    std::uint32_t others = 0; // how many are not among them
    double rest = 0; // and what these add up to
    double total() const;
    bool operator==(const Portion&) const = default;
};

struct Sum {
    std::vector<Portion> portions; // in the order of the sources, none twice, none empty
    double total() const;
    bool operator==(const Sum&) const = default;
};

class Summands { // by their source
public:
    void add(Source source, std::string name, double weight); // nothing, if it weighs nothing
    Sum take();

private:
    std::array<std::vector<Contribution>, source_count> all_;
};

} // namespace core
