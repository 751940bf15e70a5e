#include "tests/milter/store/contract.h"

#include <algorithm>
#include <atomic>
#include <string>
#include <thread>

#include <CppUTest/TestHarness.h>

using namespace std::chrono_literals;
using store::Change;
using store::Delivery;
using store::Key;
using store::Kind;
using store::Label;
using store::Record;
using store::Store;

namespace contract {

namespace {

using Id = std::array<std::uint8_t, 16>;

Id id(std::uint8_t n)
{
    return { n, 0, '\n', 0xff, 0, n }; // zero bytes, and a tail of them
}

struct Case {
    Store& store;
    const core::Clock& clock;
    std::int64_t now = clock.wall().time_since_epoch().count();

    core::Deadline soon() const { return core::Deadline::in(clock, 10s); }
    Change change(std::uint8_t n, std::uint16_t field, double by) const
    {
        return { { Kind::Pair, id(n) }, now, now + 100000, { { field, by } } };
    }
    Record record(const Key& key) const
    {
        const auto found = store.lookup(std::span(&key, 1), soon());
        CHECK_TEXT(found.ok(), found.ok() ? "" : found.error().what.c_str());
        CHECK_EQUAL(1u, found->size());
        return found->front();
    }
    double value(std::uint8_t n, std::size_t field) const
    {
        return record({ Kind::Pair, id(n) }).at(field);
    }
    Delivery delivery(std::uint8_t message, std::int64_t due) const
    {
        return { id(message), id(9), now, due, now + 100000, Label::None, std::string("a\0b", 3) };
    }
    void apply(const std::vector<Change>& changes) const
    {
        const auto done = store.apply(changes);
        CHECK_TEXT(done.ok(), done.error().what.c_str());
    }
    bool deliver(const Delivery& d, const std::vector<Change>& changes = {}) const
    {
        const auto done = store.deliver(d, changes);
        CHECK_TEXT(done.ok(), done.ok() ? "" : done.error().what.c_str());
        return *done;
    }
    bool relabel(
        std::uint8_t message, Label from, Label to, const std::vector<Change>& changes = {}) const
    {
        const auto done = store.relabel(id(message), id(9), from, to, changes);
        CHECK_TEXT(done.ok(), done.ok() ? "" : done.error().what.c_str());
        return *done;
    }
    std::optional<Delivery> find(std::uint8_t message) const
    {
        const auto found = store.delivery(id(message), id(9), soon());
        CHECK_TEXT(found.ok(), found.ok() ? "" : found.error().what.c_str());
        return *found;
    }
};

void changes_add_up(const Case& c)
{
    c.apply({ c.change(1, 0, 1.5), c.change(1, 3, 2), c.change(1, 0, -0.25) });
    c.apply({ c.change(1, 0, 1) });
    DOUBLES_EQUAL(2.25, c.value(1, 0), 0);
    DOUBLES_EQUAL(0, c.value(1, 1), 0);
    DOUBLES_EQUAL(2, c.value(1, 3), 0);
}

void a_sum_keeps_every_bit(const Case& c)
{
    double expected = 0;
    for (const double by : { 0.1, 1e-300, -7e200, 7e200, 0.3 }) {
        c.apply({ c.change(1, 0, by) });
        expected += by;
    }
    DOUBLES_EQUAL(expected, c.value(1, 0), 0);
}

void lookups_keep_the_order_of_the_keys(const Case& c)
{
    c.apply({ c.change(1, 0, 1), c.change(3, 0, 3) });
    const std::vector<Key> keys { { Kind::Pair, id(3) }, { Kind::Pair, id(2) },
        { Kind::Sender, id(1) }, { Kind::Pair, id(1) }, { Kind::Pair, id(3) } };
    const auto found = c.store.lookup(keys, c.soon());
    CHECK_TRUE(found.ok());
    CHECK_EQUAL(keys.size(), found->size());
    const double expected[] = { 3, 0, 0, 1, 3 };
    for (std::size_t i = 0; i < keys.size(); ++i)
        DOUBLES_EQUAL(expected[i], (*found)[i].at(0), 0);
}

void what_was_never_written_is_empty(const Case& c)
{
    CHECK_TRUE(c.record({ Kind::Thread, id(1) }) == Record {});
    CHECK_FALSE(c.find(1).has_value());
    CHECK_TRUE(c.store.lookup({}, c.soon()).ok());
    CHECK_TRUE(c.store.apply({}).ok());
}

void first_and_last_are_of_the_changes(const Case& c)
{
    Change change = c.change(1, 0, 1);
    for (const std::int64_t ago : { 50, 80, 20, 60 }) {
        change.at = c.now - ago;
        c.apply({ change });
    }
    const Record r = c.record(change.key);
    CHECK_EQUAL(c.now - 80, r.first);
    CHECK_EQUAL(c.now - 20, r.last);
}

void ids_differ_by_any_byte_and_kind(const Case& c)
{
    std::vector<Change> changes;
    for (std::size_t i = 0; i < 16; ++i) {
        Change change { { Kind::Shape, {} }, c.now, c.now + 1000, { { 0, 1.0 + double(i) } } };
        change.key.id[i] = 1;
        changes.push_back(change);
    }
    changes.push_back({ { Kind::Shape, {} }, c.now, c.now + 1000, { { 0, 99 } } });
    changes.push_back({ { Kind::Recipient, {} }, c.now, c.now + 1000, { { 0, 98 } } });
    c.apply(changes);
    for (const Change& change : changes)
        DOUBLES_EQUAL(change.add[0].second, c.record(change.key).at(0), 0);
}

void a_record_holds_512_values(const Case& c)
{
    Change change { { Kind::Weights, id(1) }, c.now, c.now + 1000, {} };
    for (std::uint16_t i = 0; i < Record::max_values; ++i)
        change.add.emplace_back(i, i / 8.0);
    c.apply({ change });
    const Record r = c.record(change.key);
    CHECK_EQUAL(Record::max_values, r.values.size());
    for (std::size_t i = 0; i < Record::max_values; ++i)
        DOUBLES_EQUAL(double(i) / 8, r.at(i), 0);
}

void a_delivery_comes_back_as_it_was(const Case& c)
{
    Delivery d = c.delivery(1, c.now + 50);
    d.data = std::string(4096, '\0');
    d.data[7] = 'x';
    CHECK_TRUE(c.deliver(d));
    CHECK_TRUE(c.find(1) == d);
}

void a_message_is_delivered_once(const Case& c)
{
    CHECK_TRUE(c.deliver(c.delivery(1, c.now), { c.change(1, 0, 1) }));
    Delivery again = c.delivery(1, c.now + 7);
    again.data = "other";
    CHECK_FALSE(c.deliver(again, { c.change(1, 0, 1), c.change(2, 0, 1) }));
    DOUBLES_EQUAL(1, c.value(1, 0), 0);
    DOUBLES_EQUAL(0, c.value(2, 0), 0);
    CHECK_TRUE(c.find(1) == c.delivery(1, c.now));
    Delivery other = c.delivery(1, c.now);
    other.recipient = id(8);
    CHECK_TRUE(c.deliver(other));
}

void a_label_changes_only_from_what_it_is(const Case& c)
{
    CHECK_FALSE(c.relabel(1, Label::None, Label::Answered, { c.change(1, 0, 1) }));
    CHECK_TRUE(c.deliver(c.delivery(1, c.now)));
    CHECK_FALSE(c.relabel(1, Label::Ignored, Label::Answered, { c.change(1, 0, 1) }));
    DOUBLES_EQUAL(0, c.value(1, 0), 0);
    CHECK_TRUE(c.relabel(1, Label::None, Label::Answered, { c.change(1, 0, 2) }));
    CHECK_FALSE(c.relabel(1, Label::None, Label::Answered, { c.change(1, 0, 2) }));
    DOUBLES_EQUAL(2, c.value(1, 0), 0);
    Delivery expected = c.delivery(1, c.now);
    expected.label = Label::Answered;
    CHECK_TRUE(c.find(1) == expected);
}

void what_is_due_comes_earliest_first(const Case& c)
{
    const std::int64_t ago[] = { 100, 9000, 500, -50, 4000 };
    for (std::uint8_t n = 0; n < 5; ++n)
        CHECK_TRUE(c.deliver(c.delivery(n, c.now - ago[n])));
    CHECK_TRUE(c.relabel(2, Label::None, Label::Answered));
    const auto due = c.store.due(c.now, 10);
    CHECK_TRUE(due.ok());
    CHECK_EQUAL(3u, due->size());
    CHECK_TRUE((*due)[0] == c.delivery(1, c.now - 9000));
    CHECK_TRUE((*due)[1] == c.delivery(4, c.now - 4000));
    CHECK_TRUE((*due)[2] == c.delivery(0, c.now - 100));
    CHECK_EQUAL(1u, c.store.due(c.now, 1)->size());
    CHECK_EQUAL(0u, c.store.due(c.now - 100000, 10)->size());
}

void what_has_expired_is_forgotten(const Case& c)
{
    Change old = c.change(1, 0, 1), young = c.change(2, 0, 1), renewed = c.change(3, 0, 1);
    const std::int64_t past = c.now - 2 * 86400; // a backend may take a day
    old.expires = renewed.expires = past;
    c.apply({ young, renewed });
    renewed.expires = c.now + 100000;
    c.apply({ old, renewed });
    Delivery gone = c.delivery(1, c.now - 50), stays = c.delivery(2, c.now - 50);
    gone.expires = past;
    CHECK_TRUE(c.deliver(gone));
    CHECK_TRUE(c.deliver(stays));
    CHECK_TRUE(c.store.expire(c.now, 1000).ok());
    CHECK_TRUE(c.record(old.key) == Record {});
    CHECK_FALSE(c.find(1).has_value());
    DOUBLES_EQUAL(1, c.value(2, 0), 0);
    CHECK_TRUE(c.value(3, 0) >= 1);
    CHECK_TRUE(c.find(2) == stays);
}

void forgetting_a_person_leaves_the_others(const Case& c)
{
    Key own { Kind::Recipient, id(9) }, pair { Kind::Pair, id(9) }, near { Kind::Pair, id(9) };
    pair.id[12] = 5;
    near.id[7] = 1; // the eighth byte is another's
    std::vector<Change> changes;
    for (const Key& key : { own, pair, near })
        changes.push_back({ key, c.now, c.now + 1000, { { 0, 1 } } });
    c.apply(changes);
    Delivery other = c.delivery(1, c.now);
    other.recipient = id(8);
    CHECK_TRUE(c.deliver(other) && c.deliver(c.delivery(1, c.now)));
    const auto gone = c.store.forget(id(9));
    CHECK_TRUE(gone.ok());
    CHECK_EQUAL(3u, *gone);
    CHECK_TRUE(c.record(own) == Record {} && c.record(pair) == Record {});
    DOUBLES_EQUAL(1, c.record(near).at(0), 0);
    CHECK_FALSE(c.find(1).has_value());
    CHECK_TRUE(*c.store.delivery(id(1), id(8), c.soon()) == other);
}

void what_a_person_has_is_what_would_be_forgotten(const Case& c)
{
    Key own { Kind::Recipient, id(9) }, pair { Kind::Pair, id(9) }, near { Kind::Pair, id(9) };
    pair.id[12] = 5;
    near.id[7] = 1; // the eighth byte is another's
    std::vector<Change> changes;
    for (const Key& key : { own, pair, near })
        changes.push_back({ key, c.now, c.now + 1000, { { 1, 2.5 } } });
    c.apply(changes);
    Delivery other = c.delivery(1, c.now);
    other.recipient = id(8);
    const Delivery theirs = c.delivery(1, c.now);
    CHECK_TRUE(c.deliver(other) && c.deliver(theirs));
    auto all = c.store.holdings(id(9), 100);
    CHECK_TRUE(all.ok());
    CHECK_TRUE(all->whole);
    std::sort(all->records.begin(), all->records.end(),
        [](const auto& a, const auto& b) { return a.first < b.first; });
    CHECK_EQUAL(2u, all->records.size());
    CHECK_TRUE(all->records[0].first == own && all->records[1].first == pair);
    CHECK_TRUE(all->records[1].second == c.record(pair));
    CHECK_TRUE(all->deliveries == std::vector<Delivery> { theirs });
    const auto some = c.store.holdings(id(9), 0);
    CHECK_TRUE(some.ok() && !some->whole && some->size() == 0);
    const auto none = c.store.holdings(id(7), 100);
    CHECK_TRUE(none.ok() && none->whole && none->size() == 0);
}

void a_deadline_that_has_passed_is_an_error(const Case& c)
{
    c.apply({ c.change(1, 0, 1) });
    const Key key { Kind::Pair, id(1) };
    const core::Deadline past(c.clock, c.clock.now());
    CHECK_FALSE(c.store.lookup(std::span(&key, 1), past).ok());
    CHECK_FALSE(c.store.delivery(id(1), id(9), past).ok());
}

void a_batch_does_what_its_calls_do(const Case& c)
{
    const auto done = c.store.batch([&]() -> core::Result<void> {
        c.apply({ c.change(1, 0, 1) });
        CHECK_TRUE(c.deliver(c.delivery(1, c.now), { c.change(1, 0, 1) }));
        CHECK_FALSE(c.deliver(c.delivery(1, c.now), { c.change(1, 0, 1) }));
        CHECK_TRUE(c.relabel(1, Label::None, Label::Important));
        return {};
    });
    CHECK_TRUE(done.ok());
    DOUBLES_EQUAL(2, c.value(1, 0), 0);
    CHECK_TRUE(c.find(1)->label == Label::Important);
}

void threads_lose_nothing(const Case& c)
{
    constexpr int threads = 4, rounds = 50;
    std::atomic<int> failed { 0 }, delivered { 0 };
    std::vector<std::thread> all;
    for (int t = 0; t < threads; ++t)
        all.emplace_back([&, t] {
            const Key key { Kind::Pair, id(1) };
            for (int i = 0; i < rounds; ++i) {
                const std::vector<Change> changes { c.change(1, 0, 1),
                    c.change(static_cast<std::uint8_t>(10 + t), 0, 1) };
                failed += c.store.apply(changes).ok() ? 0 : 1;
                failed += c.store.lookup(std::span(&key, 1), c.soon()).ok() ? 0 : 1;
                const auto once
                    = c.store.deliver(c.delivery(static_cast<std::uint8_t>(i), c.now), {});
                failed += once.ok() ? 0 : 1;
                delivered += once.ok() && *once ? 1 : 0;
            }
        });
    for (std::thread& t : all)
        t.join();
    CHECK_EQUAL(0, failed.load());
    CHECK_EQUAL(rounds, delivered.load());
    DOUBLES_EQUAL(threads * rounds, c.value(1, 0), 0);
    DOUBLES_EQUAL(rounds, c.value(10, 0), 0);
}

void facts_are_there(const Case& c)
{
    c.apply({ c.change(1, 0, 1), c.change(2, 0, 1) });
    CHECK_TRUE(c.deliver(c.delivery(1, c.now)));
    const auto facts = c.store.facts();
    CHECK_TRUE(facts.ok());
    CHECK_TRUE(facts->records >= 2);
    CHECK_TRUE(facts->bytes > 0);
}

struct Rule {
    const char* name;
    void (*check)(const Case&);
};

constexpr Rule rules[] = {
    { "changes add up", changes_add_up },
    { "a sum keeps every bit", a_sum_keeps_every_bit },
    { "lookups keep the order of the keys", lookups_keep_the_order_of_the_keys },
    { "what was never written is empty", what_was_never_written_is_empty },
    { "first and last are of the changes", first_and_last_are_of_the_changes },
    { "ids differ by any byte, and by kind", ids_differ_by_any_byte_and_kind },
    { "a record holds 512 values", a_record_holds_512_values },
    { "a delivery comes back as it was", a_delivery_comes_back_as_it_was },
    { "a message is delivered once", a_message_is_delivered_once },
    { "a label changes only from what it is", a_label_changes_only_from_what_it_is },
    { "what is due comes earliest first", what_is_due_comes_earliest_first },
    { "what has expired is forgotten", what_has_expired_is_forgotten },
    { "forgetting a person leaves the others", forgetting_a_person_leaves_the_others },
    { "what a person has is what would be forgotten",
        what_a_person_has_is_what_would_be_forgotten },
    { "a deadline that has passed is an error", a_deadline_that_has_passed_is_an_error },
    { "a batch does what its calls do", a_batch_does_what_its_calls_do },
    { "threads lose nothing", threads_lose_nothing },
    { "facts are there", facts_are_there },
};

} // namespace

void check(const Factory& make, const core::Clock& clock)
{
    for (const Rule& rule : rules) {
        UT_PRINT(rule.name); // the last one before a failure is the one that failed
        const auto store = make();
        CHECK_TEXT(store != nullptr, rule.name);
        rule.check({ *store, clock });
    }
}

} // namespace contract
