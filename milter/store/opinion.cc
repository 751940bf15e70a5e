#include "milter/store/opinion.h"

#include <algorithm>
#include <bit>
#include <cmath>

#include "milter/store/patience.h"
#include "triage/core/codec.h"

namespace store {

namespace {

constexpr std::int64_t day = 86400;
constexpr std::int64_t keep_opinions = 180 * day; // so long one can be taken back
constexpr std::size_t most_changes = 64, most_amounts = Record::max_values;

// An opinion's row among the deliveries has one of two labels; it is never due.
constexpr Label on = Label::Important, off = Label::Lapsed;

// Opinions by number: the categories follow the others.
std::uint8_t number_of(const Opinion& o)
{
    return static_cast<std::uint8_t>(static_cast<std::size_t>(o.said)
        + (o.said == Said::Category ? static_cast<std::size_t>(o.category) : 0));
}

std::vector<Opinion> excluded_by(const Opinion& o)
{
    std::vector<Opinion> all;
    switch (o.said) {
    case Said::Important:
        return { { Said::Unimportant } };
    case Said::Unimportant:
        return { { Said::Important } };
    case Said::Threat:
        return { { Said::Clean } };
    case Said::Clean:
        return { { Said::Threat } };
    case Said::Category:
        for (std::size_t i = 0; i < core::category_names.size(); ++i)
            if (const auto c = static_cast<core::Category>(i); c != o.category)
                all.push_back({ Said::Category, c });
        return all;
    }
    return all;
}

bool says_of_priority(Said said)
{
    return said == Said::Important || said == Said::Unimportant || said == Said::Threat;
}

class Ear {
public:
    Ear(Store& store, const Keys& keys, const Weights& weights, const Subject& subject,
        std::int64_t at)
        : store_(store)
        , keys_(keys)
        , weights_(weights)
        , subject_(subject)
        , at_(at)
    {
    }
    core::Result<Heard> hear(const Opinion& opinion)
    {
        return opinion.undo ? take_back(opinion) : believe(opinion);
    }

private:
    core::Result<std::optional<Delivery>> row(const Opinion& o) const
    {
        return store_.delivery(
            keys_.opinion(subject_.message, number_of(o)), subject_.recipient, patient());
    }
    core::Result<Heard> believe(const Opinion& opinion);
    core::Result<Heard> believe_first(const Opinion& opinion);
    core::Result<Heard> take_back(const Opinion& opinion);
    core::Result<std::vector<Change>> lesson(const Opinion& opinion, const DeliveryData& data);
    core::Result<void> mark(Said said, bool undo);

