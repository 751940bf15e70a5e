#include "milter/ctl/replay.h"

#include <algorithm>
#include <charconv>
#include <fstream>
#include <map>
#include <queue>
#include <set>

#include "milter/steady_clock.h"
#include "milter/store/history.h"
#include "milter/store/memories.h"
#include "milter/store/memory_store.h"

namespace ctl {

namespace {

using core::Digest;
using store::answer_time;

constexpr core::Duration patience = std::chrono::hours { 1 }; // the store is this process's memory
constexpr unsigned publish_every = 200; // labels

bool is_set(const Digest& d)
{
    return d != Digest {};
}

struct Row { // of replied.tsv
    std::string person;
    bool answered = false;
    std::int64_t at = 0;
};

core::Result<std::map<std::string, Row>> read_replied(const std::string& name)
{
    std::ifstream file(name);
    std::map<std::string, Row> rows;
    std::string line;
    for (std::size_t n = 1; std::getline(file, line); ++n) {
        std::vector<std::string> fields(1);
        for (const char c : line)
            if (c == '\t')
                fields.emplace_back();
            else
                fields.back() += c;
        Row row;
        const bool ok = fields.size() >= 5
            && std::from_chars(fields[4].data(), fields[4].data() + fields[4].size(), row.at).ec
                == std::errc {};
        if (!ok)
            return core::Error { name + ":" + std::to_string(n)
                + ": wants a path, a person, 0 or 1, the evidence and a time between tabs" };
        row.person = fields[1];
        row.answered = fields[2] == "1";
        rows.emplace(fields[0], std::move(row));
    }
    return rows;
}

Event event_of(Surveyed& s, std::int64_t at)
{
    Event e;
    e.message = std::move(s.correspondence);
    e.features = std::move(s.features);
    e.at = at;
    return e;
}

// Inboxes hold what one person got: the address that most of it is for is the person's.
std::vector<Event> events_of_inboxes(
    const std::string& folder, Survey& survey, const std::map<std::string, Row>& rows)
{
    std::vector<Event> events;
    std::map<std::string, std::uint32_t> numbers;
    std::vector<std::map<Digest, std::size_t>> addressed;
    for (Surveyed& s : survey.messages) {
        const std::string& file = survey.sets[s.set].files[s.file];
        const auto row = rows.find(file.substr(std::min(folder.size() + 1, file.size())));
        if (row == rows.end() || !s.failure.empty())
            continue;
        const auto person
            = numbers.emplace(row->second.person, static_cast<std::uint32_t>(numbers.size()))
                  .first->second;
        addressed.resize(numbers.size());
        Event e = event_of(s, row->second.at);
        for (const auto* people : { &e.message.to, &e.message.cc })
            for (const Digest& d : *people)
                ++addressed[person][d];
        e.recipients.push_back({ {}, person, row->second.answered });
        events.push_back(std::move(e));
    }
    std::vector<Digest> address;
    for (const auto& counts : addressed)
        address.push_back(counts.empty()
                ? Digest {}
                : std::max_element(counts.begin(), counts.end(), [](const auto& a, const auto& b) {
                      return a.second < b.second;
                  })->first);
    const std::set<Digest> ours(address.begin(), address.end());
    for (Event& e : events) {
        e.recipients.front().address = address[e.recipients.front().person];
        e.by_one_of_ours = ours.contains(e.message.from) && store::teaches(e.message);
    }
    return events;
}

std::vector<Event> events_of_list(Survey& survey)
{
    std::vector<Event> events;
    std::map<Digest, std::uint32_t> people;
    for (Surveyed& s : survey.messages)
        if (s.failure.empty() && s.study.date > 0 && is_set(s.correspondence.from)) {
            people.emplace(s.correspondence.from, static_cast<std::uint32_t>(people.size()));
            const std::int64_t at = s.study.date;
            events.push_back(event_of(s, at));
        }
    std::map<std::pair<Digest, Digest>, std::int64_t> answers; // of a message, by a person: first
    for (const Event& e : events)
        if (!e.message.answers.empty()) {
            const auto [it, fresh]
                = answers.emplace(std::pair { e.message.answers.front(), e.message.from }, e.at);
            it->second = std::min(it->second, e.at);
        }
    for (Event& e : events) {
        e.by_one_of_ours = true;
        std::set<Digest> all(e.message.to.begin(), e.message.to.end());
        all.insert(e.message.cc.begin(), e.message.cc.end());
        all.erase(e.message.from);
        for (const Digest& d : all) {
            const auto person = people.find(d);
            if (person == people.end())
                continue;
            const auto answer = answers.find({ e.message.message, d });
            const bool answered = answer != answers.end() && answer->second >= e.at
                && answer->second <= e.at + answer_time;
            e.recipients.push_back({ d, person->second, answered });
        }
    }
    return events;
}

class Replay {
public:
    explicit Replay(const store::Start& start)
        : global_(start)
        , content_(store::no_start())
    {
    }

