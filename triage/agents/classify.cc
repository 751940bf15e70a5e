#include "triage/agents/classify.h"

#include <algorithm>
#include <cmath>

#include "triage/agents/category_reasons.h"
#include "triage/agents/language.h"
#include "triage/agents/priority_terms.h"

namespace agents {

namespace {

using core::Category;

constexpr double least_findings = 0.25; // ten hundredths of security lost: evidence enough

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

} // namespace

CategoryRule excluded_by(Category c, const Facts& f)
{
    const bool evidence
        = f[Fact::Findings] >= least_findings || f.has(Fact::Suspicious) || f.has(Fact::Dangerous);
    if (c == Category::Unwanted && !evidence)
        return CategoryRule::NeedsEvidence;
    return is_bulk(c) && guards_account(f) ? CategoryRule::GuardsAccount : CategoryRule::None;
}

Classified decide(const CategoryMargins& margins, const Facts& facts)
{
    double sum = 0;
    Classified best;
    double best_share = 0;
    for (std::size_t i = 0; i < margins.size(); ++i) {
        const auto category = static_cast<Category>(i);
        if (category == Category::Unknown || excluded_by(category, facts) != CategoryRule::None)
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

struct Classify::Seen {
    Facts facts;
    std::string language;
    std::vector<model::Term> terms; // for the model
};

Classify::Seen Classify::look(const Case& c, const Reading& reading) const
{
    Seen seen;
    find_header_facts(c, seen.facts);
    find_text_facts(c, reading, dates_, seen.facts);
    seen.language
        = language_of(reading.text.folded(), reading.text_hits, reading.text.words().size());
    const core::Message& m = c.message;
    const core::Address from = m.from.empty() ? core::Address {} : m.from.front();
    seen.terms = category_terms(
        seen.facts, { m.subject, from.name, from.address, m.own_text(), m.text }, seen.language);
    return seen;
}

core::Result<core::Notes> Classify::assess(const Case& c, core::Deadline deadline) const
{
    const Reading reading(c.message, lexicon_);
    if (deadline.expired())
        return core::Error { "classify: out of time after reading the text" };
    Seen seen = look(c, reading);
    const Classified result
        = decide(category_margins(models_->category, seen.facts, seen.terms), seen.facts);
    core::Notes notes;
    notes.language = std::move(seen.language);
    notes.category = result.category;
    notes.category_confidence = result.confidence;
    notes.features = seen.facts.features();
    add_priority_terms(reading, notes.features);
    return notes;
}

void Classify::explain(const Case& c, Explanation& explanation) const
{
    const Seen seen = look(c, Reading(c.message, lexicon_));
    explanation.category = explain_category(models_->category, seen.facts, seen.terms);
}

} // namespace agents
