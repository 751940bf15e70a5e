#include "triage/scan/content_model.h"

#include "triage/model/explain.h"
#include "triage/scan/checks.h"
#include "triage/scan/terms.h"

namespace scan {

namespace {

using core::Severity;

constexpr std::size_t shown_terms = 5;
constexpr int high_from = 40, low_below = model::Scale::middle, info_below = 5; // hundredths

constexpr CheckRow rows[] = {
    { content_model_id, "", Severity::Medium, 0,
        "Words and build resemble attacks more than ordinary mail, as a model trained on both sees "
        "it.",
        nullptr },
};

Severity severity_of(int hundredths)
{
    if (hundredths >= high_from)
        return Severity::High;
    if (hundredths >= low_below)
        return Severity::Medium;
    return hundredths < info_below ? Severity::Info : Severity::Low;
}

bool is_word(std::string_view term)
{
    return term.size() > 2 && term[1] == ':';
}

core::Source source_of(std::string_view term)
{
    return is_word(term) ? core::Source::Words : core::Source::Facts;
}

// The terms as people read them: facts and finding ids as they are, words in quotes.
std::string shown(const model::Linear& model, std::span<const model::Term> terms)
{
    std::string text;
    for (const auto& part : model.strongest(terms, shown_terms)) {
        const std::string_view name = part.term->name;
        text += (text.empty() ? "" : ", ")
            + (is_word(name) ? '"' + std::string(name.substr(2)) + '"'
                             : std::string(name.substr(1)));
    }
    return text;
}

} // namespace

std::span<const CheckRow> model_checks()
{
    return rows;
}

core::Result<ContentModel> ContentModel::open(std::string_view section)
{
    auto model = model::Linear::open(section);
    if (!model)
        return model.error();
    ContentModel m;
    m.model_ = *std::move(model);
    return m;
}

bool ContentModel::has_learnt(std::string_view finding_id) const
{
    return model_.knows(finding_term(finding_id));
}

void ContentModel::judge(const Context& c, core::FindingId row, const core::FindingTable& table,
    Sink& sink, ModelView& view) const
{
    view.terms.clear();
    view.margin = 0;
    if (model_.empty() && !view.wanted)
        return;
    add_fact_terms(c, view.terms);
    add_finding_terms(sink, table, view.terms);
    add_word_terms(c, view.terms);
    if (model_.empty())
        return;
    view.margin = model_.margin(view.terms);
    const int weight = model_.hundredths(view.margin);
    if (weight == 0)
        return;
    sink.begin(row);
    sink.report(severity_of(weight), static_cast<std::uint8_t>(weight),
        evidence(shown(model_, view.terms)));
}

std::optional<ContentReasons> ContentModel::explain(const ModelView& view) const
{
    if (model_.empty())
        return std::nullopt;
    return ContentReasons { model::explain(model_, view.terms, source_of),
        model_.hundredths(view.margin), true };
}

} // namespace scan
