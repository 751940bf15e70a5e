// What is remembered of correspondence and what it says of a new message: pure functions between
// messages, keys, records and numbers. The mail path asks with `questions` and reads the answers
// with `read_history`; what happened becomes changes through `on_delivery`, `on_sent` and
// `on_answer`. Counts fade: an event of 180 days ago counts half. Thread-safe.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "milter/store/keys.h"
#include "milter/store/store.h"
#include "triage/core/correspondence.h"
#include "triage/core/history.h"

namespace store {

using core::Said;

// Weight of an event at `at` as it is stored, and of a stored sum read at `now`: together an event
// counts 2^-(age / 180 days). Seconds since 1970.
double event_weight(std::int64_t at);
double reading_weight(std::int64_t now);

// One message on its way to one recipient here.
struct Passage {
    const core::Correspondence& message;
    Author author;
    core::Digest recipient_address {};
    Id recipient {};
    std::int64_t at = 0; // seconds since 1970
};

// Keys to look up for a passage, in the order in which read_history expects the records.
std::vector<Key> questions(const Keys& keys, const Passage& p);
core::HistoryFacts read_history(const Passage& p, std::span<const Record> records);

// The keys whose `answered` rises when the recipient answers; kept with the delivery.
std::vector<Key> answer_keys(const Keys& keys, const Passage& p);

// What a delivered message adds. `facts`: what was known before it; `odds`: of Outlook.
std::vector<Change> on_delivery(
    const Keys& keys, const Passage& p, const core::HistoryFacts& facts, double odds = 0);
// What a message of one of ours adds: to whom they write, which threads they take part in, what
// they wrote. `person`: Keys::recipient of who wrote it, whatever address From shows. Nothing for
// automatic mail and for what a list passes on.
std::vector<Change> on_sent(
    const Keys& keys, const core::Correspondence& message, const Id& person, std::int64_t at);
// The recipient answered, `hours` after the delivery. `answered`: answer_keys() of the passage.
std::vector<Change> on_answer(std::span<const Key> answered, double hours, std::int64_t at);

// The recipient said so of a message; `about`: answer_keys() of its passage. What is everybody's
// stays as it is.
std::vector<Change> on_saying(std::span<const Key> about, Said said, std::int64_t at);

// Whether answers of one of ours may be learnt from.
bool teaches(const core::Correspondence& message);

} // namespace store
