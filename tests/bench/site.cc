#include "tests/bench/site.h"

#include <cmath>

namespace bench {

namespace {

using store::Key;
using store::Kind;
using Id = std::array<std::uint8_t, 16>;

constexpr std::uint64_t references = 3; // asked for beside the parent
constexpr int words_learnt = 10; // in each part of a residual
constexpr std::int64_t day = 86400;
constexpr std::int64_t keep_people = 400 * day, keep_threads = 120 * day;
constexpr std::uint64_t known_senders = 60000, contacts = 150, lists = 400, shapes_a_sender = 4;
// Of mail: from somebody never seen here; from whom half of the site hears; on a list; answered.
constexpr double from_strangers = 0.25, from_everybodys = 0.45, on_list = 0.3, answered = 0.06;
constexpr double in_known_thread = 0.4, of_known_shape = 0.6;

std::uint64_t mixed(std::uint64_t a, std::uint64_t b, std::uint64_t c)
{
    return Random(Random(Random(a).next() ^ b).next() ^ c).next();
}

void put(Id& id, std::size_t at, std::uint64_t n)
{
    for (std::size_t i = 0; i < 8; ++i)
        id[at + i] = static_cast<std::uint8_t>(n >> (8 * i));
}

Id id(std::uint64_t a, std::uint64_t b)
{
    Id out {};
    put(out, 0, mixed(1, a, b));
    put(out, 8, mixed(2, a, b));
    return out;
}

Key person_key(std::uint64_t person)
{
    return { Kind::Recipient, id(10, person) };
}

// As those of the product: what belongs to a person begins with the person.
Key owned(Kind kind, std::uint64_t person, std::uint64_t what, std::uint64_t salt = 0)
{
    Key key = person_key(person);
    key.kind = kind;
    put(key.id, 8, mixed(static_cast<std::uint64_t>(kind) + 100, person ^ salt, what));
    return key;
}

void add(std::vector<store::Change>& to, const Key& key, std::int64_t at, std::int64_t keep,
    std::initializer_list<std::uint16_t> fields)
{
    const double weight = std::exp2(static_cast<double>(at - 1735689600) / (180.0 * 86400));
    store::Change change { key, at, at + keep, {} };
    for (const std::uint16_t field : fields)
        change.add.emplace_back(field, weight);
    to.push_back(std::move(change));
}

} // namespace

std::uint64_t Random::next()
{
    std::uint64_t z = (state_ += 0x9e3779b97f4a7c15);
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9;
    z = (z ^ (z >> 27)) * 0x94d049bb133111eb;
    return z ^ (z >> 31);
}

std::uint64_t Random::skewed(std::uint64_t n)
{
    const double u = share();
    return static_cast<std::uint64_t>(u * u * static_cast<double>(n));
}

Site::Site(std::uint64_t seed, std::uint32_t people, std::size_t data_bytes)
    : random_(seed)
    , people_(people)
    , data_bytes_(data_bytes)
    , threads_(people)
{
}

Site::Sender Site::sender(std::uint64_t person)
{
    const double which = random_.share();
    if (which < from_strangers) {
        const std::uint64_t address = mixed(20, mails_, 0);
        return { address, random_.chance(0.6) ? address : random_.skewed(known_senders), true };
    }
    if (which < from_strangers + from_everybodys) {
        const std::uint64_t n = random_.skewed(known_senders);
        return { mixed(21, n, 0), n / 3, false };
    }
    const std::uint64_t n = random_.skewed(contacts);
    return { mixed(22, person, n), mixed(23, person, n) % known_senders, false };
}

std::uint64_t Site::thread(std::uint64_t person, bool& is_new)
{
    auto& latest = threads_[person];
    std::uint64_t& place = latest[random_.next() % latest.size()];
    is_new = place == 0 || !random_.chance(in_known_thread);
    if (is_new)
        place = mixed(30, person, mails_);
    return place;
}

Mail Site::next(std::int64_t at, bool labelled)
{
    ++mails_;
    const std::uint64_t person = random_.skewed(people_);
    const Sender from = sender(person);
    bool new_thread = false;
    const std::uint64_t topic = thread(person, new_thread);
    const bool listed = random_.chance(on_list);
    const std::uint64_t shape = random_.chance(of_known_shape) && !from.is_new
        ? mixed(40, from.address, random_.next() % shapes_a_sender)
        : mixed(41, mails_, 0);
    const bool got_answer = random_.chance(answered) && !from.is_new;

    const Key who = person_key(person), pair = owned(Kind::Pair, person, from.address),
              written = owned(Kind::Pair, person, from.address, 7),
              domain = owned(Kind::PairDomain, person, from.domain),
              all { Kind::Sender, id(50, from.address) }, line = owned(Kind::Thread, person, topic),
              subject = owned(Kind::Thread, person, topic, 7),
              list = owned(Kind::List, person, listed ? random_.skewed(lists) : 0),
              form = owned(Kind::Shape, person, shape),
              member { Kind::Member, id(60 ^ topic, from.address) },
              subject_member { Kind::Member, id(61 ^ topic, from.address) },
              parent { Kind::Author, id(70 ^ topic, person) }, writing { Kind::Writing, who.id },
              own_line = owned(Kind::Thread, person, topic, 8),
              own_subject = owned(Kind::Thread, person, topic, 9),
              called = owned(Kind::Called, person, from.address), alias { Kind::Alias, who.id };
    const Key residual[] = { owned(Kind::Residual, person, 0), owned(Kind::Residual, person, 1) };

    Mail mail;
    mail.questions = { who, pair, written, domain, all, line, subject, list, form, member,
        subject_member, writing, own_line, own_subject, parent };
    for (std::uint64_t i = 1; i <= references; ++i)
        mail.questions.push_back({ Kind::Author, id(70 ^ topic ^ (i << 40), person) });
    for (const Key& key : { residual[0], residual[1], called, alias })
        mail.questions.push_back(key);
    for (const Key& key : { who, pair, domain, all })
        add(mail.changes, key, at, keep_people, { 0 });
    for (const Key& key : { line, subject, member, subject_member, form })
        add(mail.changes, key, at, keep_threads, { 0 });
    if (listed)
        add(mail.changes, list, at, keep_people, { 0 });
    if (got_answer) { // what the answer counts, and what the person's own mail does
        for (const Key& key : { who, pair, domain, all, line, subject, form })
            add(mail.changes, key, at + 7200, keep_people, { 1 });
        add(mail.changes, written, at + 7200, keep_people, { 0 });
        add(mail.changes, parent, at + 7200, keep_threads, { 0 });
        add(mail.changes, writing, at + 7200, keep_people, { 0 });
        add(mail.changes, own_line, at + 7200, keep_threads, { 0 });
        add(mail.changes, own_subject, at + 7200, keep_threads, { 0 });
        for (const Key& key : residual) // what a label teaches: some words of the message
            for (int i = 0; i < words_learnt; ++i)
                add(mail.changes, key, at + 7200, keep_people,
                    { static_cast<std::uint16_t>(random_.next() % store::Record::max_values) });
    }
    store::Delivery& d = mail.delivery;
    d.message = id(80, mails_);
    d.recipient = who.id;
    d.at = at;
    d.due = at + 14 * day;
    d.expires = at + 30 * day;
    d.label = got_answer ? store::Label::Answered
                         : (labelled ? store::Label::Ignored : store::Label::None);
    for (std::size_t i = 0; i < data_bytes_; ++i)
        d.data.push_back(static_cast<char>(random_.next()));
    return mail;
}

} // namespace bench
