// What a transaction asks the site's memory, and what it tells it.
#include "milter/transaction.h"

#include <algorithm>

#include "triage/core/digest.h"

namespace milter {

void Transaction::recall(Result& result)
{
    core::ContentVerdict& verdict = result.outcome.verdict;
    if (!remembers() || !verdict.notes.correspondence)
        return;
    store::Memories::Arrival& a = result.arrival.emplace();
    a.message = *verdict.notes.correspondence;
    name_people(a.message, false);
    a.features = verdict.notes.features;
    a.category = verdict.notes.category.value_or(core::Category::Unknown);
    const bool own = client_ == core::ClientClass::Authenticated && own_author(a.message);
    a.proven = verdict.notes.from_proven || own;
    a.network = client_ == core::ClientClass::Foreign && peer_.ip ? network_id(*peer_.ip) : 0;
    a.at = services_.clock.wall().time_since_epoch().count();
    for (const Recipient& r : recipients_)
        if (r.local)
            a.recipients.push_back(r.person);
    auto found = memories().recall(a, deadline(result));
    if (found) {
        result.recalled = std::move(*found);
        return;
    }
    result.unrecalled = true;
    verdict.miss(
        core::Stage::Store, deadline(result).expired() ? core::Cause::Timeout : core::Cause::Error);
    result.outcome.status = core::Status::Partial;
}

// Who MAIL FROM says it is, which counts only of a client that is one of ours.
core::Digest Transaction::author() const
{
    return core::address_digest(runtime_->people.person(mail_from_));
}

// Whether From is the address that MAIL FROM says, or its owner's.
bool Transaction::own_author(const core::Correspondence& message) const
{
    return !mail_from_.empty()
        && (message.from == core::address_digest(mail_from_) || message.from == author());
}

// A header names people by their aliases, as the envelope does. `keep`: beside the aliases.
void Transaction::name_people(core::Correspondence& message, bool keep) const
{
    for (auto* people : { &message.to, &message.cc })
        for (const Recipient& r : recipients_) {
            const auto alias = std::find(people->begin(), people->end(), r.address);
            if (r.person == r.address || alias == people->end())
                continue;
            if (keep)
                people->push_back(r.person);
            else
                *alias = r.person;
        }
}

// What was delivered, and what one of ours wrote. Dangerous mail is no part of anybody's past.
void Transaction::learn(Result& result)
{
    if (!remembers() || result.rejected || services_.stopping)
        return;
    const bool past = result.arrival && result.outcome.threat != core::Threat::Dangerous;
    if (past && result.unrecalled)
        memories().delivered_unrecalled(
            *result.arrival, { result.personal.priority, result.personal.band, "" });
    else if (past)
        memories().delivered(*result.arrival, result.recalled, keepable(result));
    if (client_ == core::ClientClass::Foreign)
        return;
    if (result.arrival)
        return learn_from(result.outcome.verdict.notes.correspondence.value());
    // Mail that leaves is not triaged; only what it answers is of interest.
    if (direction_ != core::Direction::Outbound || intake_.value().kept() != Intake::Kept::Whole)
        return;
    Request request { envelope(), intake_.value().fd(), intake_.value().kept_bytes(),
        intake_.value().digests().content, {} };
    const Answer answer = services_.triage(request, deadline(result));
    if (const auto& message = answer.outcome.verdict.notes.correspondence)
        learn_from(*message);
}

// Reasons are kept only where the message's header cannot say them.
std::vector<store::Memories::Given> Transaction::keepable(const Result& result) const
{
    std::vector<store::Memories::Given> all;
    for (const core::PersonalVerdict& v : result.given)
        all.push_back({ v.priority, v.band, personal(result) ? "" : headers::why_value(v.why) });
    return all;
}

void Transaction::learn_from(core::Correspondence message) const
{
    if (!own_author(message))
        return;
    name_people(message, true);
    std::vector<core::Digest> people;
    for (const Recipient& r : recipients_)
        people.push_back(r.address);
    memories().sent(message, author(), people, services_.clock.wall().time_since_epoch().count());
}

} // namespace milter
