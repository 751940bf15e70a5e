// Logistic regression over sparse rows with a ridge and a bound on each weight's sign.
// Deterministic: the same rows give the same weights. Pure; memory and time linear in the entries,
// times rounds.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace train {

enum class Sign : std::uint8_t { Either, NotNegative, NotPositive };

struct Entry {
    std::uint32_t column = 0;
    float value = 0;
};

struct Row {
    std::vector<Entry> entries; // columns in any order, none twice
    double weight = 1; // how much the row counts
    bool positive = false;
};

struct Column {
    Sign sign = Sign::Either;
    double ridge = 0; // penalty: half of this times the square of the weight's way from its prior
    double prior = 0; // what it weighs where no row says anything; within its sign
};

struct Solution {
    double bias = 0; // without a penalty
    std::vector<double> weights; // by column
    unsigned rounds = 0; // that it took
};

// Minimises the rows' weighted mean loss and the columns' penalties, by accelerated projected
// gradients; stops when nothing moves any more or after `most_rounds`.
Solution solve(
    std::span<const Row> rows, std::span<const Column> columns, unsigned most_rounds = 1000);

double margin(const Solution& s, const Row& row);

} // namespace train
