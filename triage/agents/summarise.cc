#include "triage/agents/summarise.h"

#include <algorithm>
#include <array>
#include <span>

#include "triage/agents/due.h"
#include "triage/agents/paragraphs.h"
#include "triage/agents/sentence_terms.h"
#include "triage/agents/summary.h"
#include "triage/core/text.h"

namespace agents {

namespace {

using core::ActionKind;
using core::Category;

constexpr std::size_t read_bytes = 4096; // of the new text
constexpr std::size_t max_asked = 12; // looked at for a request

bool has(std::span<const Hit> hits, Cue cue)
{
    return std::any_of(hits.begin(), hits.end(), [&](const Hit& h) { return h.cue == cue; });
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

// How sure the model is that one of the first sentences asks for something; 0 if it cannot tell.
double asked(const Case& c, const Lexicon& lexicon, const model::Linear& learnt)
{
    if (learnt.empty() || c.so_far.language != language_names[0])
        return 0;
    const std::string text = unwrap(c.message.own_text(), read_bytes);
    double most = 0;
    std::size_t looked_at = 0;
    for (const std::string_view sentence : core::sentences(text, read_bytes)) {
        if (looked_at++ == max_asked)
            break;
        const WordList words(sentence, sentence.size());
        const auto terms = request_terms(sentence, words, lexicon.find(words.words()));
        most = std::max(most, request_probability(learnt.margin(terms)));
    }
    return most;
}

core::Action requested(const Case& c, const WordList& text, std::span<const Hit> hits,
    const Lexicon& lexicon, const model::Linear& learnt)
{
    const auto kinds = allowed(c.so_far.category.value_or(Category::Unknown));
    const auto may
        = [&](ActionKind k) { return std::find(kinds.begin(), kinds.end(), k) != kinds.end(); };
    if (kinds.empty())
        return { ActionKind::None, {}, 0.9 };
    for (const Request& r : requests)
        if (may(r.kind) && has(hits, r.cue))
            return { r.kind, {}, r.confidence };
    if (may(ActionKind::Reply) && text.folded().find("? ") != std::string::npos)
        return { ActionKind::Reply, {}, 0.5 };
    if (!may(ActionKind::Reply))
        return { ActionKind::None, {}, 0.6 };
    const double sure = asked(c, lexicon, learnt);
    if (sure >= least_request)
        return { ActionKind::Reply, {}, sure };
    return { ActionKind::None, {}, sure > 0 ? 1 - sure : 0.6 };
}

} // namespace

core::Action action_of(const Case& c, const WordList& text, const Lexicon& lexicon,
    const DateWords& dates, const model::Linear& learnt)
{
    if (c.threat == core::Threat::Dangerous)
        return { ActionKind::None, {}, 0.9 }; // what a fraudster asks for is no task
    if (auto action = invitation(c.message))
        return *action;
    const std::vector<Hit> hits = lexicon.find(text.words());
    core::Action action = requested(c, text, hits, lexicon, learnt);
    if (action.kind == ActionKind::None)
        return action;
    auto due = find_due(text, hits, dates, c.message.date, c.message.date_zone_minutes);
    if (!due && (action.kind == ActionKind::Attend || action.kind == ActionKind::Schedule))
        due = find_meeting(text, hits, dates, c.message.date, c.message.date_zone_minutes);
    if (due) {
        action.due = std::move(due->iso);
        action.confidence = std::min(0.9, action.confidence + 0.1);
    }
    return action;
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
    notes.action = action_of(c, text, lexicon_, dates_, models_->requests);
    return notes;
}

} // namespace agents
