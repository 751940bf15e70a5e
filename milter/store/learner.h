// Learns from who answered what whom a message is likely to be answered by: weights of everybody,
// and what one recipient's answers add. All of it sums in the store (model/information.h), so that
// several daemons learn as one. `learn` and `sync` belong to the writer's thread, weights() to any.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "milter/locked.h"
#include "milter/store/example.h"
#include "milter/store/residual.h"
#include "milter/store/start.h"
#include "milter/store/store.h"
#include "triage/agents/prioritise.h"
#include "triage/model/information.h"

namespace store {

// What everybody's answers say, as of one moment. Const.
struct Weights {
    std::vector<double> inputs; // and the bias
    std::vector<double> means; // of the inputs
    std::vector<float> terms;
    double labels = 0; // learnt from here
    bool started = false; // there was something to begin with

    double margin(const Example& example) const; // log odds of an answer
    double of_terms(std::span<const std::uint16_t> terms) const; // the terms' part of it
    double trust() const; // 0…1, by what was learnt
};

// The odds of an answer as one recipient sees them.
struct Outlook {
    agents::Learnt learnt; // on the recipient's own scale
    double odds = 0; // before that: against the mean message here
};
Outlook look_out(const Weights& weights, const Example& example, double residual,
    const core::HistoryFacts& history);

class Learner {
public:
    explicit Learner(const Start& start);

    std::shared_ptr<const Weights> weights() const { return *weights_.lock(); }

    // False: this recipient has had its share of the day, nothing changes.
    bool learn(const Id& recipient, const Example& example, bool positive, std::int64_t at);
    // Adds what was learnt since the last time to the store, takes over what others have added, and
    // publishes new weights. After an error what was learnt is kept for the next time.
    core::Result<void> sync(Store& store, std::int64_t at, core::Deadline deadline);
    void publish(); // new weights from what is known here

    static constexpr unsigned most_labels = 300; // of one recipient and day

private:
    struct Sums {
        model::Information inputs;
        model::Places terms;
        std::vector<double> counts; // labels, positives, then the sums of the inputs
    };
    static Sums nothing(const Start& start);
    bool has_share(const Id& recipient, std::int64_t at);
    void solve();

    const Start start_;
    bool started_ = false;
    Sums known_; // all of it
    Sums stored_; // what of it is in the store
    unsigned unsolved_ = 0; // labels since the last solution
    bool stale_ = true; // there may be more in the store
    std::int64_t day_ = 0;
    std::map<Id, unsigned> today_; // labels by recipient
    milter::Locked<std::shared_ptr<const Weights>> weights_;
};

} // namespace store
