#include "triage/agents/classify.h"

#include <algorithm>
#include <cmath>

#include "triage/agents/language.h"
#include "triage/agents/priority_terms.h"

namespace agents {

namespace {

using core::Category;

constexpr std::size_t category_count = core::category_names.size();
constexpr double least_confidence = 0.3; // below it the honest answer is "unknown"

struct Bias {
    Category category;
    double logit;
};
struct Weight {
    Category category;
    Fact fact;
    double logit;
};

constexpr auto biases = std::to_array<Bias>({
#define BIAS(category, logit) { Category::category, logit },
#define WEIGHT(category, fact, logit)
#include "triage/agents/categories.def"
#undef BIAS
#undef WEIGHT
});

constexpr auto weights = std::to_array<Weight>({
#define BIAS(category, logit)
#define WEIGHT(category, fact, logit) { Category::category, Fact::fact, logit },
#include "triage/agents/categories.def"
#undef BIAS
#undef WEIGHT
});

bool is_bulk(Category c)
{
    return c == Category::Newsletter || c == Category::Promotion || c == Category::Social
        || c == Category::List;
}

// A code, or account security in the subject, from no discussion list.
bool guards_account(const Facts& f)
{
    return f.has(Fact::Code) || (f[Fact::SecurityWords] >= in_subject && !f.has(Fact::ListPost));
}

bool excluded(Category c, const Facts& f)
{
    if (c == Category::Unwanted)
        return !f.has(Fact::Suspicious) && !f.has(Fact::Dangerous);
    return is_bulk(c) && guards_account(f);
}

} // namespace

Classified categorise(const Facts& facts)
{
    std::array<double, category_count> logits {};
    for (const Bias& b : biases)
        logits[static_cast<std::size_t>(b.category)] = b.logit;
    for (const Weight& w : weights)
        logits[static_cast<std::size_t>(w.category)] += w.logit * facts[w.fact];

    double sum = 0;
    Classified best;
    double best_share = 0;
    for (const Bias& b : biases) {
        if (excluded(b.category, facts))
            continue;
        const double share = std::exp(logits[static_cast<std::size_t>(b.category)]);
        sum += share;
        if (share > best_share) {
            best_share = share;
            best.category = b.category;
        }
    }
    best.confidence = sum > 0 ? best_share / sum : 0;
    if (best.confidence < least_confidence)
        best.category = Category::Unknown;
    return best;
}

std::vector<CategoryTerm> explain(const Facts& facts, Category category)
{
    std::vector<CategoryTerm> terms;
    for (const Weight& w : weights)
        if (w.category == category && facts.has(w.fact))
            terms.push_back({ w.fact, w.logit * facts[w.fact] });
    std::stable_sort(terms.begin(), terms.end(), [](const CategoryTerm& a, const CategoryTerm& b) {
        return std::abs(a.weight) > std::abs(b.weight);
    });
    return terms;
}

core::Result<core::Notes> Classify::assess(const Case& c, core::Deadline deadline) const
{
    const Reading reading(c.message, lexicon_);
    if (deadline.expired())
        return core::Error { "classify: out of time after reading the text" };
    Facts facts;
    find_header_facts(c, facts);
    find_text_facts(c, reading, dates_, facts);

    const Classified result = categorise(facts);
    core::Notes notes;
    notes.category = result.category;
    notes.category_confidence = result.confidence;
    notes.features = facts.features();
    add_priority_terms(reading, notes.features);
    notes.language
        = language_of(reading.text.folded(), reading.text_hits, reading.text.words().size());
    return notes;
}

} // namespace agents
