// FISTA (Beck and Teboulle, 2009) with restarts, and a diagonal bound of the Hessian as step
// lengths: the loss's second derivative is at most a quarter, and a row couples its columns by no
// more than the product of their values, so that quarter of column-by-row sums bounds the Hessian.
#include "triage/train/logistic.h"

#include <algorithm>
#include <cmath>

namespace train {

namespace {

constexpr double least_move = 1e-4; // of a weight in a round, below which it stands still

double bounded(double weight, Sign sign)
{
    if (sign == Sign::NotNegative)
        return std::max(weight, 0.0);
    return sign == Sign::NotPositive ? std::min(weight, 0.0) : weight;
}

class Solver {
public:
    Solver(std::span<const Row> rows, std::span<const Column> columns)
        : rows_(rows)
        , columns_(columns)
        , gradient_(columns.size() + 1)
        , steps_(columns.size() + 1)
        , now_(columns.size() + 1)
        , before_(columns.size() + 1)
        , ahead_(columns.size() + 1)
    {
        for (const Row& r : rows)
            total_ += r.weight;
        for (std::size_t j = 0; j < columns.size(); ++j)
            now_[j] = ahead_[j] = columns[j].prior;
        find_steps();
    }

    Solution run(unsigned most_rounds)
    {
        double momentum = 1;
        unsigned round = 0;
        for (bool moves = true; moves && round < most_rounds; ++round) {
            find_gradient();
            std::swap(now_, before_);
            moves = descend();
            const double next = (1 + std::sqrt(1 + 4 * momentum * momentum)) / 2;
            const bool uphill = overshot();
            const double share = uphill ? 0 : (momentum - 1) / next;
            momentum = uphill ? 1 : next;
            for (std::size_t j = 0; j < now_.size(); ++j)
                ahead_[j] = now_[j] + share * (now_[j] - before_[j]);
        }
        return { now_.back(), { now_.begin(), now_.end() - 1 }, round };
    }

private:
    // The last place is the bias.
    void find_steps()
    {
        for (const Row& r : rows_) {
            double sum = 1;
            for (const Entry& e : r.entries)
                sum += std::abs(static_cast<double>(e.value));
            for (const Entry& e : r.entries)
                steps_[e.column] += r.weight * std::abs(static_cast<double>(e.value)) * sum;
            steps_.back() += r.weight * sum;
        }
        for (std::size_t j = 0; j < steps_.size(); ++j) {
            const double ridge = j < columns_.size() ? columns_[j].ridge : 0;
            const double bound = steps_[j] / total_ / 4 + ridge;
            steps_[j] = bound > 0 ? 1 / bound : 0;
        }
    }

    void find_gradient()
    {
        std::fill(gradient_.begin(), gradient_.end(), 0);
        for (const Row& r : rows_) {
            double z = ahead_.back();
            for (const Entry& e : r.entries)
                z += ahead_[e.column] * static_cast<double>(e.value);
            const double error = 1 / (1 + std::exp(-z)) - (r.positive ? 1 : 0);
            const double g = r.weight / total_ * error;
            for (const Entry& e : r.entries)
                gradient_[e.column] += g * static_cast<double>(e.value);
            gradient_.back() += g;
        }
        for (std::size_t j = 0; j < columns_.size(); ++j)
            gradient_[j] += columns_[j].ridge * (ahead_[j] - columns_[j].prior);
    }

    // Whether any weight moved.
    bool descend()
    {
        double furthest = 0;
        for (std::size_t j = 0; j < now_.size(); ++j) {
            const double to = ahead_[j] - steps_[j] * gradient_[j];
            now_[j] = j < columns_.size() ? bounded(to, columns_[j].sign) : to;
            furthest = std::max(furthest, std::abs(now_[j] - before_[j]));
        }
        return furthest > least_move;
    }

    // Whether the last move goes against the descent (O'Donoghue and Candès, 2015).
    bool overshot() const
    {
        double along = 0;
        for (std::size_t j = 0; j < now_.size(); ++j)
            along += gradient_[j] * (now_[j] - before_[j]);
        return along > 0;
    }

    std::span<const Row> rows_;
    std::span<const Column> columns_;
    double total_ = 0;
    std::vector<double> gradient_, steps_, now_, before_, ahead_;
};

} // namespace

Solution solve(std::span<const Row> rows, std::span<const Column> columns, unsigned most_rounds)
{
    if (rows.empty())
        return { 0, std::vector<double>(columns.size()), 0 };
    return Solver(rows, columns).run(most_rounds);
}

double margin(const Solution& s, const Row& row)
{
    double z = s.bias;
    for (const Entry& e : row.entries)
        z += s.weights[e.column] * static_cast<double>(e.value);
    return z;
}

} // namespace train
