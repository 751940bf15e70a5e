#include "milter/store/memories.h"

#include <algorithm>

#include "milter/store/alias.h"
#include "milter/store/delivery_data.h"
#include "milter/store/patience.h"

namespace store {

namespace {

using namespace std::chrono_literals;

constexpr std::int64_t keep_deliveries = 60 * 86400; // seconds
constexpr std::size_t overdue_batch = 500;
constexpr core::Duration upkeep_time = 1s; // for a question that no message waits for

bool is_set(const core::Digest& d)
{
    return d != core::Digest {};
}

// What the recipient calls such mail; nothing if that is what we call it.
std::optional<core::Category> called(const Record& record, const Memories::Arrival& arrival)
{
    constexpr double least = 0.2; // of an opinion that has not faded
    std::optional<core::Category> best;
    double most = least;
    for (std::size_t i = 0; i < core::category_names.size(); ++i)
        if (const double said = record.at(i) * reading_weight(arrival.at); said > most) {
            best = static_cast<core::Category>(i);
            most = said;
        }
    return best == arrival.category ? std::nullopt : best;
}

// To who waits for what becomes of an opinion. The writer may run a job again, or drop it.
struct Reply {
    std::promise<Heard> promise;
    bool said = false;
    void say(Heard heard)
    {
        if (!std::exchange(said, true))
            promise.set_value(heard);
    }
    ~Reply() { say(Heard::Dropped); }
};

struct Lesson {
    const Delivery& delivery;
    const std::optional<DeliveryData>& data;
    Label label;
    std::int64_t at;
};

// The label, once, and what it adds to counts, to the recipient's residual and to what everybody
// has taught.
core::Result<void> learn_label(Store& store, Learner& learner, const Keys& keys, const Lesson& l)
{
    const Delivery& d = l.delivery;
    const bool positive = l.label == Label::Answered;
    std::vector<Change> changes;
    if (positive && l.data) {
        const double hours = static_cast<double>(std::max<std::int64_t>(l.at - d.at, 0)) / 3600;
        changes = on_answer(l.data->raised, hours, l.at);
    }
    const bool teaching = l.data && (positive || l.label == Label::Ignored);
    if (teaching) {
        const Key parts[] = { keys.residual(d.recipient, 0), keys.residual(d.recipient, 1) };
        const auto records = store.lookup(parts, patient());
        if (!records)
            return records.error();
        const auto own = Residual(*records).learn(keys, d.recipient, l.data->example,
            learner.weights()->margin(l.data->example), positive, l.at);
        changes.insert(changes.end(), own.begin(), own.end());
    }
    const auto done = store.relabel(d.message, d.recipient, d.label, l.label, changes);
    if (!done)
        return done.error();
    if (*done && teaching)
        learner.learn(d.recipient, l.data->example, positive, l.at);
    return {};
}

struct AnswerTo { // what one of ours answered
    Id message {};
    core::Digest thread {};
};

core::Result<void> learn_answer(Store& store, Learner& learner, const Keys& keys,
    const AnswerTo& answer, const Id& person, std::int64_t at)
{
    const auto found = store.delivery(answer.message, person, patient());
    if (!found)
        return found.error();
    if (!*found)
        return learn_alias(store, keys, answer.message, person, answer.thread, at);
    if ((*found)->label != Label::None && (*found)->label != Label::Lapsed)
        return {};
    const auto data = decode_delivery((*found)->data);
    return learn_label(store, learner, keys, { **found, data, Label::Answered, at });
}

// Under whom the mail of that address is kept: the address itself, or who answers for it.
core::Result<Id> who_answers(const Keys& keys, const Id& address, const Memories::Lookup& lookup)
{
    const Key asked[] = { keys.writing(address), keys.alias(address) };
    const auto records = lookup(asked);
    if (!records)
        return records.error();
    return records->front().last != 0 ? address : answers_for(records->back()).value_or(address);
}

} // namespace

std::vector<Id> Memories::recipients_of(const Arrival& arrival) const
{
    std::vector<Id> all;
    for (const core::Digest& address : arrival.recipients)
        if (all.size() < most_recipients)
            all.push_back(keys_->recipient(address));
    return all;
}

Passage Memories::passage(
    const Arrival& arrival, std::size_t recipient, const Id& person, const Author& author) const
{
    return { arrival.message, author, arrival.recipients[recipient], person, arrival.at };
}

DeliveryData Memories::data_of(
    const Passage& p, const Arrival& arrival, const Recalled& recalled, const Given& given) const
{
    DeliveryData d;
    d.raised = answer_keys(*keys_, p);
    d.called = keys_->called(p.recipient, p.author, arrival.message.list, arrival.category).id;
    d.priority = given.priority;
    d.band = given.band;
    d.category = recalled.called;
    d.why = given.why;
    d.example = recalled.example;
    return d;
}

std::vector<Key> Memories::questions_of(const Arrival& arrival, std::span<const Id> people) const
{
    const Author author = keys_->author(arrival.message, arrival.proven, arrival.network);
    std::vector<Key> asked;
    for (std::size_t i = 0; i < people.size(); ++i) {
        const Passage p = passage(arrival, i, people[i], author);
        const auto of_one = questions(*keys_, p);
        asked.insert(asked.end(), of_one.begin(), of_one.end());
        for (unsigned part = 0; part < Residual::parts; ++part)
            asked.push_back(keys_->residual(p.recipient, part));
        asked.push_back(keys_->called(p.recipient, author, arrival.message.list, arrival.category));
        asked.push_back(keys_->alias(p.recipient));
    }
    return asked;
}

// `records`: what the store answered to questions_of().
std::vector<Memories::Recalled> Memories::read(
    const Arrival& arrival, std::span<const Id> people, std::span<const Record> records) const
{
    constexpr std::size_t behind = Residual::parts + 2; // questions_of: what history does not read
    std::vector<Recalled> all;
    const Author author = keys_->author(arrival.message, arrival.proven, arrival.network);
    const auto weights = learner_.weights();
    for (std::size_t i = 0; i < people.size(); ++i) {
        const std::size_t each = records.size() / people.size(), past = each - behind;
        const auto own = records.subspan(i * each, each);
        Recalled& r = all.emplace_back();
        r.person = people[i];
        r.history = read_history(passage(arrival, i, people[i], author), own.first(past));
        r.example = make_example(*keys_, arrival.features, r.history);
        r.outlook = look_out(*weights, r.example,
            Residual(own.subspan(past, Residual::parts)).margin(r.example), r.history);
        r.called = called(own[each - 2], arrival);
        r.silent = r.history.written == 0;
    }
    return all;
}

// Asks once more where an address turns out to be somebody's.
core::Result<std::vector<Memories::Recalled>> Memories::recall_by(
    const Arrival& arrival, const Lookup& lookup) const
{
    std::vector<Id> people = recipients_of(arrival);
    if (people.empty())
        return std::vector<Recalled> {};
    auto records = lookup(questions_of(arrival, people));
    if (!records)
        return records.error();
    auto recalled = read(arrival, people, *records);
    const std::size_t each = records->size() / people.size();
    const std::vector<Id> addresses = people;
    for (std::size_t i = 0; i < people.size(); ++i)
        if (recalled[i].silent)
            people[i] = answers_for((*records)[(i + 1) * each - 1]).value_or(people[i]);
    if (people == addresses)
        return recalled;
    records = lookup(questions_of(arrival, people));
    if (!records)
        return records.error();
    auto theirs = read(arrival, people, *records);
    for (std::size_t i = 0; i < people.size(); ++i)
        theirs[i].silent = recalled[i].silent;
    return theirs;
}

core::Result<std::vector<Memories::Recalled>> Memories::recall(
    const Arrival& arrival, core::Deadline deadline) const
{
    return recall_by(
        arrival, [&](std::span<const Key> keys) { return service_.lookup(keys, deadline); });
}

// Answers of one message are traced to an address only if there is one that they can be for.
std::optional<Id> Memories::unanswered_address(
    const Arrival& arrival, std::span<const Recalled> recalled) const
{
    std::optional<Id> only;
    if (arrival.message.automatic || is_set(arrival.message.list))
        return only;
    for (std::size_t i = 0; i < recalled.size(); ++i)
        if (recalled[i].silent) {
            if (only)
                return std::nullopt;
            only = keys_->recipient(arrival.recipients[i]);
        }
    return only;
}

std::vector<Job> Memories::records_of(
    const Arrival& arrival, std::span<const Recalled> recalled, std::span<const Given> given) const
{
    const Author author = keys_->author(arrival.message, arrival.proven, arrival.network);
    const bool named = is_set(arrival.message.message) && is_set(arrival.message.from);
    const std::size_t n = std::min({ arrival.recipients.size(), recalled.size(), given.size() });
    std::vector<Job> jobs;
    for (std::size_t i = 0; i < n; ++i) {
        const Passage p = passage(arrival, i, recalled[i].person, author);
        Delivery d;
        d.message = keys_->message(arrival.message.message, arrival.message.from);
        d.recipient = p.recipient;
        d.at = arrival.at;
        d.due = arrival.at + answer_time;
        d.expires = arrival.at + keep_deliveries;
        d.data = encode(data_of(p, arrival, recalled[i], given[i]));
        jobs.push_back([named, d,
                           changes = on_delivery(*keys_, p, recalled[i].history,
                               recalled[i].outlook.odds)](Store& store) {
            if (!named) // nobody can answer it
                return store.apply(changes);
            const auto done = store.deliver(d, changes); // once, however often it comes
            return done ? core::Result<void> {} : core::Result<void>(done.error());
        });
    }
    if (const auto address = unanswered_address(arrival, recalled); address && named)
        jobs.push_back([row = addressed_row(*keys_,
                            keys_->message(arrival.message.message, arrival.message.from), *address,
                            arrival.at)](Store& store) -> core::Result<void> {
            const auto done = store.deliver(row, {});
            return done ? core::Result<void> {} : core::Result<void>(done.error());
        });
    return jobs;
}

void Memories::delivered(
    const Arrival& arrival, std::span<const Recalled> recalled, std::span<const Given> given) const
{
    for (auto& job : records_of(arrival, recalled, given))
        service_.write(std::move(job));
}

void Memories::delivered_unrecalled(const Arrival& arrival, const Given& given) const
{
    service_.write([self = *this, arrival, given](Store& store) -> core::Result<void> {
        const auto recalled = self.recall_by(
            arrival, [&store](std::span<const Key> keys) { return store.lookup(keys, patient()); });
        if (!recalled)
            return recalled.error();
        const std::vector<Given> all(recalled->size(), given);
        for (const auto& job : self.records_of(arrival, *recalled, all))
            if (const auto done = job(store); !done)
                return done;
        return {};
    });
}

void Memories::sent(const core::Correspondence& message, const core::Digest& author,
    std::span<const core::Digest> recipients, std::int64_t at) const
{
    if (!teaches(message))
        return;
    const Id person = keys_->recipient(author);
    service_.write([changes = on_sent(*keys_, message, person, at)](
                       Store& store) { return store.apply(changes); });
    if (message.answers.empty())
        return;
    // What it answers was delivered from one of those whom it is for: by the id alone anybody's
    // message could be "answered".
    std::vector<core::Digest> people(recipients.begin(), recipients.end());
    people.insert(people.end(), message.to.begin(), message.to.end());
    people.resize(std::min(people.size(), most_recipients));
    std::sort(people.begin(), people.end());
    people.erase(std::unique(people.begin(), people.end()), people.end());
    const core::Digest thread = is_set(message.thread) ? message.thread : message.answers.back();
    for (const core::Digest& other : people) {
        const AnswerTo answer { keys_->message(message.answers.front(), other), thread };
        service_.write([&learner = learner_, keys = keys_, answer, person, at](Store& store) {
            return learn_answer(store, learner, *keys, answer, person, at);
        });
    }
}

std::future<Heard> Memories::hear(const core::Correspondence& message, const core::Digest& person,
    const Opinion& opinion, const std::optional<Arrival>& vouched, std::int64_t at) const
{
    Subject subject { keys_->message(message.message, message.from), keys_->recipient(person), {} };
    if (vouched)
        subject.otherwise = genuine(*vouched, at);
    const auto reply = std::make_shared<Reply>();
    auto answer = reply->promise.get_future();
    service_.write([reply, subject, opinion, at, &learner = learner_, keys = keys_](
                       Store& store) mutable -> core::Result<void> {
        const auto whose = who_answers(*keys, subject.recipient,
            [&store](std::span<const Key> asked) { return store.lookup(asked, patient()); });
        if (!whose)
            return whose.error();
        subject.recipient = *whose;
        const auto heard = store::hear(store, *keys, *learner.weights(), subject, opinion, at);
        if (!heard)
            return heard.error(); // tried again
        reply->say(*heard);
        return {};
    });
    return answer;
}

// What would have been kept of a delivery that nobody knows of. Who sent it is known if that is
// proven; without, no sender's past may hang on it.
DeliveryData Memories::genuine(const Arrival& arrival, std::int64_t at) const
{
    const Author author = keys_->author(arrival.message, arrival.proven, arrival.network);
    Passage p = passage(arrival, 0, keys_->recipient(arrival.recipients.front()), author);
    p.at = at;
    DeliveryData d = data_of(p, arrival, {}, {});
    d.example = make_example(*keys_, arrival.features, {});
    if (!arrival.proven) {
        std::erase_if(d.raised,
            [](const Key& k) { return k.kind == Kind::Pair || k.kind == Kind::PairDomain; });
        if (!is_set(arrival.message.list))
            d.called.reset();
    }
    return d;
}

core::Result<std::optional<DeliveryData>> Memories::given(
    const core::Correspondence& message, const core::Digest& person, core::Deadline deadline) const
{
    const auto whose = who_answers(*keys_, keys_->recipient(person),
        [&](std::span<const Key> asked) { return service_.lookup(asked, deadline); });
    if (!whose)
        return whose.error();
    const auto found
        = service_.delivery(keys_->message(message.message, message.from), *whose, deadline);
    if (!found)
        return found.error();
    return *found ? decode_delivery((*found)->data) : std::nullopt;
}

core::Result<void> label_overdue(
    Store& store, Learner& learner, const Keys& keys, const core::Clock& clock)
{
    const std::int64_t now = clock.wall().time_since_epoch().count();
    const auto overdue = store.due(now, overdue_batch);
    if (!overdue)
        return overdue.error();
    for (const Delivery& d : *overdue) {
        const Key person { Kind::Writing, d.recipient };
        const auto found
            = store.lookup(std::span(&person, 1), core::Deadline::in(clock, upkeep_time));
        if (!found)
            return found.error();
        const Label label = found->front().last >= d.at ? Label::Ignored : Label::Lapsed;
        const auto data = decode_delivery(d.data);
        if (const auto done = learn_label(store, learner, keys, { d, data, label, d.due }); !done)
            return done;
    }
    return {};
}

} // namespace store
