// One message from MAIL FROM to the answer at its end. Knows nothing of libmilter: callbacks.cc
// translates, tests play the MTA through Actions. Belongs to one session; calls come one at a time
// but from changing threads. Nothing that fails in here stops mail: end() answers Continue, except
// for security.forged_flood = "reject".
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "milter/actions.h"
#include "milter/direction.h"
#include "milter/intake.h"
#include "milter/services.h"
#include "milter/store/memories.h"

namespace milter {

// What a transaction takes from its connection.
struct Peer {
    std::optional<IpAddress> ip; // absent: no network client, or the MTA did not say
    std::string name; // for the log: the address as text, or "local"
    bool leading_space = true; // values come and go with their exact leading space
    bool over_limit = false; // beyond the session cap: served without triage
};

class Transaction {
public:
    // `mail_from` is the path as the MTA passes it. The runtime of now holds to the end.
    Transaction(Services& services, Peer peer, std::string_view mail_from, bool authenticated);
    ~Transaction();

    void recipient(std::string_view path, std::string_view mailer);
    void header(std::string_view name, std::string_view value); // value as the MTA passes it
    void end_of_header();
    void body(std::string_view chunk);
    // The answer; all edits happen in here. Nothing may be called afterwards.
    Next end(Actions& actions);

private:
    struct Result { // what end() finds out, step by step
        core::Time start;
        core::Outcome outcome;
        core::PersonalVerdict personal;
        std::shared_ptr<const GenerationFile> generation; // whose tables the findings index
        std::optional<store::Memories::Arrival> arrival; // if the memory is to know of it
        std::vector<store::Memories::Recalled> recalled; // of the arrival's recipients
        bool unrecalled = false; // the store did not say: the past is not known yet
        std::vector<core::PersonalVerdict> given; // to each of them, as its own past has it
        std::uint32_t deleted = 0;
        bool seal_kept = false, flood = false, rejected = false, quarantined = false;
    };

    Intake& intake();
    std::optional<core::SkipReason> exemption() const;
    bool edits() const { return runtime_->config.mode == "tag"; }
    bool adds() const;
    template <typename Step>
    bool attempt(Step step);

    bool holds_valid_seal() const;
    void judge(Result& result);
    bool remembers() const
    {
        return services_.memories && services_.learner && runtime_->store_keys;
    }
    // Mail of our users to elsewhere is not triaged, but tells whom they answer.
    bool learns_from_outbound() const
    {
        return remembers() && direction_ == core::Direction::Outbound
            && client_ != core::ClientClass::Foreign && !services_.stopping && !peer_.over_limit;
    }
    store::Memories memories() const
    {
        return { *services_.memories, *services_.learner, runtime_->store_keys };
    }
    core::PersonalVerdict personal_verdict(const Result& result, std::size_t recipient) const;
    core::Digest author() const;
    bool own_author(const core::Correspondence& message) const;
    void name_people(core::Correspondence& message, bool keep) const;
    bool personal(const Result& result) const
    {
        return result.recalled.size() == 1 && recipients_.size() == 1;
    }
    std::vector<store::Memories::Given> keepable(const Result& result) const;
    void recall(Result& result);
    void learn(Result& result);
    void learn_from(core::Correspondence message) const;
    core::Envelope envelope() const;
    core::Deadline deadline(const Result& result) const;
    core::Outcome triage(Result& result);
    core::TraceTrustees trustees() const;
    core::Outcome content_verdict(Result& result, const core::Envelope& envelope);
    void strip(Actions& actions, Result& result);
    void strip_results(Actions& actions, Result& result);
    void insert(Actions& actions, Result& result);
    void quarantine(Actions& actions, Result& result);
    void count(const Result& result) const;
    void remember_failures(const core::Outcome& outcome) const;
    void log(const Result& result) const;

    Services& services_;
    std::shared_ptr<const Runtime> runtime_;
    Peer peer_;
    std::string mail_from_, queue_id_, mta_;
    core::ClientClass client_;
    std::vector<Recipient> recipients_;
    std::optional<Intake> intake_; // from the first field on: then the recipients are known
    core::Direction direction_ = core::Direction::Inbound; // from then on too
};

} // namespace milter
