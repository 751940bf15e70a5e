#include "triage/core/sum.h"

#include <algorithm>
#include <cmath>
#include <utility>

namespace core {

namespace {

Portion portion(Source source, std::vector<Contribution> all)
{
    std::stable_sort(all.begin(), all.end(), [](const Contribution& a, const Contribution& b) {
        return std::abs(a.weight) > std::abs(b.weight);
    });
    Portion p;
    p.source = source;
    for (std::size_t i = Portion::most; i < all.size(); ++i, ++p.others)
        p.rest += all[i].weight;
    all.resize(std::min(all.size(), Portion::most));
    p.strongest = std::move(all);
    return p;
}

} // namespace

double Portion::total() const
{
    double sum = rest;
    for (const Contribution& c : strongest)
        sum += c.weight;
    return sum;
}

double Sum::total() const
{
    double sum = 0;
    for (const Portion& p : portions)
        sum += p.total();
    return sum;
}

void Summands::add(Source source, std::string name, double weight)
{
    if (weight != 0)
        all_[static_cast<std::size_t>(source)].push_back({ std::move(name), weight });
}

Sum Summands::take()
{
    Sum sum;
    for (std::size_t i = 0; i < all_.size(); ++i)
        if (!all_[i].empty())
            sum.portions.push_back(portion(static_cast<Source>(i), std::move(all_[i])));
    return sum;
}

} // namespace core