    std::vector<Prediction> run(const std::vector<Event>& events)
    {
        for (const Event& e : events) {
            learn_until(e.at);
            for (const Event::Recipient& r : e.recipients)
                receive(e, r);
            if (e.by_one_of_ours)
                send(e);
        }
        return std::move(predictions_);
    }

private:
    struct Due { // what is learnt when the time for an answer is over
        std::int64_t at;
        std::size_t prediction;
        store::Id recipient;
        std::vector<store::Key> raised;
        bool operator>(const Due& other) const
        {
            return std::tie(at, prediction) > std::tie(other.at, other.prediction);
        }
    };

    core::Deadline deadline() const { return core::Deadline::in(clock_, patience); }
    std::vector<store::Record> lookup(std::span<const store::Key> keys)
    {
        return store_.lookup(keys, deadline()).value();
    }
    store::Residual residual(const store::Id& recipient)
    {
        const store::Key keys[] = { keys_.residual(recipient, 0), keys_.residual(recipient, 1) };
        return store::Residual(lookup(keys));
    }
    void apply(std::span<const store::Change> changes) { (void)store_.apply(changes); }

    static store::Example content_of(const store::Example& e)
    {
        store::Example content = e;
        std::fill_n(content.inputs.begin(), agents::history_input_count, 0.0f);
        return content;
    }

    void receive(const Event& e, const Event::Recipient& r)
    {
        const store::Author author = keys_.own(e.message.from, e.message.from_domain);
        const store::Passage p { e.message, author, r.address, keys_.recipient(r.address), e.at };
        Prediction made;
        made.history = store::read_history(p, lookup(store::questions(keys_, p)));
        made.example = store::make_example(keys_, e.features, made.history);
        made.person = r.person;
        made.answered = r.answered;
        made.content = content_.weights()->margin(content_of(made.example));
        made.global = global_.weights()->margin(made.example);
        made.personal = made.global + residual(p.recipient).margin(made.example);
        made.answers = answers_[r.person];
        apply(store::on_delivery(keys_, p, made.history));
        due_.push(
            { e.at + answer_time, predictions_.size(), p.recipient, store::answer_keys(keys_, p) });
        predictions_.push_back(std::move(made));
    }

    // As the author sent it, before a list passed it on.
    void send(const Event& e)
    {
        core::Correspondence sent = e.message;
        sent.automatic = false;
        sent.list = {};
        apply(store::on_sent(keys_, sent, keys_.recipient(sent.from), e.at));
    }

    void learn_until(std::int64_t now)
    {
        for (; !due_.empty() && due_.top().at <= now; due_.pop()) {
            const Due& due = due_.top();
            const Prediction& p = predictions_[due.prediction];
            if (p.answered) {
                apply(store::on_answer(due.raised, 24.0, due.at));
                ++answers_[p.person];
            }
            apply(residual(due.recipient)
                      .learn(keys_, due.recipient, p.example, p.global, p.answered, due.at));
            global_.learn(due.recipient, p.example, p.answered, due.at);
            content_.learn(due.recipient, content_of(p.example), p.answered, due.at);
            if (++learnt_ % publish_every == 0) {
                global_.publish();
                content_.publish();
            }
        }
    }

    milter::SteadyClock clock_;
    const store::Keys keys_ { "evaluation" };
    store::MemoryStore store_;
    store::Learner global_, content_;
    std::vector<Prediction> predictions_;
    std::map<std::uint32_t, std::size_t> answers_;
    std::priority_queue<Due, std::vector<Due>, std::greater<>> due_;
    std::size_t learnt_ = 0;
};

} // namespace

core::Result<std::vector<Event>> read_events(const std::string& folder, Survey survey)
{
    const std::string replied = folder + "/replied.tsv";
    std::vector<Event> events;
    if (std::ifstream(replied).is_open()) {
        const auto rows = read_replied(replied);
        if (!rows)
            return rows.error();
        events = events_of_inboxes(folder, survey, *rows);
    } else {
        events = events_of_list(survey);
    }
    std::stable_sort(
        events.begin(), events.end(), [](const Event& a, const Event& b) { return a.at < b.at; });
    if (events.empty())
        return core::Error { folder + ": no messages whose answers are known" };
    return events;
}

std::vector<Prediction> replay(const std::vector<Event>& events, const store::Start& start)
{
    return Replay(start).run(events);
}

} // namespace ctl