    Store& store_;
    const Keys& keys_;
    const Weights& weights_;
    const Subject& subject_;
    const std::int64_t at_;
};

core::Result<Heard> Ear::believe(const Opinion& opinion)
{
    const auto found = row(opinion);
    if (!found)
        return found.error();
    if (*found && (*found)->label == on)
        return Heard::Before;
    if (!*found)
        return believe_first(opinion);
    const auto changes = unpack_changes((*found)->data);
    if (!changes)
        return Heard::Unknown;
    const auto done = store_.relabel((*found)->message, subject_.recipient, off, on, *changes);
    if (!done)
        return done.error();
    if (const auto marked = mark(opinion.said, false); !marked)
        return marked.error();
    return *done ? Heard::Learnt : Heard::Before;
}

core::Result<Heard> Ear::believe_first(const Opinion& opinion)
{
    const auto delivered = store_.delivery(subject_.message, subject_.recipient, patient());
    if (!delivered)
        return delivered.error();
    auto data = *delivered ? decode_delivery((*delivered)->data) : subject_.otherwise;
    if (!data)
        return Heard::Unknown;
    for (const Opinion& other : excluded_by(opinion))
        if (const auto done = take_back(other); !done)
            return done.error();
    const auto changes = lesson(opinion, *data);
    if (!changes)
        return changes.error();
    Delivery d;
    d.message = keys_.opinion(subject_.message, number_of(opinion));
    d.recipient = subject_.recipient;
    d.at = at_;
    d.due = d.expires = at_ + keep_opinions;
    d.label = on;
    d.data = pack_changes(*changes);
    const auto as_kept = unpack_changes(d.data); // rounded
    if (!as_kept)
        return Heard::Unknown;
    const auto done = store_.deliver(d, *as_kept);
    if (!done)
        return done.error();
    if (const auto marked = mark(opinion.said, false); !marked)
        return marked.error();
    return *done ? Heard::Learnt : Heard::Before;
}

core::Result<Heard> Ear::take_back(const Opinion& opinion)
{
    const auto found = row(opinion);
    if (!found)
        return found.error();
    if (!*found || (*found)->label != on)
        return Heard::Before;
    auto changes = unpack_changes((*found)->data);
    if (!changes)
        return Heard::Unknown;
    for (Change& c : *changes)
        for (auto& [field, amount] : c.add)
            amount = -amount;
    const auto done = store_.relabel((*found)->message, subject_.recipient, on, off, *changes);
    if (!done)
        return done.error();
    if (const auto marked = mark(opinion.said, true); !marked)
        return marked.error();
    return *done ? Heard::Undone : Heard::Before;
}

// What the opinion adds: to what the person has said of such mail, and to what is known of that
// person's words.
core::Result<std::vector<Change>> Ear::lesson(const Opinion& opinion, const DeliveryData& data)
{
    if (opinion.said == Said::Category) {
        std::vector<Change> all;
        if (data.called)
            all.push_back({ { Kind::Called, *data.called }, at_, at_ + 540 * day,
                { { static_cast<std::uint16_t>(opinion.category), event_weight(at_) } } });
        return all;
    }
    std::vector<Change> changes = on_saying(data.raised, opinion.said, at_);
    if (!says_of_priority(opinion.said))
        return changes;
    const Key parts[]
        = { keys_.residual(subject_.recipient, 0), keys_.residual(subject_.recipient, 1) };
    const auto records = store_.lookup(parts, patient());
    if (!records)
        return records.error();
    const auto own = Residual(*records).learn(keys_, subject_.recipient, data.example,
        weights_.margin(data.example), opinion.said == Said::Important, at_);
    changes.insert(changes.end(), own.begin(), own.end());
    return changes;
}

// That nobody answers what its reader has judged says nothing more.
core::Result<void> Ear::mark(Said said, bool undo)
{
    if (!says_of_priority(said))
        return {};
    const Label mark = said == Said::Important ? Label::Important : Label::Unimportant;
    const auto done = undo
        ? store_.relabel(subject_.message, subject_.recipient, mark, Label::None, {})
        : store_.relabel(subject_.message, subject_.recipient, Label::None, mark, {});
    return done ? core::Result<void> {} : core::Result<void>(done.error());
}

} // namespace

core::Result<Heard> hear(Store& store, const Keys& keys, const Weights& weights,
    const Subject& subject, const Opinion& opinion, std::int64_t at)
{
    return Ear(store, keys, weights, subject, at).hear(opinion);
}

std::string pack_changes(std::span<const Change> changes)
{
    core::Writer w;
    w.number(static_cast<std::uint8_t>(changes.size()));
    for (const Change& c : changes) {
        w.number(c.key.kind);
        w.raw({ reinterpret_cast<const char*>(c.key.id.data()), c.key.id.size() });
        w.number(static_cast<std::uint64_t>(c.at));
        w.number(static_cast<std::uint64_t>(c.expires));
        w.number(static_cast<std::uint16_t>(c.add.size()));
        for (const auto& [field, amount] : c.add) {
            w.number(field);
            w.number(std::bit_cast<std::uint32_t>(static_cast<float>(amount)));
        }
    }
    return w.take();
}

std::optional<std::vector<Change>> unpack_changes(std::string_view bytes)
{
    core::Reader r(bytes);
    const auto n = r.number<std::uint8_t>();
    if (n > most_changes)
        return std::nullopt;
    std::vector<Change> changes;
    for (unsigned i = 0; i < n && r.ok(); ++i) {
        Change& c = changes.emplace_back();
        c.key.kind = r.choice<Kind>(kind_count);
        const auto id = r.raw(c.key.id.size());
        std::copy(id.begin(), id.end(), c.key.id.begin());
        c.at = r.number<std::int64_t>();
        c.expires = r.number<std::int64_t>();
        const auto amounts = r.number<std::uint16_t>();
        for (unsigned j = 0; j < amounts && r.ok(); ++j) {
            const auto field = r.number<std::uint16_t>();
            const float amount = std::bit_cast<float>(r.number<std::uint32_t>());
            if (field >= most_amounts || !std::isfinite(amount))
                return std::nullopt;
            c.add.emplace_back(field, static_cast<double>(amount));
        }
    }
    if (!r.done())
        return std::nullopt;
    return changes;
}

} // namespace store
