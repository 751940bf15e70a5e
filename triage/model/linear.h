// A sparse linear model over hashed terms: the sum of the weights of what a message has. Opened
// from a section of a generation (file.h has the format people keep), const and shared between
// threads. Pure; a term costs two looks into memory.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "triage/core/result.h"

namespace model {

struct Term { // one thing that a message has
    std::string name; // who makes terms says what names mean
    double value = 1; // how much of it
};

// Weights are kept by this and not by name: a name is only known to who has a message with it.
std::uint32_t term_hash(std::string_view name);

// In a model of several classes a term has a weight for each, under hashes that differ in their
// last bits.
inline constexpr std::uint32_t most_classes = 16;
std::uint32_t class_hash(std::string_view name, std::uint32_t one); // one < most_classes

struct Weight {
    std::uint32_t hash = 0;
    float weight = 0;
};

// The scale that people and scores see: margins at which the model says 0, `middle` and `top`
// hundredths; a square between the first two, a straight line between the others.
struct Scale {
    std::array<double, 3> margins { 0, 1, 2 }; // ascending
    static constexpr int middle = 21, top = 50;
};

struct Coefficients {
    std::string name; // what it is for: [a-z-]+
    double bias = 0;
    Scale scale;
    std::vector<Weight> weights; // ascending hashes, none twice
};

class Linear {
public:
    Linear() = default; // knows nothing: empty()
    // An empty section is an empty model. Fails if the section is malformed.
    static core::Result<Linear> open(std::string_view section);

    bool empty() const { return weights_.empty(); }
    bool knows(std::string_view name) const; // has a weight for it, if only 0
    double margin(std::span<const Term> terms) const; // log odds, not calibrated
    // Adds each term's weight for each class to its sum; those beyond the sums are passed over.
    void add_classes(std::span<const Term> terms, std::span<double> sums) const;
    int hundredths(double margin) const; // 0…Scale::top

    struct Part {
        const Term* term;
        double contribution; // weight × value
    };
    // What each term gave to a margin or to one class's sum, in their order; none that gave
    // nothing.
    std::vector<Part> parts(std::span<const Term> terms) const;
    std::vector<Part> parts_of_class(std::span<const Term> terms, std::uint32_t one) const;
    double bias() const { return bias_; } // of a margin
    // The terms that raise the margin most, strongest first.
    std::vector<Part> strongest(std::span<const Term> terms, std::size_t most) const;

private:
    using Place = std::vector<Weight>::const_iterator;
    void index();
    Place not_below(std::uint32_t hash) const; // the first weight whose hash is not less
    const Weight* find(std::uint32_t hash) const; // null if it has none
    double weight_of(std::uint32_t hash) const; // 0 if it has none
    template <typename HashOf>
    std::vector<Part> parts_by(std::span<const Term> terms, HashOf hash_of) const;
    double bias_ = 0;
    Scale scale_;
    std::vector<Weight> weights_;
    // Where in the weights the hashes begin whose first bits are the index; about as many as there
    // are weights, so that one of them or two are looked at.
    std::vector<std::uint32_t> starts_;
    unsigned shift_ = 0; // of a hash, to have its first bits
};

std::string serialise(const Coefficients& c); // for Linear::open

} // namespace model
