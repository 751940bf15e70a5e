#include "milter/store/history.h"

#include <algorithm>
#include <cmath>
#include <tuple>

namespace store {

namespace {

constexpr double half_life = 180.0 * 86400; // seconds
constexpr double landmark = 1735689600; // 2025-01-01: where an event weighs 1
constexpr std::int64_t day = 86400;
constexpr std::int64_t keep_people = 540 * day;
constexpr std::int64_t keep_threads = 120 * day; // threads, ids of messages, shapes

// Fields of a record, by what it is about.
enum Field : std::uint16_t {
    Received = 0,
    Answered = 1,
    Written = 2, // of PairDomain, Recipient; of Thread: the recipient's own messages
    Hours = 3, // sum of log(1 + hours) of answers, of Pair
    Confirmed = 4, // of Pair: answers that nobody else could have written
    Odds = 5,
    OddsSquare = 6, // of Recipient: sums over what was received
    SaidFirst = 7, // and as many as there are of Said, but for the category
    // of the record that Keys::written names
    WrittenTo = 0,
    WrittenBack = 1,
};

enum Question : std::size_t {
    Person,
    PairRecord,
    WrittenRecord,
    DomainRecord,
    SenderRecord,
    ThreadRecord,
    TopicRecord,
    ListRecord,
    ShapeRecord,
    MemberRecord,
    TopicMemberRecord,
    WritingRecord,
    ThreadWrittenRecord,
    TopicWrittenRecord,
    ParentRecord, // the recipient wrote what it answers
    ReferenceRecord, // and what came before that: the next three
};
constexpr std::size_t most_references = 3;
constexpr std::size_t question_count = ReferenceRecord + most_references;

std::int64_t keeping_of(Kind kind)
{
    return kind == Kind::Thread || kind == Kind::Shape ? keep_threads : keep_people;
}

bool is_set(const core::Digest& d)
{
    return d != core::Digest {};
}

bool names(const std::vector<core::Digest>& people, const core::Digest& who)
{
    return std::find(people.begin(), people.end(), who) != people.end();
}

class Changes {
public:
    explicit Changes(std::int64_t at)
        : at_(at)
        , weight_(event_weight(at))
    {
    }
    void add(const Key& key, std::int64_t keep, std::initializer_list<std::uint16_t> fields)
    {
        Change c { key, at_, at_ + keep, {} };
        for (const std::uint16_t f : fields)
            c.add.emplace_back(f, weight_);
        all_.push_back(std::move(c));
    }
    void add(const Key& key, std::int64_t keep, std::uint16_t field, double times)
    {
        all_.push_back({ key, at_, at_ + keep, { { field, weight_ * times } } });
    }
    std::vector<Change> take() { return std::move(all_); }

private:
    std::int64_t at_;
    double weight_;
    std::vector<Change> all_;
};

} // namespace

double event_weight(std::int64_t at)
{
    return std::exp2((static_cast<double>(at) - landmark) / half_life);
}

double reading_weight(std::int64_t now)
{
    return std::exp2((landmark - static_cast<double>(now)) / half_life);
}

std::vector<Key> questions(const Keys& keys, const Passage& p)
{
    const core::Correspondence& m = p.message;
    std::vector<Key> all(question_count);
    all[Person] = keys.person(p.recipient);
    all[PairRecord] = keys.pair(p.recipient, p.author);
    all[WrittenRecord] = keys.written(p.recipient, p.author.address);
    all[DomainRecord] = keys.pair_domain(p.recipient, p.author.domain);
    all[SenderRecord] = keys.sender(p.author);
    all[ThreadRecord] = keys.thread(p.recipient, m.thread);
    all[TopicRecord] = keys.thread(p.recipient, m.topic);
    all[ListRecord] = keys.list(p.recipient, m.list);
    all[ShapeRecord] = keys.shape(p.recipient, m.shape);
    all[MemberRecord] = keys.member(m.thread, p.author.address);
    all[TopicMemberRecord] = keys.member(m.topic, p.author.address);
    all[WritingRecord] = keys.writing(p.recipient);
    all[ThreadWrittenRecord] = keys.wrote_in(p.recipient, m.thread);
    all[TopicWrittenRecord] = keys.wrote_in(p.recipient, m.topic);
    for (std::size_t i = 0; i <= most_references; ++i)
        all[ParentRecord + i]
            = keys.wrote(i < m.answers.size() ? m.answers[i] : core::Digest {}, p.recipient);
    return all;
}

namespace {

void read_placement(const Passage& p, core::HistoryFacts& h)
{
    const core::Correspondence& m = p.message;
    h.recipient_in_to = names(m.to, p.recipient_address);
    h.recipient_first = h.recipient_in_to && m.to.front() == p.recipient_address;
    h.recipient_in_cc = !h.recipient_in_to && names(m.cc, p.recipient_address);
    h.sole_recipient = h.recipient_in_to && m.to.size() == 1 && m.cc.empty();
    h.recipients = static_cast<unsigned>(m.to.size() + m.cc.size());
    h.has_parent = !m.answers.empty();
    h.has_list = is_set(m.list);
    h.has_shape = is_set(m.shape);
}

struct Sayings {
    double of[4] = { 0, 0, 0, 0 }; // by Said
    double all() const { return of[0] + of[1] + of[2] + of[3]; }
};

// Of the sender, else of the thread or the list: the closest that there is. Not of the
// organisation, which for many senders is a mail provider.
void read_sayings(const Passage& p, std::span<const Record> records, core::HistoryFacts& h)
{
    constexpr double least = 0.05; // of an opinion that has not faded
    const std::tuple<Question, bool> closest_first[]
        = { { PairRecord, true }, { ThreadRecord, is_set(p.message.thread) && h.sender_in_thread },
              { TopicRecord, is_set(p.message.topic) && h.sender_in_thread },
              { ListRecord, h.has_list } };
    for (const auto& [q, counts] : closest_first) {
        Sayings s;
        for (std::uint16_t i = 0; counts && i < std::size(s.of); ++i)
            s.of[i] = std::max(0.0, records[q].at(SaidFirst + i) * reading_weight(p.at));
        if (s.all() < least)
            continue;
        h.said_important = s.of[0];
        h.said_unimportant = s.of[1];
        h.said_threat = s.of[2];
        h.said_clean = s.of[3];
        return;
    }
}

void read_times(const Passage& p, std::span<const Record> records, core::HistoryFacts& h)
{
    const core::Correspondence& m = p.message;
    const auto days = [&](bool known, std::initializer_list<Question> questions) {
        std::int64_t last = 0;
        for (const Question q : questions)
            last = std::max(last, records[q].last);
        return !known || last == 0 ? -1.0
                                   : std::max<double>(static_cast<double>(p.at - last), 0) / day;
    };
    h.wrote_days = days(true, { WritingRecord });
    h.pair_wrote_days = days(h.pair_written > 0, { WrittenRecord });
    h.pair_received_days = days(true, { PairRecord });
    const bool thread = is_set(m.thread) && h.sender_in_thread;
    h.thread_wrote_days = std::max(days(thread, { ThreadWrittenRecord }),
        days(is_set(m.topic) && h.sender_in_thread, { TopicWrittenRecord }));
    h.thread_days = std::max(
        days(is_set(m.thread), { ThreadRecord }), days(is_set(m.topic), { TopicRecord }));
}

} // namespace

core::HistoryFacts read_history(const Passage& p, std::span<const Record> records)
{
    core::HistoryFacts h;
    if (records.size() != question_count)
        return h;
    const double weight = reading_weight(p.at);
    const auto count = [&](Question q, std::uint16_t field) {
        return std::max(0.0, records[q].at(field) * weight);
    };
    const core::Correspondence& m = p.message;
    read_placement(p, h);
    h.received = count(Person, Received);
    h.answered = count(Person, Answered);
    h.written = count(Person, Written);
    h.recipient_writes = h.written > 0;
    if (h.received > 0) {
        h.usual_odds = records[Person].at(Odds) * weight / h.received;
        const double square = count(Person, OddsSquare) / h.received;
        h.odds_spread = std::sqrt(std::max(0.0, square - h.usual_odds * h.usual_odds));
    }

    const bool in_thread = is_set(m.thread) && records[MemberRecord].last > 0;
    const bool on_topic = is_set(m.topic) && records[TopicMemberRecord].last > 0;
    h.sender_in_thread = in_thread || on_topic;
    // A Message-ID of the recipient's is no secret for ever: it counts for those who were there.
    h.answers_recipient
        = !m.answers.empty() && records[ParentRecord].last > 0 && h.sender_in_thread;
    for (std::size_t i = 1; i <= most_references && i < m.answers.size(); ++i)
        h.refers_to_recipient |= h.sender_in_thread && records[ParentRecord + i].last > 0;
    h.pair_received = count(PairRecord, Received);
    h.pair_answered = count(PairRecord, Answered);
    if (h.pair_answered > 0)
        h.pair_answer_hours = std::expm1(count(PairRecord, Hours) / h.pair_answered);
    // What was written to an address is credit for who can be shown to have it.
    if (p.author.proven || h.answers_recipient || count(PairRecord, Confirmed) > 0) {
        h.pair_written = count(WrittenRecord, WrittenTo);
        h.pair_written_back = count(WrittenRecord, WrittenBack);
        h.domain_written = count(DomainRecord, Written);
    }
    const Record& pair = records[PairRecord];
    const Record& written = records[WrittenRecord];
    const std::int64_t last = std::max(pair.last, h.pair_written > 0 ? written.last : 0);
    if (last > 0)
        h.pair_days = std::max<double>(static_cast<double>(p.at - last), 0) / day;
    h.pair_recipient_first = h.pair_written > 0 && (pair.first == 0 || written.first < pair.first);
    h.domain_received = count(DomainRecord, Received);
    h.domain_answered = count(DomainRecord, Answered);
    h.sender_received = count(SenderRecord, Received);
    h.sender_answered = count(SenderRecord, Answered);
    // By its ids, or by its subject where a program leaves those out.
    for (const auto& [known, member, q] :
        { std::tuple { is_set(m.thread), in_thread, ThreadRecord },
            { is_set(m.topic), on_topic, TopicRecord } }) {
        if (!known)
            continue;
        h.thread_messages = std::max(h.thread_messages, count(q, Received));
        h.thread_answered = std::max(h.thread_answered, count(q, Answered));
        if (member)
            h.thread_own = std::max(h.thread_own, count(q, Written));
    }
    if (is_set(m.list)) {
        h.list_received = count(ListRecord, Received);
        h.list_answered = count(ListRecord, Answered);
    }
    if (is_set(m.shape)) {
        h.shape_received = count(ShapeRecord, Received);
        h.shape_answered = count(ShapeRecord, Answered);
    }
    read_times(p, records, h);
    read_sayings(p, records, h);
    return h;
}

std::vector<Key> answer_keys(const Keys& keys, const Passage& p)
{
    const core::Correspondence& m = p.message;
    std::vector<Key> all { keys.pair(p.recipient, p.author), keys.person(p.recipient),
        keys.pair_domain(p.recipient, p.author.domain), keys.sender(p.author) };
    for (const core::Digest* thread : { &m.thread, &m.topic })
        if (is_set(*thread))
            all.push_back(keys.thread(p.recipient, *thread));
    if (is_set(m.list))
        all.push_back(keys.list(p.recipient, m.list));
    if (is_set(m.shape))
        all.push_back(keys.shape(p.recipient, m.shape));
    return all;
}

std::vector<Change> on_delivery(
    const Keys& keys, const Passage& p, const core::HistoryFacts& facts, double odds)
{
    const core::Correspondence& m = p.message;
    Changes c(p.at);
    c.add(keys.person(p.recipient), keep_people, { Received });
    c.add(keys.person(p.recipient), keep_people, Odds, odds);
    c.add(keys.person(p.recipient), keep_people, OddsSquare, odds * odds);
    c.add(keys.pair(p.recipient, p.author), keep_people, { Received });
    c.add(keys.pair_domain(p.recipient, p.author.domain), keep_people, { Received });
    c.add(keys.sender(p.author), keep_people, { Received });
    if (facts.answers_recipient) {
        c.add(keys.pair(p.recipient, p.author), keep_people, { Confirmed });
        c.add(keys.written(p.recipient, p.author.address), keep_people, { WrittenBack });
    }
    for (const core::Digest* thread : { &m.thread, &m.topic }) {
        if (!is_set(*thread))
            continue;
        c.add(keys.thread(p.recipient, *thread), keep_threads, { Received });
        // Others cannot be put into a thread by claiming to be in it: only who starts it, who was
        // there, and those whom somebody of it names.
        if (m.answers.empty() || facts.sender_in_thread || p.author.proven)
            c.add(keys.member(*thread, p.author.address), keep_threads, { Received });
    }
    if (is_set(m.list))
        c.add(keys.list(p.recipient, m.list), keep_people, { Received });
    if (is_set(m.shape))
        c.add(keys.shape(p.recipient, m.shape), keep_threads, { Received });
    return c.take();
}

bool teaches(const core::Correspondence& message)
{
    return !message.automatic && !is_set(message.list);
}

std::vector<Change> on_sent(
    const Keys& keys, const core::Correspondence& m, const Id& person, std::int64_t at)
{
    if (!teaches(m))
        return {};
    Changes c(at);
    c.add(keys.person(person), keep_people, { Written });
    c.add(keys.writing(person), keep_people, { Written });
    for (const auto* people : { &m.to, &m.cc })
        for (const core::Digest& address : *people) {
            if (address == m.from)
                continue;
            c.add(keys.written(person, address), keep_people, { WrittenTo });
            for (const core::Digest* thread : { &m.thread, &m.topic })
                if (is_set(*thread))
                    c.add(keys.member(*thread, address), keep_threads, { Received });
        }
    for (const core::Digest* thread : { &m.thread, &m.topic })
        if (is_set(*thread)) {
            c.add(keys.thread(person, *thread), keep_threads, { Written });
            c.add(keys.wrote_in(person, *thread), keep_threads, { Written });
            c.add(keys.member(*thread, m.from), keep_threads, { Received });
        }
    if (is_set(m.message))
        c.add(keys.wrote(m.message, person), keep_threads, { Received });
    return c.take();
}

std::vector<Change> on_answer(std::span<const Key> answered, double hours, std::int64_t at)
{
    Changes c(at);
    for (const Key& key : answered) {
        c.add(key, keeping_of(key.kind), { Answered });
        if (key.kind == Kind::Pair)
            c.add(key, keeping_of(key.kind), Hours, std::log1p(std::max(hours, 0.0)));
    }
    return c.take();
}

std::vector<Change> on_saying(std::span<const Key> about, Said said, std::int64_t at)
{
    Changes c(at);
    for (const Key& key : about) {
        const bool own
            = key.kind == Kind::Pair || key.kind == Kind::Thread || key.kind == Kind::List;
        if (!own || said == Said::Category)
            continue;
        c.add(key, keeping_of(key.kind),
            { static_cast<std::uint16_t>(SaidFirst + static_cast<std::uint16_t>(said)) });
    }
    return c.take();
}

} // namespace store
