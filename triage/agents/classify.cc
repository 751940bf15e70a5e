#include "triage/agents/classify.h"

#include <algorithm>
#include <cmath>

#include "triage/agents/language.h"
#include "triage/agents/priority_terms.h"

namespace agents {

namespace {

using core::Category;

constexpr double least_findings = 0.25; // ten hundredths of security lost: evidence enough
constexpr double least_confidence = 0.3; // below it the honest answer is "unknown"

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
        return f[Fact::Findings] < least_findings && !f.has(Fact::Suspicious)
            && !f.has(Fact::Dangerous);
    return is_bulk(c) && guards_account(f);
}

} // namespace

Classified decide(const CategoryMargins& margins, const Facts& facts)
{
    double sum = 0;
    Classified best;
    double best_share = 0;
    for (std::size_t i = 0; i < margins.size(); ++i) {
        const auto category = static_cast<Category>(i);
        if (category == Category::Unknown || excluded(category, facts))
            continue;
        const double share = std::exp(margins[i]);
        sum += share;
        if (share > best_share) {
            best_share = share;
            best.category = category;
        }
    }
    best.confidence = sum > 0 ? best_share / sum : 0;
    if (best.confidence < least_confidence)
        best.category = Category::Unknown;
    return best;
}

Classified categorise(const Facts& facts)
{
    return decide(set_by_hand(facts), facts);
}

core::Result<core::Notes> Classify::assess(const Case& c, core::Deadline deadline) const
{
    const Reading reading(c.message, lexicon_);
    if (deadline.expired())
        return core::Error { "classify: out of time after reading the text" };
    Facts facts;
    find_header_facts(c, facts);
    find_text_facts(c, reading, dates_, facts);

    core::Notes notes;
    notes.language
        = language_of(reading.text.folded(), reading.text_hits, reading.text.words().size());
    const core::Message& m = c.message;
    const core::Address from = m.from.empty() ? core::Address {} : m.from.front();
    const auto terms = category_terms(
        facts, { m.subject, from.name, from.address, m.own_text(), m.text }, notes.language);
    const Classified result = decide(category_margins(models_->category, facts, terms), facts);
    notes.category = result.category;
    notes.category_confidence = result.confidence;
    notes.features = facts.features();
    add_priority_terms(reading, notes.features);
    return notes;
}

} // namespace agents
