#include "milter/ctl/reasons.h"

#include <array>
#include <cctype>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <utility>

#include "triage/agents/classify.h"
#include "triage/agents/sentence_terms.h"
#include "triage/agents/summary.h"
#include "triage/core/text.h"

namespace ctl {

namespace {

using agents::ActionRule;
using agents::CategoryRule;
using agents::ModelUse;
using core::Source;

constexpr std::size_t name_limit = 120, quote_limit = 200; // code points

// Numbers are shown in thousandths and rounded together, so that the lines add up to the last
// digit: what rounding took from one is given to the next.
class Rounding {
public:
    long long next(double value)
    {
        exact_ += value;
        const long long sum = std::llround(exact_ * 1000);
        return sum - std::exchange(shown_, sum);
    }
    long long sum() const { return shown_; }

private:
    double exact_ = 0;
    long long shown_ = 0;
};

std::string number(long long thousandths, bool with_sign = true)
{
    char buffer[40];
    const long long size = std::llabs(thousandths);
    std::snprintf(buffer, sizeof buffer, "%s%lld.%03lld",
        thousandths < 0 ? "-"
            : with_sign ? "+"
                        : "",
        size / 1000, size % 1000);
    return buffer;
}

std::string number(double value, bool with_sign = true)
{
    return number(std::llround(value * 1000), with_sign);
}

std::string quoted(std::string_view text, std::size_t limit)
{
    const std::string clean = core::clean_line(text, limit);
    return clean.empty() ? "(nothing that can be shown)" : '"' + clean + '"';
}

// How the names of terms read. Words carry where they stand; of facts the first sign says how the
// model may use them.
struct Prefix {
    std::string_view prefix, text;
};
constexpr auto word_places = std::to_array<Prefix>({
    { "s:", " in the subject" },
    { "n:", " in the sender's name" },
    { "a:", " in the sender's address" },
    { "t:", " in the text" },
    { "e:", " at the end" },
    { "^:", " at the beginning" },
    { "w:", "" },
});
constexpr auto fact_kinds = std::to_array<Prefix>({
    { "f:", "" },
    { "c:", "a phrase: " },
    { "+", "" },
    { "-", "" },
    { "!", "" },
});

std::string word_text(std::string_view name)
{
    for (const Prefix& p : word_places)
        if (name.starts_with(p.prefix)) {
            const std::string_view word = name.substr(p.prefix.size());
            return (word == "#" ? "a number" : quoted(word, name_limit)) + std::string(p.text);
        }
    return quoted(name, name_limit);
}

std::string fact_text(std::string_view name)
{
    if (name.starts_with("$:") && name.size() == 3
        && std::ispunct(static_cast<unsigned char>(name[2])) != 0)
        return "ends with " + std::string(name.substr(2));
    if (name.starts_with('='))
        return core::clean_line(agents::summary_fact(name), name_limit);
    for (const Prefix& p : fact_kinds)
        if (name.starts_with(p.prefix))
            return std::string(p.text) + core::clean_line(name.substr(p.prefix.size()), name_limit);
    return core::clean_line(name, name_limit);
}

std::string_view title(Source s)
{
    switch (s) {
    case Source::ByHand:
        return "weights set by hand";
    case Source::Facts:
        return "what the model has learnt of facts";
    case Source::Words:
        return "what the model has learnt of words";
    case Source::Constant:
        break;
    }
    return "constant";
}

std::string term_line(const std::string& weight, const std::string& text)
{
    return "      " + weight + "  " + text + '\n';
}

// `by_hand`: what is said of the weights set by hand; `whole`: what the sum is.
std::string sum_lines(
    const core::Sum& sum, const std::string& whole, const std::string& by_hand = {})
{
    Rounding rounding;
    std::string out;
    for (const core::Portion& p : sum.portions) {
        out += "    " + std::string(title(p.source)) + (p.source == Source::ByHand ? by_hand : "")
            + '\n';
        for (const core::Contribution& c : p.strongest)
            out += term_line(number(rounding.next(c.weight)),
                p.source == Source::Words ? word_text(c.name) : fact_text(c.name));
        if (p.others > 0)
            out += term_line(number(rounding.next(p.rest)),
                std::to_string(p.others) + (p.others == 1 ? " other" : " others"));
    }
    return out + "    = " + number(rounding.sum()) + whole + '\n';
}

std::string_view why_excluded(CategoryRule rule)
{
    switch (rule) {
    case CategoryRule::NeedsEvidence:
        return "needs evidence from the scan, and there is none";
    case CategoryRule::GuardsAccount:
        return "a message that guards an account is never filed as bulk";
    case CategoryRule::Unsure:
    case CategoryRule::None:
        break;
    }
    return "";
}

std::string deciding_rule(const agents::CategoryReasons& r)
{
    if (r.rule == CategoryRule::Unsure)
        return "  decided by rule: no category has a share of "
            + number(agents::least_confidence, false) + "\n";
    if (r.rule == CategoryRule::None || r.ranked.empty())
        return {};
    return "  decided by rule, above the sums: not " + std::string(core::name(r.ranked[0].category))
        + ", because " + std::string(why_excluded(r.rule)) + '\n';
}

std::string_view model_note(ModelUse use)
{
    switch (use) {
    case ModelUse::Absent:
        return "  there is no model: weights set by hand alone\n";
    case ModelUse::OtherLanguage:
        return "  the model is not asked about this language: weights set by hand alone\n";
    case ModelUse::Asked:
        break;
    }
    return "";
}

std::string asked_cue(const core::Action& action)
{
    return action.kind == core::ActionKind::None ? std::string("nothing")
                                                 : "to " + std::string(core::name(action.kind));
}

std::string by_request_model(const agents::ActionReasons& r)
{
    if (r.model == ModelUse::Absent)
        return "  no phrase and no question, and there is no model of requests\n";
    if (r.model == ModelUse::OtherLanguage)
        return "  no phrase and no question, and the model does not know this language\n";
    if (r.sum.portions.empty())
        return "  no phrase and no question, and no sentence that the model could judge\n";
    const double sure = agents::request_probability(r.sum.total());
    return "  by the model of requests, from " + number(agents::least_request, false)
        + " on it is one: " + quoted(r.quote, quote_limit) + '\n'
        + sum_lines(r.sum, ", as a probability " + number(sure, false));
}

} // namespace

std::string category_reasons(const agents::CategoryReasons& r)
{
    std::string out = deciding_rule(r) + std::string(model_note(r.model));
    out += "  share   logit\n";
    for (const agents::CategoryReasons::Ranked& x : r.ranked) {
        const bool in = x.excluded == CategoryRule::None;
        std::string logit = number(x.logit);
        logit.insert(0, logit.size() < 7 ? 7 - logit.size() : 0, ' ');
        out += "  " + (in ? number(x.share, false) : std::string("    -")) + ' ' + logit + "  "
            + std::string(core::name(x.category))
            + (in ? "" : ": " + std::string(why_excluded(x.excluded))) + '\n';
    }
    const std::string times
        = r.by_hand == 1 ? "" : ", each times " + number(r.by_hand, false) + " by calibration";
    for (const agents::CategoryReasons::Weighed& w : r.weighed)
        out += "  " + std::string(core::name(w.category)) + '\n'
            + sum_lines(w.sum, ", the logit of " + std::string(core::name(w.category)), times);
    return out;
}

std::string action_reasons(const agents::ActionReasons& r, const core::Action& action)
{
    std::string out;
    switch (r.rule) {
    case ActionRule::Dangerous:
        out = "  by rule: what a dangerous message asks for is no task\n";
        break;
    case ActionRule::Invitation:
        out = "  by rule: an invitation\n";
        break;
    case ActionRule::CategoryAsksNothing:
        out = "  by rule: mail of its category asks for nothing\n";
        break;
    case ActionRule::Phrase:
        out = "  by a phrase that asks " + asked_cue(action) + ": " + quoted(r.quote, quote_limit)
            + '\n';
        break;
    case ActionRule::Question:
        out = "  by a question mark\n";
        break;
    case ActionRule::CategoryAsksNoReply:
        out = "  by rule: no phrase, and mail of its category asks for no reply\n";
        break;
    case ActionRule::Model:
        out = by_request_model(r);
    }
    return out + (r.dated ? "  0.1 surer, at most 0.9, because it says by when\n" : "");
}

std::string summary_reasons(const agents::SummaryReasons& r)
{
    if (r.only)
        return "  the only sentence that says something\n";
    if (r.model == ModelUse::Absent)
        return "  the first sentence that says something: there is no model of summaries\n";
    std::string out = r.model == ModelUse::OtherLanguage
        ? "  by the model, which does not know this language's words\n"
        : "  by the model of summaries\n";
    const std::string other
        = (r.first ? "the next best: " : "the first: ") + quoted(r.other, quote_limit);
    return out + sum_lines(r.ahead, " ahead of " + other);
}

std::string content_reasons(const scan::ContentReasons& r)
{
    return "  " + std::string(scan::content_model_id) + ", term by term\n"
        + sum_lines(r.sum,
            ", on the model's scale " + std::to_string(r.hundredths) + " points"
                + (r.counted ? "" : ", which do not count as they stand"));
}

std::string priority_reasons(const agents::PriorityReasons& r, core::Category category)
{
    std::string out = sum_lines(r.sum, ", as a priority " + std::to_string(r.by_sum) + " of 100");
    if (r.by_sum > r.highest)
        out += "  by rule: "
            + (r.by_threat ? "what is not clean" : std::string(core::name(category)))
            + " ranks at most " + std::to_string(r.highest) + '\n';
    return out;
}

} // namespace ctl
