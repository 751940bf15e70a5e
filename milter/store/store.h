// The memory of the site: counters, deliveries and learnt weights behind keyed hashes. One
// interface, two backends (sqlite_store.h, redis_store.h) and one contract that both are tested
// against (tests/milter/store/contract.h). No address, subject or text is ever stored.
//
// Everything is a sum that only grows by additions (what fades does so by the weight of what is
// added, see history.h), so that several daemons can write to one store in any order. Thread rule:
// an implementation may be called from any thread; `lookup` and `delivery` are called on the mail
// path and keep their deadline, all else is called by the store's writer (writer.h).
#pragma once

#include <array>
#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "triage/core/clock.h"
#include "triage/core/result.h"

namespace store {

// What a key names. Stored as a number: append only.
enum class Kind : std::uint8_t {
    Recipient, // a person here
    Pair, // recipient and sender
    PairDomain, // recipient and the sender's organisation
    Sender,
    Domain,
    Thread, // recipient and thread
    Author, // message and who wrote it
    Member, // thread and who wrote or was written to in it
    List, // recipient and list
    Shape, // recipient and message shape
    Weights, // learnt, of everybody; the id says which part
    Residual, // learnt, of one recipient
    Alias, // an address and the person who answers for it
    Writing, // a person here, by what they write: its times tell when
    Called, // what a recipient calls the mail that we file so of a sender or a list
};
inline constexpr std::size_t kind_count = 15;

struct Key {
    Kind kind = Kind::Recipient;
    // Of HMACs (keys.h). What belongs to one recipient (Pair, PairDomain, Thread, List, Shape,
    // Residual, Called) begins with the first 8 bytes of the Recipient's id, so that it can be
    // found.
    std::array<std::uint8_t, 16> id {};
    auto operator<=>(const Key&) const = default;
};

// A record that was never written has no values and times 0.
struct Record {
    static constexpr std::size_t max_values = 512;
    std::vector<double> values; // by field; shorter than asked for: 0
    std::int64_t first = 0, last = 0; // seconds since 1970 of the earliest and latest change
    double at(std::size_t field) const { return field < values.size() ? values[field] : 0; }
    bool operator==(const Record&) const = default;
};

// Adds to fields of one record. `expires`: seconds since 1970 after which it may be forgotten
// unless a later change says otherwise.
struct Change {
    Key key;
    std::int64_t at = 0;
    std::int64_t expires = 0;
    std::vector<std::pair<std::uint16_t, double>> add;
};

enum class Label : std::uint8_t {
    None, // nothing known yet
    Ignored, // not answered in time, by a person who writes through us
    Answered,
    Important, // said by the person, as are those below
    Unimportant,
    Lapsed, // not answered in time, by nobody whom we see writing: says nothing
};

// One message at one recipient, until its label is known and `expires` has passed.
struct Delivery {
    std::array<std::uint8_t, 16> message {}; // of Message-ID and sender (keys.h)
    std::array<std::uint8_t, 16> recipient {};
    std::int64_t at = 0; // delivered, seconds since 1970
    std::int64_t due = 0; // when no answer becomes Ignored
    std::int64_t expires = 0;
    Label label = Label::None;
    std::string data; // what the learner and `stamp` need of it (delivery_data.h); at most 4 KiB
    bool operator==(const Delivery&) const = default;
};

struct Holdings { // what is kept of one person
    std::vector<std::pair<Key, Record>> records;
    std::vector<Delivery> deliveries;
    bool whole = true; // false: there is more than was asked for
    std::size_t size() const { return records.size() + deliveries.size(); }
};

struct Facts { // for health, `show store`, verify
    std::uint64_t records = 0, deliveries = 0, bytes = 0;
    std::uint32_t schema = 0;
    std::string note; // what an admin should know of it, such as a repair; empty: nothing
};

class Store {
public:
    virtual ~Store() = default;

    // In the order of `keys`. Error: the backend failed, or the deadline passed.
    virtual core::Result<std::vector<Record>> lookup(std::span<const Key> keys, core::Deadline) = 0;
    virtual core::Result<std::optional<Delivery>> delivery(
        std::span<const std::uint8_t, 16> message, std::span<const std::uint8_t, 16> recipient,
        core::Deadline)
        = 0;

    // Each of the following is atomic: all of it happens or nothing.
    virtual core::Result<void> apply(std::span<const Change> changes) = 0;
    // False, and nothing changes, if that message is known for that recipient.
    virtual core::Result<bool> deliver(const Delivery& delivery, std::span<const Change> changes)
        = 0;
    // Changes the label from `from` to `to` and applies `changes`; false, and nothing changes, if
    // the label is not `from` or there is no such delivery.
    virtual core::Result<bool> relabel(std::span<const std::uint8_t, 16> message,
        std::span<const std::uint8_t, 16> recipient, Label from, Label to,
        std::span<const Change> changes)
        = 0;
    // Deliveries without a label whose `due` is not after `now`, earliest first.
    virtual core::Result<std::vector<Delivery>> due(std::int64_t now, std::size_t limit) = 0;
    // Forgets what has expired, a day later at the latest, at most about `limit` rows; returns how
    // many.
    virtual core::Result<std::size_t> expire(std::int64_t now, std::size_t limit) = 0;
    // Forgets a person here (`triagectl forget`): every delivery to that recipient, and every
    // record whose id is the person's or begins with its first 8 bytes. Returns how many.
    virtual core::Result<std::size_t> forget(std::span<const std::uint8_t, 16> recipient) = 0;
    // What forget() would forget (`triagectl export`), at most about `limit` of it; in no order.
    virtual core::Result<Holdings> holdings(
        std::span<const std::uint8_t, 16> recipient, std::size_t limit)
        = 0;
    virtual core::Result<Facts> facts() = 0;
    // What keeps it from its work just now, if it knows without asking anybody; empty: nothing.
    virtual std::string trouble() { return {}; }
    // Copies everything as it is at one moment during the call into a new `file`, while the store
    // is in use. `go_on` hears what share is done, 0 to 1, and ends it by false. Error: also where
    // a backend has backups of its own.
    virtual core::Result<void> backup(
        const std::string& file, const std::function<bool(double)>& go_on)
    {
        (void)go_on;
        return core::Error { file + ": this backend makes its own backups" };
    }
    // Runs `work`, which calls this store on the same thread, as cheaply as the backend can: in one
    // transaction where it has them, of which nothing stays when this is an error.
    virtual core::Result<void> batch(const std::function<core::Result<void>()>& work)
    {
        return work();
    }
};

} // namespace store
