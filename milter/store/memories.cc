#include "milter/store/memories.h"

#include <algorithm>

#include "milter/store/delivery_data.h"

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

// The writer's thread: nobody waits, and the backend bounds itself.
core::Deadline patient()
{
    struct Still final : core::Clock {
        core::Time now() const override { return {}; }
        core::WallTime wall() const override { return {}; }
    };
    static const Still still;
    return core::Deadline::in(still, upkeep_time);
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

core::Result<void> learn_answer(Store& store, Learner& learner, const Keys& keys, const Id& message,
    const Id& person, std::int64_t at)
{
    const auto found = store.delivery(message, person, patient());
    if (!found)
        return found.error();
    if (!*found || ((*found)->label != Label::None && (*found)->label != Label::Lapsed))
        return {};
    const auto data = decode_delivery((*found)->data);
    return learn_label(store, learner, keys, { **found, data, Label::Answered, at });
}

} // namespace

Passage Memories::passage(const Arrival& arrival, std::size_t recipient, const Author& author) const
{
    const core::Digest& address = arrival.recipients[recipient];
    return { arrival.message, author, address, keys_->recipient(address), arrival.at };
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

std::vector<Key> Memories::questions_of(const Arrival& arrival) const
{
    const Author author = keys_->author(arrival.message, arrival.proven, arrival.network);
    const std::size_t n = std::min(arrival.recipients.size(), most_recipients);
    std::vector<Key> asked;
    for (std::size_t i = 0; i < n; ++i) {
        const Passage p = passage(arrival, i, author);
        const auto of_one = questions(*keys_, p);
        asked.insert(asked.end(), of_one.begin(), of_one.end());
        for (unsigned part = 0; part < Residual::parts; ++part)
            asked.push_back(keys_->residual(p.recipient, part));
        asked.push_back(keys_->called(p.recipient, author, arrival.message.list, arrival.category));
    }
    return asked;
}

// `records`: what the store answered to questions_of().
std::vector<Memories::Recalled> Memories::read(
    const Arrival& arrival, std::span<const Record> records) const
{
    std::vector<Recalled> all;
    const std::size_t n = std::min(arrival.recipients.size(), most_recipients);
    if (n == 0)
        return all;
    const Author author = keys_->author(arrival.message, arrival.proven, arrival.network);
    const auto weights = learner_.weights();
    const std::size_t each = records.size() / n, past = each - Residual::parts - 1;
    for (std::size_t i = 0; i < n; ++i) {
        const auto own = records.subspan(i * each, each);
        Recalled& r = all.emplace_back();
        r.history = read_history(passage(arrival, i, author), own.first(past));
        r.example = make_example(*keys_, arrival.features, r.history);
        r.outlook = look_out(*weights, r.example,
            Residual(own.subspan(past, Residual::parts)).margin(r.example), r.history);
        r.called = called(own.back(), arrival);
    }
    return all;
}

core::Result<std::vector<Memories::Recalled>> Memories::recall(
    const Arrival& arrival, core::Deadline deadline) const
{
    const auto asked = questions_of(arrival);
    if (asked.empty())
        return std::vector<Recalled> {};
    const auto records = service_.lookup(asked, deadline);
    if (!records)
        return records.error();
    return read(arrival, *records);
}

std::vector<Job> Memories::records_of(
    const Arrival& arrival, std::span<const Recalled> recalled, std::span<const Given> given) const
{
    const Author author = keys_->author(arrival.message, arrival.proven, arrival.network);
    const bool named = is_set(arrival.message.message) && is_set(arrival.message.from);
    const std::size_t n = std::min({ arrival.recipients.size(), recalled.size(), given.size() });
    std::vector<Job> jobs;
    for (std::size_t i = 0; i < n; ++i) {
        const Passage p = passage(arrival, i, author);
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
        const auto records = store.lookup(self.questions_of(arrival), patient());
        if (!records)
            return records.error();
        const auto recalled = self.read(arrival, *records);
        const std::vector<Given> all(recalled.size(), given);
        for (const auto& job : self.records_of(arrival, recalled, all))
            if (const auto done = job(store); !done)
                return done;
        return {};
    });
}

void Memories::sent(const core::Correspondence& message, const core::Digest& author,
    std::span<const core::Digest> recipients, std::int64_t at) const
{
    if (!teaches(message) || message.from != author)
        return;
    const Author own = keys_->own(author, message.from_domain);
    service_.write([changes = on_sent(*keys_, message, own, at)](
                       Store& store) { return store.apply(changes); });
    // What it answers was delivered from one of those whom it is for: by the id alone anybody's
    // message could be "answered".
    const Id person = keys_->recipient(author);
    std::vector<core::Digest> people(recipients.begin(), recipients.end());
    people.insert(people.end(), message.to.begin(), message.to.end());
    people.resize(std::min(people.size(), most_recipients));
    std::sort(people.begin(), people.end());
    people.erase(std::unique(people.begin(), people.end()), people.end());
    if (message.answers.empty())
        return;
    for (const core::Digest& other : people)
        service_.write(
            [&learner = learner_, keys = keys_, id = keys_->message(message.answers.front(), other),
                person,
                at](Store& store) { return learn_answer(store, learner, *keys, id, person, at); });
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
                       Store& store) -> core::Result<void> {
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
    Passage p = passage(arrival, 0, author);
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
    const auto found = service_.delivery(
        keys_->message(message.message, message.from), keys_->recipient(person), deadline);
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
