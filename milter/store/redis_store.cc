#include "milter/store/redis_store.h"

#include <algorithm>
#include <charconv>
#include <map>

#include "milter/store/redis_scripts.h"
#include "triage/core/codec.h"

namespace store {

namespace {

using namespace std::chrono_literals;

constexpr core::Duration write_time = 2s; // for a write, off the mail path
constexpr std::size_t max_idle = 16; // connections kept
constexpr std::size_t record_head = 16; // bytes before the values
constexpr std::size_t delivery_head = 25; // bytes before the data
constexpr std::size_t id_bytes = 16;

std::string_view bytes(std::span<const std::uint8_t> id)
{
    return { reinterpret_cast<const char*>(id.data()), id.size() };
}

void put(core::Writer& w, const Key& key)
{
    w.number(key.kind);
    w.raw(bytes(key.id));
}

std::string encode(std::span<const Change> changes)
{
    core::Writer w;
    for (const Change& c : changes) {
        put(w, c.key);
        w.number(c.at);
        w.number(c.expires);
        w.number(static_cast<std::uint16_t>(c.add.size()));
        for (const auto& [field, by] : c.add) {
            w.number(field);
            w.real(by);
        }
    }
    return w.take();
}

Record record(std::string_view blob)
{
    Record r;
    if (blob.size() < record_head)
        return r;
    core::Reader in(blob);
    r.first = in.number<std::int64_t>();
    r.last = in.number<std::int64_t>();
    const std::size_t n
        = std::min((blob.size() - record_head) / sizeof(double), Record::max_values);
    for (std::size_t i = 0; i < n; ++i)
        r.values.push_back(in.real());
    return r;
}

std::string encode(const Delivery& d)
{
    core::Writer w;
    w.number(d.label);
    w.number(d.at);
    w.number(d.due);
    w.number(d.expires);
    w.raw(d.data);
    return w.take();
}

std::optional<Delivery> delivery_of(std::string_view ids, std::string_view blob)
{
    if (ids.size() != 2 * id_bytes || blob.size() < delivery_head)
        return std::nullopt;
    Delivery d;
    std::copy_n(ids.begin(), id_bytes, d.message.begin());
    std::copy_n(ids.begin() + id_bytes, id_bytes, d.recipient.begin());
    core::Reader in(blob);
    d.label = in.choice<Label>(static_cast<std::size_t>(Label::Lapsed) + 1);
    d.at = in.number<std::int64_t>();
    d.due = in.number<std::int64_t>();
    d.expires = in.number<std::int64_t>();
    if (!in.ok())
        return std::nullopt;
    d.data = blob.substr(delivery_head);
    return d;
}

// Of a key without its prefix, "r:" kind id or "d:" message recipient.
bool belongs_to(std::string_view name, std::span<const std::uint8_t, 16> recipient)
{
    constexpr std::size_t tag = 2;
    if (name.starts_with("d:"))
        return name.size() == tag + 2 * id_bytes && name.ends_with(bytes(recipient));
    return name.size() == tag + 1 + id_bytes
        && name.substr(tag + 1).starts_with(bytes(recipient.first(id_bytes / 2)));
}

// Of INFO's "name:123".
std::uint64_t number_after(std::string_view text, std::string_view name)
{
    std::uint64_t n = 0;
    const auto at = text.find(name);
    if (at != std::string_view::npos)
        std::from_chars(text.data() + at + name.size(), text.data() + text.size(), n);
    return n;
}

} // namespace

RedisStore::RedisStore(const core::Clock& clock, RedisSettings settings)
    : clock_(clock)
    , settings_(std::move(settings))
{
}

core::Deadline RedisStore::write_deadline() const
{
    return core::Deadline::in(clock_, write_time);
}

core::Result<RedisConnection> RedisStore::borrow(core::Deadline deadline)
{
    {
        const std::lock_guard lock(mutex_);
        if (!idle_.empty()) {
            RedisConnection c = std::move(idle_.back());
            idle_.pop_back();
            return c;
        }
    }
    return RedisConnection::open(settings_, deadline);
}

void RedisStore::give_back(RedisConnection connection)
{
    const std::lock_guard lock(mutex_);
    if (connection.broken())
        idle_.clear(); // Redis went away: the others are stale too
    else if (idle_.size() < max_idle)
        idle_.push_back(std::move(connection));
}

core::Result<RedisReply> RedisStore::call(const Arguments& arguments, core::Deadline deadline)
{
    auto connection = borrow(deadline);
    if (!connection)
        return connection.error();
    auto reply = connection->call(arguments, deadline);
    give_back(std::move(*connection));
    return reply;
}

// Redis keeps what it compiled by the text's digest, so the text alone is sent: a few hundred bytes
// more, and no second round trip after a restart of Redis.
core::Result<RedisReply> RedisStore::script(
    std::string_view body, const Arguments& arguments, core::Deadline deadline)
{
    const std::string text = std::string(redis_scripts::prelude) + std::string(body);
    Arguments all { "EVAL", text, "0", settings_.prefix };
    all.insert(all.end(), arguments.begin(), arguments.end());
    return call(all, deadline);
}

core::Result<bool> RedisStore::changed(std::string_view body, const Arguments& arguments)
{
    const auto reply = script(body, arguments, write_deadline());
    if (!reply)
        return reply.error();
    return reply->number == 1;
}

core::Result<std::vector<Record>> RedisStore::lookup(
    std::span<const Key> keys, core::Deadline deadline)
{
    if (keys.empty())
        return std::vector<Record> {};
    std::vector<std::string> names;
    for (const Key& k : keys) {
        core::Writer w;
        w.raw(settings_.prefix);
        w.raw("r:");
        put(w, k);
        names.push_back(w.take());
    }
    Arguments all { "MGET" };
    all.insert(all.end(), names.begin(), names.end());
    const auto reply = call(all, deadline);
    if (!reply)
        return reply.error();
    if (reply->items.size() != keys.size())
        return core::Error { "redis: an answer of the wrong length" };
    std::vector<Record> records;
    for (const RedisReply& item : reply->items)
        records.push_back(record(item.text));
    return records;
}

core::Result<std::optional<Delivery>> RedisStore::delivery(
    std::span<const std::uint8_t, 16> message, std::span<const std::uint8_t, 16> recipient,
    core::Deadline deadline)
{
    const std::string ids = std::string(bytes(message)) + std::string(bytes(recipient));
    const auto reply = call({ "GET", settings_.prefix + "d:" + ids }, deadline);
    if (!reply)
        return reply.error();
    return delivery_of(ids, reply->text);
}

core::Result<void> RedisStore::apply(std::span<const Change> changes)
{
    const auto done = changed(redis_scripts::apply, { encode(changes) });
    return done ? core::Result<void> {} : done.error();
}

core::Result<bool> RedisStore::deliver(const Delivery& delivery, std::span<const Change> changes)
{
    const std::string ids
        = std::string(bytes(delivery.message)) + std::string(bytes(delivery.recipient));
    return changed(redis_scripts::deliver,
        { ids, encode(delivery), std::to_string(delivery.due), std::to_string(delivery.expires),
            encode(changes) });
}

core::Result<bool> RedisStore::relabel(std::span<const std::uint8_t, 16> message,
    std::span<const std::uint8_t, 16> recipient, Label from, Label to,
    std::span<const Change> changes)
{
    const std::string ids = std::string(bytes(message)) + std::string(bytes(recipient));
    return changed(redis_scripts::relabel,
        { ids, std::to_string(static_cast<int>(from)), std::to_string(static_cast<int>(to)),
            encode(changes) });
}

core::Result<std::vector<Delivery>> RedisStore::due(std::int64_t now, std::size_t limit)
{
    const auto reply = script(
        redis_scripts::due, { std::to_string(now), std::to_string(limit) }, write_deadline());
    if (!reply)
        return reply.error();
    std::vector<Delivery> found;
    for (std::size_t i = 0; i + 1 < reply->items.size(); i += 2)
        if (auto d = delivery_of(reply->items[i].text, reply->items[i + 1].text))
            found.push_back(std::move(*d));
    std::stable_sort(found.begin(), found.end(),
        [](const Delivery& a, const Delivery& b) { return a.due < b.due; });
    return found;
}

core::Result<std::size_t> RedisStore::expire(std::int64_t, std::size_t)
{
    return std::size_t { 0 };
}

// Redis has no order of keys, so all of them are looked through; others are served meanwhile.
core::Result<void> RedisStore::for_each_page(std::span<const std::uint8_t, 16> recipient,
    const std::function<core::Result<void>(const std::vector<std::string>& names)>& work)
{
    std::string cursor = "0";
    do {
        const auto page
            = call({ "SCAN", cursor, "MATCH", settings_.prefix + "[rd]:*", "COUNT", "1000" },
                write_deadline());
        if (!page)
            return page.error();
        if (page->items.size() != 2)
            return core::Error { "redis: an answer of the wrong shape" };
        cursor = page->items[0].text;
        std::vector<std::string> theirs;
        for (const RedisReply& item : page->items[1].items)
            if (belongs_to(std::string_view(item.text).substr(settings_.prefix.size()), recipient))
                theirs.push_back(item.text);
        if (theirs.empty())
            continue;
        if (auto done = work(theirs); !done)
            return done;
    } while (cursor != "0");
    return {};
}

core::Result<std::size_t> RedisStore::forget(std::span<const std::uint8_t, 16> recipient)
{
    std::size_t gone = 0;
    const auto done = for_each_page(
        recipient, [&](const std::vector<std::string>& names) -> core::Result<void> {
            Arguments all { "UNLINK" };
            all.insert(all.end(), names.begin(), names.end());
            const auto unlinked = call(all, write_deadline());
            if (!unlinked)
                return unlinked.error();
            gone += static_cast<std::size_t>(unlinked->number);
            return {};
        });
    return done ? core::Result<std::size_t>(gone) : done.error();
}

core::Result<Holdings> RedisStore::holdings(
    std::span<const std::uint8_t, 16> recipient, std::size_t limit)
{
    std::map<std::string, std::string> found; // a scan may name a key twice
    bool whole = true;
    const auto done = for_each_page(
        recipient, [&](const std::vector<std::string>& names) -> core::Result<void> {
            if (!(whole = found.size() < limit))
                return {};
            Arguments all { "MGET" };
            all.insert(all.end(), names.begin(), names.end());
            const auto values = call(all, write_deadline());
            if (!values)
                return values.error();
            if (values->items.size() != names.size())
                return core::Error { "redis: an answer of the wrong length" };
            for (std::size_t i = 0; i < names.size(); ++i)
                found[names[i].substr(settings_.prefix.size())] = values->items[i].text;
            return {};
        });
    if (!done)
        return done.error();
    Holdings h;
    h.whole = whole;
    for (const auto& [name, value] : found) {
        core::Reader in(std::string_view(name).substr(2)); // behind "r:" or "d:"
        if (name.starts_with("d:")) {
            if (auto d = delivery_of(std::string_view(name).substr(2), value))
                h.deliveries.push_back(std::move(*d));
            continue;
        }
        Key key;
        key.kind = in.choice<Kind>(kind_count);
        const std::string_view id = std::string_view(name).substr(3);
        std::copy(id.begin(), id.end(), key.id.begin());
        if (in.ok() && !value.empty()) // it may have expired meanwhile
            h.records.emplace_back(key, record(value));
    }
    return h;
}

core::Result<Facts> RedisStore::facts()
{
    const auto size = call({ "DBSIZE" }, write_deadline());
    if (!size)
        return size.error();
    const auto memory = call({ "INFO", "memory" }, write_deadline());
    if (!memory)
        return memory.error();
    Facts f;
    f.records = static_cast<std::uint64_t>(size->number);
    f.bytes = number_after(memory->text, "used_memory:");
    return f;
}

} // namespace store
