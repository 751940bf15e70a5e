#include "triage/agents/category_terms.h"

#include <algorithm>
#include <array>
#include <cmath>

#include "triage/agents/language.h"
#include "triage/agents/words.h"
#include "triage/model/explain.h"
#include "triage/model/term_list.h"

namespace agents {

namespace {

constexpr std::size_t subject_bytes = 300, name_bytes = 100, text_bytes = 1500, foot_bytes = 400;
constexpr std::size_t longest = 24; // bytes of a word
constexpr double all_words = 6; // what the words of a message weigh together, as a length

struct Bias {
    core::Category category;
    double logit;
};
struct Weight {
    core::Category category;
    Fact fact;
    double logit;
};

constexpr auto biases = std::to_array<Bias>({
#define BIAS(category, logit) { core::Category::category, logit },
#define WEIGHT(category, fact, logit)
#include "triage/agents/categories.def"
#undef BIAS
#undef WEIGHT
});

constexpr auto weights = std::to_array<Weight>({
#define BIAS(category, logit)
#define WEIGHT(category, fact, logit) { core::Category::category, Fact::fact, logit },
#include "triage/agents/categories.def"
#undef BIAS
#undef WEIGHT
});

core::Source source_of(std::string_view term)
{
    if (term == "bias")
        return core::Source::Constant;
    return term.starts_with("f:") ? core::Source::Facts : core::Source::Words;
}

class Collector {
public:
    explicit Collector(std::vector<model::Term>& terms)
        : terms_(terms)
    {
    }

    void take(const char* prefix, std::string_view utf8, std::size_t most_bytes)
    {
        const WordList list(utf8, most_bytes);
        std::string_view before;
        for (const Word& word : list.words()) {
            if (word.text.size() > longest
                || word.text.find_first_of("0123456789") != word.text.npos) {
                before = {};
                continue;
            }
            terms_.add({ prefix, word.text });
            if (!before.empty())
                terms_.add({ prefix, before, " ", word.text });
            before = word.text;
        }
    }

    void weigh()
    {
        const auto n = static_cast<double>(terms_.size());
        terms_.set_values(all_words / std::sqrt(std::max(n, 36.0)));
    }

private:
    model::TermList terms_;
};

} // namespace

std::vector<model::Term> category_terms(
    const Facts& facts, const CategoryWords& words, std::string_view language)
{
    std::vector<model::Term> terms;
    if (!language.empty() && language != language_names[0])
        return terms;
    terms.push_back({ "bias", 1 });
    for (std::size_t i = 0; i < fact_count; ++i)
        if (const double value = facts[static_cast<Fact>(i)]; value > 0)
            terms.push_back({ "f:" + std::string(fact_names[i]), value });
    Collector collector(terms);
    collector.take("s:", words.subject, subject_bytes);
    collector.take("n:", words.sender_name, name_bytes);
    collector.take("a:", words.sender.substr(0, words.sender.find('@')), name_bytes);
    collector.take("t:", words.text, text_bytes);
    const std::string_view foot = words.foot;
    collector.take("e:", foot.substr(foot.size() - std::min(foot.size(), foot_bytes)), foot_bytes);
    collector.weigh();
    return terms;
}

CategoryMargins set_by_hand(const Facts& facts)
{
    CategoryMargins margins {};
    for (const Bias& b : biases)
        margins[static_cast<std::size_t>(b.category)] = b.logit;
    for (const Weight& w : weights)
        margins[static_cast<std::size_t>(w.category)] += w.logit * facts[w.fact];
    return margins;
}

double by_hand_scale(const model::Linear& model, std::span<const model::Term> terms)
{
    if (model.empty() || terms.empty())
        return 1;
    CategoryMargins scale {};
    const model::Term by_hand { std::string(by_hand_term), 1 };
    model.add_classes(std::span(&by_hand, 1), scale);
    return scale[0];
}

CategoryMargins category_margins(
    const model::Linear& model, const Facts& facts, std::span<const model::Term> terms)
{
    CategoryMargins margins = set_by_hand(facts);
    if (model.empty() || terms.empty())
        return margins;
    const double scale = by_hand_scale(model, terms);
    CategoryMargins learnt {};
    model.add_classes(terms, learnt);
    for (std::size_t i = 0; i < margins.size(); ++i) {
        const auto as = learnt_as(static_cast<core::Category>(i));
        margins[i] = margins[i] * scale + learnt[static_cast<std::size_t>(as)];
    }
    return margins;
}

core::Sum category_sum(const model::Linear& model, const Facts& facts,
    std::span<const model::Term> terms, core::Category category)
{
    core::Summands all;
    const double scale = by_hand_scale(model, terms);
    for (const Bias& b : biases)
        if (b.category == category)
            all.add(core::Source::Constant, "by hand", scale * b.logit);
    for (const Weight& w : weights)
        if (w.category == category)
            all.add(core::Source::ByHand, std::string(fact_names[static_cast<std::size_t>(w.fact)]),
                scale * w.logit * facts[w.fact]);
    const auto as = static_cast<std::uint32_t>(learnt_as(category));
    model::explain(model.parts_of_class(terms, as), source_of, all);
    return all.take();
}

} // namespace agents
