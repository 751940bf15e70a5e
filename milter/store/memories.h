// The site's memory at work on messages: recalls the past of each recipient before the priority is
// given, remembers afterwards what was delivered, and learns from what one of ours writes who
// answers whom, and from what people say outright. Called by transaction.cc on libmilter's threads;
// the writing is done later, by the store's writer. Thread-safe; a value that refers to the
// service.
#pragma once

#include <functional>
#include <future>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "milter/store/history.h"
#include "milter/store/learner.h"
#include "milter/store/opinion.h"
#include "milter/store/service.h"
#include "triage/core/history.h"

namespace store {

// How long after its delivery a message without an answer is one that was not answered.
inline constexpr std::int64_t answer_time = 14 * 86400; // seconds

class Memories {
public:
    // `keys` are those of the transaction's runtime. `service` and `learner` outlive what is
    // queued.
    Memories(Service& service, Learner& learner, std::shared_ptr<const Keys> keys)
        : service_(service)
        , learner_(learner)
        , keys_(std::move(keys))
    {
    }

    struct Arrival { // one message for recipients here
        core::Correspondence message;
        bool proven = false; // From
        std::uint64_t network = 0; // of the client; 0: one of ours
        std::vector<core::Digest> recipients; // core::address_digest
        std::vector<core::Feature> features;
        core::Category category = core::Category::Unknown;
        std::int64_t at = 0; // seconds since 1970
    };
    struct Recalled { // of one recipient
        Id person {}; // whose past it is
        bool silent = false; // nobody writes from the address that it came to
        core::HistoryFacts history;
        Example example;
        Outlook outlook;
        std::optional<core::Category> called; // by the recipient, if not as we would
    };
    using Lookup = std::function<core::Result<std::vector<Record>>(std::span<const Key>)>;
    struct Given { // of one recipient, what the past makes of the message
        int priority = 0;
        core::Band band = core::Band::Bulk;
        std::string why; // as X-Triage-Why; empty: the message's own header says it
    };
    // In the order of the recipients, of at most `most_recipients`; an error if the store does not
    // answer in time.
    core::Result<std::vector<Recalled>> recall(
        const Arrival& arrival, core::Deadline deadline) const;
    // Queues what the delivery adds to the memory. `recalled`: of recall; `given`: by recipient.
    void delivered(const Arrival& arrival, std::span<const Recalled> recalled,
        std::span<const Given> given) const;
    // The same where recall() failed: the past is asked for when the store is back, so that what
    // came meanwhile is known then. `given`: to everybody.
    void delivered_unrecalled(const Arrival& arrival, const Given& given) const;
    // One of ours wrote this. `author`: who it surely is, by MAIL FROM of an authenticated client.
    // `recipients`: of the envelope.
    void sent(const core::Correspondence& message, const core::Digest& author,
        std::span<const core::Digest> recipients, std::int64_t at) const;

    // What `person` (core::address_digest) says of a message; queued, and answered when it is
    // learnt. `vouched`: it is known to be genuine, whether it was delivered here or not.
    std::future<Heard> hear(const core::Correspondence& message, const core::Digest& person,
        const Opinion& opinion, const std::optional<Arrival>& vouched, std::int64_t at) const;
    // What was given to the recipient of a delivery; an error if the store does not answer.
    core::Result<std::optional<DeliveryData>> given(const core::Correspondence& message,
        const core::Digest& person, core::Deadline deadline) const;

    static constexpr std::size_t most_recipients = 50; // of one message
private:
    std::vector<Id> recipients_of(const Arrival& arrival) const;
    // Of the arrival's recipients in their order, who may be others than their addresses say.
    std::vector<Key> questions_of(const Arrival& arrival, std::span<const Id> people) const;
    std::vector<Recalled> read(
        const Arrival& arrival, std::span<const Id> people, std::span<const Record> records) const;
    core::Result<std::vector<Recalled>> recall_by(
        const Arrival& arrival, const Lookup& lookup) const;
    std::optional<Id> unanswered_address(
        const Arrival& arrival, std::span<const Recalled> recalled) const;
    // One job a recipient.
    std::vector<Job> records_of(const Arrival& arrival, std::span<const Recalled> recalled,
        std::span<const Given> given) const;
    Passage passage(const Arrival& arrival, std::size_t recipient, const Id& person,
        const Author& author) const;
    DeliveryData data_of(const Passage& p, const Arrival& arrival, const Recalled& recalled,
        const Given& given) const;
    DeliveryData genuine(const Arrival& arrival, std::int64_t at) const;

    Service& service_;
    Learner& learner_;
    std::shared_ptr<const Keys> keys_;
};

// Gives those whose time is over their label: ignored by who has written through us since, else
// nothing that says anything. For Service::every.
core::Result<void> label_overdue(
    Store& store, Learner& learner, const Keys& keys, const core::Clock& clock);

} // namespace store
