// Logistic regression that learns one example at a time and whose knowledge is a sum: of precision
// (a matrix) and of information (a vector), to which every example adds. So what several daemons
// have learnt apart is what one would have learnt, in any order but for where each linearised.
// It is the Gaussian approximation of the posterior (Laplace; the extended Kalman filter in
// information form). Not thread-safe.
#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <vector>

namespace model {

double logistic(double margin); // 1 / (1 + e^-margin)

class Information {
public:
    // `start`: weights believed in beforehand, the last one without an input (the bias);
    // `precision` of each of these beliefs.
    Information(std::vector<double> start, std::vector<double> precision);

    std::size_t size() const { return start_.size(); }
    double margin(std::span<const float> x) const; // of size() - 1 inputs, by the last solve()
    void learn(std::span<const float> x, bool positive); // about 5 us for 100 inputs
    // Weights from everything learnt; false, and they stay, if the sums are not numbers any more.
    bool solve(); // about 0.3 ms for 100 inputs
    const std::vector<double>& weights() const { return weights_; }

    // The sums. Entry (i, j <= i) of the precision stands at i (i + 1) / 2 + j, so that more inputs
    // at the end leave the others where they are.
    std::vector<double> precision, information;

private:
    std::vector<double> start_, belief_, weights_;
};

// One weight for each of many sparse places, without the precision between them: each a Gaussian of
// its own, also a sum.
class Places {
public:
    struct Place {
        std::size_t at = 0;
        double value = 1;
    };
    Places(std::size_t size, double prior_precision);

    double mean(std::size_t at) const { return information[at] / (prior_ + precision[at]); }
    double variance(std::size_t at) const { return 1 / (prior_ + precision[at]); }
    double margin(std::span<const Place> places) const;
    // `offset`: what others make of the example. Assumed-density filtering with a probit
    // approximation of the logistic (MacKay 1992).
    void learn(std::span<const Place> places, double offset, bool positive);
    // Lets a weight move again: its variance grows by `by`, up to the prior's.
    void loosen(std::size_t at, double by);

    std::vector<double> precision, information; // sums, by place

private:
    double prior_;
};

} // namespace model
