#include "milter/store/memories.h"

#include <algorithm>

#include "triage/core/codec.h"

namespace store {

namespace {

using namespace std::chrono_literals;

constexpr std::int64_t keep_deliveries = 60 * 86400; // seconds
constexpr std::size_t most_keys = 32; // of one delivery
constexpr std::size_t overdue_batch = 500;
constexpr core::Duration upkeep_time = 1s; // for a question that no message waits for

bool is_set(const core::Digest& d)
{
    return d != core::Digest {};
}

// The recipient answers: the label, once, and what it adds.
core::Result<void> answered(
    Store& store, const Delivery& d, const std::vector<Change>& changes, Label from)
{
    const auto done = store.relabel(d.message, d.recipient, from, Label::Answered, changes);
    return done ? core::Result<void> {} : done.error();
}

core::Result<void> learn_answer(Store& store, const Id& message, const Id& person, std::int64_t at)
{
    // The writer's thread: nobody waits, and the backend bounds itself.
    struct Patient final : core::Clock {
        core::Time now() const override { return {}; }
        core::WallTime wall() const override { return {}; }
    } patient;
    const auto found = store.delivery(message, person, core::Deadline::in(patient, upkeep_time));
    if (!found)
        return found.error();
    if (!*found || ((*found)->label != Label::None && (*found)->label != Label::Lapsed))
        return {};
    const Delivery& d = **found;
    const double hours = static_cast<double>(std::max<std::int64_t>(at - d.at, 0)) / 3600;
    return answered(store, d, on_answer(unpack_keys(d.data), hours, at), d.label);
}

} // namespace

std::string pack_keys(std::span<const Key> keys)
{
    core::Writer w;
    for (const Key& k : keys.first(std::min(keys.size(), most_keys))) {
        w.number(k.kind);
        w.raw({ reinterpret_cast<const char*>(k.id.data()), k.id.size() });
    }
    return w.take();
}

std::vector<Key> unpack_keys(std::string_view data)
{
    constexpr std::size_t size = 1 + sizeof(Id);
    if (data.size() % size != 0 || data.size() > most_keys * size)
        return {};
    core::Reader r(data);
    std::vector<Key> keys;
    while (!r.done() && r.ok()) {
        Key& k = keys.emplace_back();
        k.kind = r.choice<Kind>(static_cast<std::size_t>(Kind::Writing) + 1);
        const auto bytes = r.raw(sizeof(Id));
        std::copy(bytes.begin(), bytes.end(), k.id.begin());
    }
    return r.ok() ? keys : std::vector<Key> {};
}

Passage Memories::passage(const Arrival& arrival, std::size_t recipient, const Author& author) const
{
    const core::Digest& address = arrival.recipients[recipient];
    return { arrival.message, author, address, keys_.recipient(address), arrival.at };
}

core::Result<std::vector<core::HistoryFacts>> Memories::recall(
    const Arrival& arrival, core::Deadline deadline) const
{
    const Author author = keys_.author(arrival.message, arrival.proven, arrival.network);
    const std::size_t n = std::min(arrival.recipients.size(), most_recipients);
    std::vector<Key> asked;
    for (std::size_t i = 0; i < n; ++i) {
        const auto of_one = questions(keys_, passage(arrival, i, author));
        asked.insert(asked.end(), of_one.begin(), of_one.end());
    }
    if (asked.empty())
        return std::vector<core::HistoryFacts> {};
    const auto records = service_.lookup(asked, deadline);
    if (!records)
        return records.error();
    const std::size_t each = asked.size() / n;
    std::vector<core::HistoryFacts> facts;
    for (std::size_t i = 0; i < n; ++i)
        facts.push_back(
            read_history(passage(arrival, i, author), std::span(*records).subspan(i * each, each)));
    return facts;
}

void Memories::delivered(const Arrival& arrival, std::span<const core::HistoryFacts> facts) const
{
    const Author author = keys_.author(arrival.message, arrival.proven, arrival.network);
    const bool named = is_set(arrival.message.message) && is_set(arrival.message.from);
    const std::size_t n = std::min(arrival.recipients.size(), facts.size());
    for (std::size_t i = 0; i < n; ++i) {
        const Passage p = passage(arrival, i, author);
        Delivery d;
        d.message = keys_.message(arrival.message.message, arrival.message.from);
        d.recipient = p.recipient;
        d.at = arrival.at;
        d.due = arrival.at + answer_time;
        d.expires = arrival.at + keep_deliveries;
        d.data = pack_keys(answer_keys(keys_, p));
        service_.write([named, d, changes = on_delivery(keys_, p, facts[i])](Store& store) {
            if (!named) // nobody can answer it
                return store.apply(changes);
            const auto done = store.deliver(d, changes); // once, however often it comes
            return done ? core::Result<void> {} : core::Result<void>(done.error());
        });
    }
}

void Memories::sent(const core::Correspondence& message, const core::Digest& author,
    std::span<const core::Digest> recipients, std::int64_t at) const
{
    if (!teaches(message) || message.from != author)
        return;
    const Author own = keys_.own(author, message.from_domain);
    service_.write([changes = on_sent(keys_, message, own, at)](
                       Store& store) { return store.apply(changes); });
    // What it answers was delivered from one of those whom it is for: by the id alone anybody's
    // message could be "answered".
    const Id person = keys_.recipient(author);
    std::vector<core::Digest> people(recipients.begin(), recipients.end());
    people.insert(people.end(), message.to.begin(), message.to.end());
    people.resize(std::min(people.size(), most_recipients));
    std::sort(people.begin(), people.end());
    people.erase(std::unique(people.begin(), people.end()), people.end());
    if (message.answers.empty())
        return;
    for (const core::Digest& other : people)
        service_.write([id = keys_.message(message.answers.front(), other), person, at](
                           Store& store) { return learn_answer(store, id, person, at); });
}

core::Result<void> label_overdue(Store& store, const core::Clock& clock)
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
        const auto done = store.relabel(d.message, d.recipient, Label::None, label, {});
        if (!done)
            return done.error();
    }
    return {};
}

} // namespace store
