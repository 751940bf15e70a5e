#include "triage/model/information.h"

#include <algorithm>
#include <cmath>

namespace model {

namespace {

constexpr double least_curvature = 1e-3; // of the loss, where the margin is far out
constexpr double probit = 0.3927; // pi / 8

// Solves A x = b for a symmetric positive definite A, packed by rows of its lower half, in place.
bool solve_packed(std::vector<double>& a, std::vector<double>& b)
{
    const std::size_t n = b.size();
    const auto at = [](std::size_t i, std::size_t j) { return i * (i + 1) / 2 + j; };
    for (std::size_t i = 0; i < n; ++i)
        for (std::size_t j = 0; j <= i; ++j) {
            double sum = a[at(i, j)];
            for (std::size_t k = 0; k < j; ++k)
                sum -= a[at(i, k)] * a[at(j, k)];
            if (i != j)
                a[at(i, j)] = sum / a[at(j, j)];
            else if (sum > 0) // false for what is no number, too
                a[at(i, i)] = std::sqrt(sum);
            else
                return false;
        }
    for (std::size_t i = 0; i < n; ++i) {
        for (std::size_t k = 0; k < i; ++k)
            b[i] -= a[at(i, k)] * b[k];
        b[i] /= a[at(i, i)];
    }
    for (std::size_t i = n; i-- > 0;) {
        for (std::size_t k = i + 1; k < n; ++k)
            b[i] -= a[at(k, i)] * b[k];
        b[i] /= a[at(i, i)];
    }
    return std::all_of(b.begin(), b.end(), [](double v) { return std::isfinite(v); });
}

} // namespace

double logistic(double margin)
{
    return 1 / (1 + std::exp(-std::clamp(margin, -30.0, 30.0)));
}

Information::Information(std::vector<double> start, std::vector<double> belief)
    : precision(start.size() * (start.size() + 1) / 2)
    , information(start.size())
    , start_(std::move(start))
    , belief_(std::move(belief))
    , weights_(start_)
{
}

double Information::margin(std::span<const float> x) const
{
    double sum = weights_.back();
    for (std::size_t i = 0; i + 1 < weights_.size(); ++i)
        sum += weights_[i] * static_cast<double>(x[i]);
    return sum;
}

void Information::learn(std::span<const float> x, bool positive)
{
    const double z = margin(x);
    const double p = logistic(z);
    const double curvature = std::max(p * (1 - p), least_curvature);
    const double target = curvature * z + (positive ? 1 : 0) - p;
    const auto value
        = [&](std::size_t i) { return i + 1 < size() ? static_cast<double>(x[i]) : 1.0; };
    std::size_t row = 0;
    for (std::size_t i = 0; i < size(); row += ++i) {
        const double xi = value(i);
        if (xi == 0)
            continue;
        information[i] += target * xi;
        for (std::size_t j = 0; j <= i; ++j)
            precision[row + j] += curvature * xi * value(j);
    }
}

bool Information::solve()
{
    std::vector<double> a = precision;
    std::vector<double> b = information;
    for (std::size_t i = 0; i < size(); ++i) {
        a[i * (i + 1) / 2 + i] += belief_[i];
        b[i] += belief_[i] * start_[i];
    }
    if (!solve_packed(a, b))
        return false;
    weights_ = std::move(b);
    return true;
}

Places::Places(std::size_t size, double prior_precision)
    : precision(size)
    , information(size)
    , prior_(prior_precision)
{
}

double Places::margin(std::span<const Place> places) const
{
    double sum = 0;
    for (const Place& p : places)
        sum += mean(p.at) * p.value;
    return sum;
}

void Places::learn(std::span<const Place> places, double offset, bool positive)
{
    double doubt = 0;
    for (const Place& p : places)
        doubt += variance(p.at) * p.value * p.value;
    const double z = offset + margin(places);
    const double p = logistic(z / std::sqrt(1 + probit * doubt));
    const double curvature = std::max(p * (1 - p), least_curvature);
    const double scale = 1 + curvature * doubt;
    const double step = ((positive ? 1 : 0) - p) / scale;
    for (const Place& place : places) {
        const double v = variance(place.at);
        const double m = mean(place.at);
        const double pull = v * place.value;
        const double sharper = 1 / (v - pull * pull * curvature / scale);
        information[place.at] = (m + pull * step) * sharper;
        precision[place.at] = sharper - prior_;
    }
}

void Places::loosen(std::size_t at, double by)
{
    const double m = mean(at);
    const double looser = std::max(1 / (variance(at) + by), prior_);
    precision[at] = looser - prior_;
    information[at] = m * looser;
}

} // namespace model
