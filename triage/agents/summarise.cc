#include "triage/agents/summarise.h"

#include <algorithm>
#include <array>
#include <span>

#include "triage/agents/due.h"
#include "triage/agents/paragraphs.h"
#include "triage/agents/sentence_terms.h"
#include "triage/agents/summary.h"
#include "triage/core/text.h"
#include "triage/model/explain.h"

namespace agents {

namespace {

using core::ActionKind;
using core::Category;

constexpr std::size_t read_bytes = 4096; // of the new text
constexpr std::size_t max_asked = 12; // looked at for a request

// The first of a cue; the number of hits if there is none.
std::size_t find(std::span<const Hit> hits, Cue cue)
{
    const auto it
        = std::find_if(hits.begin(), hits.end(), [&](const Hit& h) { return h.cue == cue; });
    return static_cast<std::size_t>(it - hits.begin());
}

// Which requests a message of a category can make of its reader.
std::span<const ActionKind> allowed(Category c)
{
    static constexpr std::array people { ActionKind::Reply, ActionKind::Review, ActionKind::Pay,
        ActionKind::Schedule, ActionKind::Attend, ActionKind::Send, ActionKind::Confirm };
    static constexpr std::array accounts { ActionKind::Pay, ActionKind::Confirm };
    static constexpr std::array systems { ActionKind::Review, ActionKind::Pay, ActionKind::Attend,
        ActionKind::Send, ActionKind::Confirm };
    switch (c) {
    case Category::Personal:
    case Category::Work:
        return people;
    case Category::Unknown:
    case Category::Transaction:
        return accounts;
    case Category::Notification:
        return systems;
    default:
        return {};
    }
}

struct Request {
    Cue cue;
    ActionKind kind;
    double confidence; // how often the phrase is a request
};
// What is specific comes first: "please reply to confirm" is a confirmation.
constexpr auto requests = std::to_array<Request>({
    { Cue::AskPay, ActionKind::Pay, 0.8 },
    { Cue::AskConfirm, ActionKind::Confirm, 0.75 },
    { Cue::AskSchedule, ActionKind::Schedule, 0.7 },
    { Cue::AskAttend, ActionKind::Attend, 0.7 },
    { Cue::AskReview, ActionKind::Review, 0.75 },
    { Cue::AskSend, ActionKind::Send, 0.75 },
    { Cue::AskReply, ActionKind::Reply, 0.65 },
});

bool is_digits(std::string_view s)
{
    return !s.empty() && s.find_first_not_of("0123456789") == s.npos;
}

// DTSTART of an invitation (RFC 5545 section 3.3.5) as a due date: in UTC with its time, else its
// day, for a local time without its zone would be a guess.
std::string iso_start(std::string_view start)
{
    if (start.size() < 8 || !is_digits(start.substr(0, 8)))
        return {};
    std::string day(start.substr(0, 4));
    day.append("-").append(start.substr(4, 2)).append("-").append(start.substr(6, 2));
    const bool utc = start.size() == 16 && start[8] == 'T' && is_digits(start.substr(9, 6))
        && start[15] == 'Z';
    if (!utc)
        return day;
    return day.append("T").append(start.substr(9, 2)).append(":").append(start.substr(11, 2)) + "Z";
}

std::optional<core::Action> invitation(const core::Message& m)
{
    for (const core::CalendarFacts& c : m.calendars)
        if (c.method == "REQUEST")
            return core::Action { ActionKind::Attend, iso_start(c.start), 0.95 };
    return std::nullopt;
}

ModelUse use_of(const model::Linear& requests, const Case& c)
{
    if (requests.empty())
        return ModelUse::Absent;
    return c.so_far.language == language_names[0] ? ModelUse::Asked : ModelUse::OtherLanguage;
}

std::vector<model::Term> terms_of(std::string_view sentence, const Lexicon& lexicon)
{
    const WordList words(sentence, sentence.size());
    return request_terms(sentence, words, lexicon.find(words.words()));
}

struct Likeliest {
    double sure = 0; // that it asks for something; 0: the model cannot tell
    std::size_t sentence = 0;
};
// Of the first sentences.
Likeliest likeliest(const Case& c, const Lexicon& lexicon, const model::Linear& learnt)
{
    Likeliest most;
    if (use_of(learnt, c) != ModelUse::Asked)
        return most;
    const std::string text = unwrap(c.message.own_text(), read_bytes);
    std::size_t looked_at = 0;
    for (const std::string_view sentence : core::sentences(text, read_bytes)) {
        if (looked_at == max_asked)
            break;
        const double sure = request_probability(learnt.margin(terms_of(sentence, lexicon)));
        if (sure > most.sure)
            most = { sure, looked_at };
        ++looked_at;
    }
    return most;
}

Asked requested(const Case& c, const WordList& text, std::span<const Hit> hits,
    const Lexicon& lexicon, const model::Linear& learnt)
{
    const auto kinds = allowed(c.so_far.category.value_or(Category::Unknown));
    const auto may
        = [&](ActionKind k) { return std::find(kinds.begin(), kinds.end(), k) != kinds.end(); };
    if (kinds.empty())
        return { { ActionKind::None, {}, 0.9 }, ActionRule::CategoryAsksNothing };
    for (const Request& r : requests)
        if (const auto at = find(hits, r.cue); may(r.kind) && at < hits.size())
            return { { r.kind, {}, r.confidence }, ActionRule::Phrase, at };
    if (may(ActionKind::Reply) && text.folded().find("? ") != std::string::npos)
        return { { ActionKind::Reply, {}, 0.5 }, ActionRule::Question };
    if (!may(ActionKind::Reply))
        return { { ActionKind::None, {}, 0.6 }, ActionRule::CategoryAsksNoReply };
    const auto [sure, sentence] = likeliest(c, lexicon, learnt);
    if (sure >= least_request)
        return { { ActionKind::Reply, {}, sure }, ActionRule::Model, sentence };
    return { { ActionKind::None, {}, sure > 0 ? 1 - sure : 0.6 }, ActionRule::Model, sentence };
}

std::string phrase(const WordList& text, const Hit& hit)
{
    std::string words;
    for (std::size_t i = hit.first; i < hit.first + hit.words; ++i)
        words += (words.empty() ? "" : " ") + std::string(text.words()[i].text);
    return words;
}

ActionReasons reasons_of(const Asked& asked, const Case& c, const WordList& text,
    const Lexicon& lexicon, const model::Linear& learnt)
{
    ActionReasons reasons;
    reasons.rule = asked.rule;
    reasons.dated = asked.rule != ActionRule::Invitation && !asked.action.due.empty();
    reasons.model = use_of(learnt, c);
    if (asked.rule == ActionRule::Phrase)
        reasons.quote = phrase(text, lexicon.find(text.words())[asked.at]);
    if (asked.rule != ActionRule::Model || reasons.model != ModelUse::Asked)
        return reasons;
    const std::string all = unwrap(c.message.own_text(), read_bytes);
    const auto sentences = core::sentences(all, read_bytes);
    if (asked.at < sentences.size()) {
        reasons.quote = sentences[asked.at];
        reasons.sum = model::explain(learnt, terms_of(reasons.quote, lexicon), sentence_source);
    }
    return reasons;
}

} // namespace

Asked asked_of(const Case& c, const WordList& text, const Lexicon& lexicon, const DateWords& dates,
    const model::Linear& learnt)
{
    if (c.threat == core::Threat::Dangerous) // what a fraudster asks for is no task
        return { { ActionKind::None, {}, 0.9 }, ActionRule::Dangerous };
    if (auto action = invitation(c.message))
        return { std::move(*action), ActionRule::Invitation };
    const std::vector<Hit> hits = lexicon.find(text.words());
    Asked asked = requested(c, text, hits, lexicon, learnt);
    core::Action& action = asked.action;
    if (action.kind == ActionKind::None)
        return asked;
    auto due = find_due(text, hits, dates, c.message.date, c.message.date_zone_minutes);
    if (!due && (action.kind == ActionKind::Attend || action.kind == ActionKind::Schedule))
        due = find_meeting(text, hits, dates, c.message.date, c.message.date_zone_minutes);
    if (due) {
        action.due = std::move(due->iso);
        action.confidence = std::min(0.9, action.confidence + 0.1);
    }
    return asked;
}

core::Result<core::Notes> Summarise::assess(const Case& c, core::Deadline deadline) const
{
    core::Notes notes;
    if (c.message.encrypted)
        return notes;
    const bool english = c.so_far.language == language_names[0];
    notes.summary = summary_of(c.message.own_text(), lexicon_, models_->summary, english);
    if (deadline.expired())
        return core::Error { "summarise: out of time after the summary" };
    const WordList text(c.message.own_text(), read_bytes);
    notes.action = asked_of(c, text, lexicon_, dates_, models_->requests).action;
    return notes;
}

void Summarise::explain(const Case& c, Explanation& explanation) const
{
    if (c.message.encrypted)
        return;
    const bool english = c.so_far.language == language_names[0];
    const WordList text(c.message.own_text(), read_bytes);
    explanation.summary
        = explain_summary(c.message.own_text(), lexicon_, models_->summary, english);
    explanation.action = reasons_of(asked_of(c, text, lexicon_, dates_, models_->requests), c, text,
        lexicon_, models_->requests);
}

} // namespace agents
