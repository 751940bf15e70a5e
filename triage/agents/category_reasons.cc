#include "triage/agents/category_reasons.h"

#include <algorithm>
#include <cmath>

#include "triage/agents/category_terms.h"
#include "triage/agents/classify.h"

namespace agents {

namespace {

using core::Category;

constexpr std::size_t most_weighed = 2;

std::vector<CategoryReasons::Ranked> ranked(const CategoryMargins& margins, const Facts& facts)
{
    std::vector<CategoryReasons::Ranked> all;
    double sum = 0;
    for (std::size_t i = 0; i < margins.size(); ++i) {
        const auto category = static_cast<Category>(i);
        if (category == Category::Unknown)
            continue;
        const CategoryRule excluded = excluded_by(category, facts);
        const double share = excluded == CategoryRule::None ? std::exp(margins[i]) : 0;
        sum += share;
        all.push_back({ category, margins[i], share, excluded });
    }
    for (CategoryReasons::Ranked& r : all)
        r.share = sum > 0 ? r.share / sum : 0;
    std::stable_sort(
        all.begin(), all.end(), [](const auto& a, const auto& b) { return a.logit > b.logit; });
    return all;
}

} // namespace

CategoryReasons explain_category(
    const model::Linear& model, const Facts& facts, std::span<const model::Term> terms)
{
    const CategoryMargins margins = category_margins(model, facts, terms);
    CategoryReasons reasons;
    reasons.decided = decide(margins, facts).category;
    reasons.ranked = ranked(margins, facts);
    reasons.rule = reasons.decided == Category::Unknown ? CategoryRule::Unsure
                                                        : reasons.ranked.front().excluded;
    reasons.model = model.empty() ? ModelUse::Absent
        : terms.empty()           ? ModelUse::OtherLanguage
                                  : ModelUse::Asked;
    reasons.by_hand = by_hand_scale(model, terms);
    for (const CategoryReasons::Ranked& r : reasons.ranked)
        if (r.excluded == CategoryRule::None && reasons.weighed.size() < most_weighed)
            reasons.weighed.push_back(
                { r.category, category_sum(model, facts, terms, r.category) });
    return reasons;
}

} // namespace agents
