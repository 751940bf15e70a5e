// What one recipient's answers add to what everybody's say. Two records of the store, which only
// grow by additions. Not thread-safe, made for one question.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "milter/store/example.h"
#include "milter/store/store.h"
#include "triage/model/information.h"

namespace store {

// It ranks that recipient's mail among itself: how much the
// recipient answers at all is learnt beside it, and left out.
class Residual {
public:
    static constexpr unsigned parts = 2; // records: precision, information
    static constexpr std::size_t size = Record::max_values;

    explicit Residual(std::span<const Record> records); // parts of them; missing ones: nothing yet
    double margin(const Example& example) const; // shrunk by how little is known
    // Returns what this adds to the records of `recipient`.
    std::vector<Change> learn(const Keys& keys, const Id& recipient, const Example& example,
        double offset, bool positive, std::int64_t at);

private:
    std::vector<model::Places::Place> places(const Example& example) const;
    model::Places sums_;
    double positives_ = 0;
};

} // namespace store
