#include "triage/agents/prioritise.h"

#include <algorithm>
#include <array>
#include <cmath>

#include "triage/agents/facts.h"

namespace agents {

namespace {

using core::Category;
using core::Threat;

constexpr double bias = -1.1; // a message that nothing is known of: 25
constexpr std::size_t max_why = 5;
constexpr double least_why = 0.1; // a weaker term explains nothing

constexpr auto fact_weights = std::to_array<double>({
#define FEATURE(id, word, weight) weight,
#include "triage/agents/features.def"
#undef FEATURE
});

struct CategoryRow {
    std::string_view word;
    double weight;
    int highest; // no message of the category ranks above it
};
constexpr std::array<CategoryRow, core::category_names.size()> categories { {
    { "category-unknown", 0.0, 100 },
    { "category-personal", 0.9, 100 },
    { "category-work", 0.5, 100 },
    { "category-transaction", 1.0, 100 },
    { "category-notification", 0.6, 100 },
    { "category-newsletter", 0.1, 29 },
    { "category-promotion", -0.6, 29 },
    { "category-social", 0.0, 49 },
    { "category-list", -0.4, 100 },
    { "category-calendar", 1.2, 100 },
    { "category-bounce", 1.4, 100 },
    { "category-security", 1.8, 100 },
    { "category-unwanted", -2.0, 9 },
} };

struct ThreatRow {
    std::string_view word;
    double weight;
    int highest;
};
constexpr std::array<ThreatRow, core::threat_names.size()> threats { {
    { "clean", 0.0, 100 },
    { "suspicious", -1.0, 69 }, // below the band "high"
    { "dangerous", -2.5, 69 },
    { "unknown-threat", 0.0, 100 },
} };

// How much of `most` a count that fades has reached, 0…1: half at `half`.
double saturated(double count, double half)
{
    return count / (count + half);
}

// Share of what was answered, drawn to nothing while there is little to go by.
double share(double answered, double of)
{
    return std::clamp(answered / (of + 2), 0.0, 1.0);
}

// A message of the recipient's own past, as values 0…1. Weights are set by hand from what the
// counts mean, as those of features.def; a model replaces the numbers, not the shape. Who answers
// whom carries most of what can be known of priority, so these weigh more than words.
struct HistoryRow {
    std::string_view word;
    double weight;
    double (*value)(const core::HistoryFacts&);
};
constexpr auto history_rows = std::to_array<HistoryRow>({
    { "pair-replied", 2.2,
        [](const core::HistoryFacts& h) { return share(h.pair_answered, h.pair_received); } },
    { "pair-written", 0.9,
        [](const core::HistoryFacts& h) { return saturated(h.pair_written, 2); } },
    { "replies-to-yours", 1.0,
        [](const core::HistoryFacts& h) { return h.answers_recipient ? 1.0 : 0.0; } },
    { "your-thread", 0.7, [](const core::HistoryFacts& h) { return saturated(h.thread_own, 1); } },
    { "thread-replied", 0.3,
        [](const core::HistoryFacts& h) { return saturated(h.thread_answered, 1); } },
    { "domain-replied", 0.4,
        [](const core::HistoryFacts& h) { return share(h.domain_answered, h.domain_received); } },
    { "sender-replied", 0.5,
        [](const core::HistoryFacts& h) { return share(h.sender_answered, h.sender_received); } },
    // Silence says something only of a person whom we see writing.
    { "never-replied", -1.2,
        [](const core::HistoryFacts& h) {
            const bool none = h.recipient_writes && h.pair_answered <= 0 && h.pair_written <= 0;
            return none ? saturated(h.pair_received, 8) : 0.0;
        } },
    { "list-replied", 0.6,
        [](const core::HistoryFacts& h) { return share(h.list_answered, h.list_received); } },
    { "shape-ignored", -0.6,
        [](const core::HistoryFacts& h) {
            const bool none = h.recipient_writes && h.shape_answered <= 0;
            return none ? saturated(h.shape_received, 5) : 0.0;
        } },
});

// What the recipient has said outright, which no model weighs: -1…1, two thirds for one opinion.
double net(double yes, double no)
{
    return (yes - no) / (yes + no + 0.5);
}

constexpr auto said_rows = std::to_array<HistoryRow>({
    { "you-said-important", 3.0,
        [](const core::HistoryFacts& h) {
            return std::max(0.0, net(h.said_important, h.said_unimportant));
        } },
    { "you-said-unimportant", -3.0,
        [](const core::HistoryFacts& h) {
            return std::max(0.0, net(h.said_unimportant, h.said_important));
        } },
    { "you-said-threat", -4.0,
        [](const core::HistoryFacts& h) {
            return std::max(0.0, net(h.said_threat, h.said_clean));
        } },
});

constexpr double learnt_scale = 0.5; // the content has its say, too
constexpr double most_learnt = 2.5; // either way

// Nobody answers a code, an invitation's copy or a receipt, and yet they are wanted: that an answer
// is unlikely says nothing against them.
bool is_wanted_unanswered(Category c)
{
    return c == Category::Security || c == Category::Transaction || c == Category::Calendar
        || c == Category::Bounce;
}

// What has been learnt takes the place of what is set by hand as far as it can be trusted.
void add_past(const core::HistoryFacts& h, const Learnt& learnt, Category category,
    std::vector<core::WhyTerm>& terms)
{
    const double trust = std::clamp(learnt.trust, 0.0, 1.0);
    for (const HistoryRow& row : history_rows)
        terms.push_back({ row.word, (1 - trust) * row.weight * row.value(h) });
    for (const HistoryRow& row : said_rows)
        terms.push_back({ row.word, row.weight * row.value(h) });
    double sum = 0;
    for (const core::WhyTerm& t : learnt.terms)
        sum += t.weight;
    const double wanted = trust * learnt_scale * sum;
    if (!std::isfinite(wanted) || wanted == 0)
        return;
    const double least = is_wanted_unanswered(category) ? 0 : -most_learnt;
    const double scale = std::clamp(wanted, least, most_learnt) / sum;
    for (const core::WhyTerm& t : learnt.terms)
        terms.push_back({ t.name, scale * t.weight });
}

// A word stands for one reason, wherever its weight comes from.
void merge_alike(std::vector<core::WhyTerm>& terms)
{
    std::stable_sort(terms.begin(), terms.end(),
        [](const core::WhyTerm& a, const core::WhyTerm& b) { return a.name < b.name; });
    std::size_t kept = 0;
    for (std::size_t i = 0; i < terms.size(); ++i)
        if (kept > 0 && terms[kept - 1].name == terms[i].name)
            terms[kept - 1].weight += terms[i].weight;
        else
            terms[kept++] = terms[i];
    terms.resize(kept);
}

std::vector<core::WhyTerm> content_terms(
    std::span<const core::Feature> features, Category category, Threat threat)
{
    const CategoryRow& c = categories[static_cast<std::size_t>(category)];
    const ThreatRow& t = threats[static_cast<std::size_t>(threat)];
    std::vector<core::WhyTerm> terms { { c.word, c.weight }, { t.word, t.weight } };
    for (const core::Feature& f : features)
        if (f.id < fact_count && std::isfinite(f.value))
            terms.push_back(
                { fact_names[f.id], fact_weights[f.id] * std::clamp<double>(f.value, 0, 1) });
    return terms;
}

int rank(std::span<const core::WhyTerm> terms)
{
    double logit = bias;
    for (const core::WhyTerm& term : terms)
        logit += term.weight;
    return static_cast<int>(std::lround(100 / (1 + std::exp(-logit))));
}

core::PersonalVerdict weigh(std::span<const core::Feature> features, Category category,
    Threat threat, const core::HistoryFacts* history, const Learnt& learnt)
{
    const CategoryRow& c = categories[static_cast<std::size_t>(category)];
    const ThreatRow& t = threats[static_cast<std::size_t>(threat)];
    std::vector<core::WhyTerm> terms = content_terms(features, category, threat);
    if (history) {
        add_past(*history, learnt, category, terms);
        merge_alike(terms);
    }
    const int priority = rank(terms);

    std::erase_if(terms, [](const core::WhyTerm& w) { return std::abs(w.weight) < least_why; });
    std::stable_sort(
        terms.begin(), terms.end(), [](const core::WhyTerm& a, const core::WhyTerm& b) {
            return std::abs(a.weight) > std::abs(b.weight);
        });
    terms.resize(std::min(terms.size(), max_why));

    core::PersonalVerdict v;
    // What a category may reach at most is a rule for those who have said nothing.
    const bool wanted = history && history->said_important > history->said_unimportant
        && category != Category::Unwanted;
    v.priority = std::clamp(priority, 0, std::min(wanted ? 100 : c.highest, t.highest));
    v.band = core::band_of(v.priority);
    v.why = std::move(terms);
    v.personal = history != nullptr;
    return v;
}

} // namespace

core::PersonalVerdict prioritise(
    std::span<const core::Feature> features, Category category, Threat threat)
{
    return weigh(features, category, threat, nullptr, {});
}

core::PersonalVerdict prioritise(std::span<const core::Feature> features, Category category,
    Threat threat, const core::HistoryFacts& history, const Learnt& learnt)
{
    return weigh(features, category, threat, &history, learnt);
}

PriorityReasons explain_priority(
    std::span<const core::Feature> features, Category category, Threat threat)
{
    const auto terms = content_terms(features, category, threat);
    core::Summands all;
    all.add(core::Source::Constant, "bias", bias);
    for (const core::WhyTerm& t : terms)
        all.add(core::Source::ByHand, std::string(t.name), t.weight);
    const int by_category = categories[static_cast<std::size_t>(category)].highest;
    const int by_threat = threats[static_cast<std::size_t>(threat)].highest;
    return { all.take(), rank(terms), std::min(by_category, by_threat), by_threat < by_category };
}

} // namespace agents
