#include "milter/transaction.h"

#include <algorithm>
#include <array>
#include <climits>
#include <unistd.h>

#include "milter/log_line.h"
#include "milter/settle.h"
#include "triage/agents/prioritise.h"
#include "triage/core/address.h"
#include "triage/core/text.h"

namespace milter {

namespace {

using stats::Metric;
using namespace std::chrono_literals;

constexpr core::Duration seal_age = 1h; // another host's set is trusted for so long

core::ClientClass client_class(const Peer& peer, const Runtime& runtime, bool authenticated)
{
    if (authenticated)
        return core::ClientClass::Authenticated;
    const bool own = peer.ip && runtime.own_networks.contains(*peer.ip);
    return own ? core::ClientClass::Own : core::ClientClass::Foreign;
}

core::Duration budget(const Config::Processing& config, std::uint64_t bytes)
{
    const std::chrono::milliseconds base { config.budget_ms }, most { config.budget_max_ms };
    const core::Duration by_size = std::chrono::microseconds {
        std::uint64_t { config.budget_ms_per_mb } * 1000 * (bytes >> 10) / 1024
    };
    return std::min<core::Duration>(base + by_size, most);
}

std::string host_name()
{
    std::array<char, HOST_NAME_MAX + 1> name {};
    return ::gethostname(name.data(), name.size() - 1) == 0 ? name.data() : "";
}

std::int64_t hours(core::WallTime t)
{
    return std::chrono::floor<std::chrono::hours>(t).time_since_epoch().count();
}

} // namespace

Transaction::Transaction(
    Services& services, Peer peer, std::string_view mail_from, bool authenticated)
    : services_(services)
    , runtime_(services.runtime.get())
    , peer_(std::move(peer))
    , mail_from_(path_address(mail_from))
    , client_(client_class(peer_, *runtime_, authenticated))
{
    services_.metrics.gauge(Metric::MessagesNow, 1);
}

Transaction::~Transaction()
{
    services_.metrics.gauge(Metric::MessagesNow, -1);
}

void Transaction::recipient(std::string_view path, std::string_view mailer)
{
    const std::string_view address = path_address(path);
    Recipient r { core::address_digest(address),
        is_local(address, mailer, client_, runtime_->config.policy.local_domains), {} };
    r.person = r.local ? core::address_digest(runtime_->people.person(address)) : r.address;
    recipients_.push_back(r);
}

void Transaction::header(std::string_view name, std::string_view value)
{
    // Without SMFIP_HDR_LEADSPC the MTA took one space away.
    intake().header(name, peer_.leading_space ? std::string(value) : " " + std::string(value));
}

void Transaction::end_of_header()
{
    intake().end_of_header();
}

void Transaction::body(std::string_view chunk)
{
    intake().body(chunk);
}

Intake& Transaction::intake()
{
    if (intake_)
        return *intake_;
    direction_ = message_direction(client_, recipients_);
    IntakePolicy policy;
    policy.keep_bytes = !exemption() || learns_from_outbound();
    policy.keep_own_values
        = runtime_->render.seal && peer_.ip && runtime_->trusted_peers.contains(*peer_.ip);
    policy.max_bytes = runtime_->config.processing.max_bytes;
    return intake_.emplace(services_.memory, policy);
}

std::optional<core::SkipReason> Transaction::exemption() const
{
    if (direction_ == core::Direction::Outbound
        || (peer_.ip && runtime_->exempt_clients.contains(*peer_.ip)))
        return core::SkipReason::Exempt;
    if (services_.stopping)
        return core::SkipReason::Stopping;
    if (peer_.over_limit)
        return core::SkipReason::Overload;
    return std::nullopt;
}

bool Transaction::adds() const
{
    if (!edits() || direction_ == core::Direction::Outbound)
        return false;
    const bool all_local = std::all_of(
        recipients_.begin(), recipients_.end(), [](const Recipient& r) { return r.local; });
    return all_local || runtime_->config.headers.mixed == "content";
}

// Runs one step of the end of the message; whatever it throws must not keep the others from
// running.
template <typename Step>
bool Transaction::attempt(Step step)
{
    try {
        step();
        return true;
    } catch (...) {
        services_.metrics.add(Metric::Exceptions);
        return false;
    }
}

Next Transaction::end(Actions& actions)
{
    Result result;
    result.start = services_.clock.now();
    result.generation = runtime_->generation;
    result.outcome = core::Outcome::skipped(core::SkipReason::Internal);
    attempt([&] { queue_id_ = actions.macro("i"); });
    attempt([&] {
        mta_ = core::to_lower_ascii(actions.macro("j"));
        if (mta_.empty())
            mta_ = core::to_lower_ascii(host_name());
    });
    attempt([&] { intake().finish(); });
    attempt([&] { result.seal_kept = holds_valid_seal(); });
    attempt([&] { strip(actions, result); });
    attempt([&] { strip_results(actions, result); });
    if (!result.rejected && !attempt([&] { judge(result); }))
        result.outcome = core::Outcome::skipped(core::SkipReason::Internal);
    result.outcome.took = services_.clock.now() - result.start;
    attempt([&] { insert(actions, result); });
    attempt([&] { quarantine(actions, result); });
    attempt([&] { learn(result); });
    attempt([&] { count(result); });
    attempt([&] { remember_failures(result.outcome); });
    attempt([&] { log(result); });
    return result.rejected ? Next::Reject : Next::Continue;
}

bool Transaction::holds_valid_seal() const
{
    const auto ours = intake_.value().own_fields().values();
    return !ours.empty() && runtime_->render.seal
        && headers::check_seal(*runtime_->render.seal, services_.clock.wall(), seal_age, ours,
               intake_.value().sealed_fields(), intake_.value().digests().body)
        == headers::SealCheck::Valid;
}

void Transaction::strip(Actions& actions, Result& result)
{
    const Config::Security& config = runtime_->config.security;
    const OwnFields& own = intake_.value().own_fields();
    if (result.seal_kept || !edits())
        return;
    result.flood = own.total() > config.max_deletions;
    result.rejected = result.flood && config.forged_flood == "reject";
    if (!result.rejected) {
        result.deleted = own.remove(actions, config.max_deletions);
        return;
    }
    result.outcome.reason.reset(); // the log line's note says it
    actions.set_reply("554", "5.7.1 Too many X-Triage header fields");
}

core::TraceTrustees Transaction::trustees() const
{
    const Config::Policy& policy = runtime_->config.policy;
    return { policy.trusted_authserv_ids, mta_, policy.max_trusted_fields };
}

// RFC 8601 section 5: who reads a message later must not take for ours what is not.
void Transaction::strip_results(Actions& actions, Result& result)
{
    if (!runtime_->config.security.delete_forged_results || !edits() || result.rejected
        || direction_ == core::Direction::Outbound)
        return;
    const std::uint32_t left = runtime_->config.security.max_deletions - result.deleted;
    result.deleted += delete_forged_results(actions, intake_.value().trace(), trustees(), left);
}

void Transaction::judge(Result& result)
{
    result.outcome = triage(result);
    settle(result.outcome, *result.generation, recipients_,
        intake_.value().kept() == Intake::Kept::Prefix);
    if (result.outcome.status == core::Status::Skipped)
        return;
    const core::Notes& notes = result.outcome.verdict.notes;
    attempt([&] { recall(result); });
    for (std::size_t i = 0; i < result.recalled.size(); ++i)
        result.given.push_back(personal_verdict(result, i));
    // Of several recipients none may see what another's past says.
    if (!personal(result)) {
        result.personal = agents::prioritise(notes.features,
            notes.category.value_or(core::Category::Unknown), result.outcome.threat);
        return;
    }
    result.personal = result.given.front();
    if (const auto called = result.recalled.front().called)
        result.outcome.verdict.notes.category = called;
}

core::PersonalVerdict Transaction::personal_verdict(const Result& r, std::size_t recipient) const
{
    const core::Notes& notes = r.outcome.verdict.notes;
    const store::Memories::Recalled& past = r.recalled[recipient];
    const core::Category ours = notes.category.value_or(core::Category::Unknown);
    return agents::prioritise(notes.features, past.called.value_or(ours), r.outcome.threat,
        past.history, past.outlook.learnt);
}

core::Deadline Transaction::deadline(const Result& result) const
{
    return { services_.clock,
        result.start + budget(runtime_->config.processing, intake_.value().kept_bytes()) };
}

core::Outcome Transaction::triage(Result& result)
{
    if (result.seal_kept)
        return core::Outcome::skipped(core::SkipReason::Exempt);
    if (const auto reason = exemption())
        return core::Outcome::skipped(*reason);
    switch (intake_.value().kept()) {
    case Intake::Kept::NoMemory:
        return core::Outcome::skipped(core::SkipReason::Memory);
    case Intake::Kept::Failed:
        return core::Outcome::skipped(core::SkipReason::Internal);
    case Intake::Kept::Unwanted: // the daemon was to stop, and then it was not
        return core::Outcome::skipped(core::SkipReason::Stopping);
    case Intake::Kept::Whole:
    case Intake::Kept::Prefix:
        break;
    }
    return content_verdict(result, envelope());
}

core::Envelope Transaction::envelope() const
{
    core::Envelope envelope;
    envelope.mail_from = mail_from_;
    envelope.client = client_;
    envelope.direction = direction_;
    envelope.hour_received = hours(services_.clock.wall());
    envelope.forged_fields = intake_.value().own_fields().total() > 0;
    envelope.mta = mta_;
    return envelope;
}

core::Outcome Transaction::content_verdict(Result& result, const core::Envelope& envelope)
{
    const bool cacheable
        = runtime_->config.caching.enabled && intake_.value().kept() == Intake::Kept::Whole;
    const core::Digest& content = intake_.value().digests().content;
    const core::Digest key = cache_key(content, envelope, runtime_->generation->digest);
    if (const auto found = cacheable ? services_.cache.find(key, services_.clock.now()) : nullptr) {
        services_.metrics.add(Metric::CacheHits);
        core::Outcome outcome;
        outcome.status = core::Status::Complete;
        outcome.verdict = *found;
        outcome.cached = true;
        return outcome;
    }
    services_.metrics.add(Metric::CacheMisses, cacheable);
    Request request { envelope, intake_.value().fd(), intake_.value().kept_bytes(), content, {} };
    if (client_ == core::ClientClass::Foreign && peer_.ip)
        request.network = network_id(*peer_.ip);
    Answer answer = services_.triage(request, deadline(result));
    const bool ours = answer.generation->digest == runtime_->generation->digest;
    if (cacheable && ours && answer.outcome.status == core::Status::Complete)
        services_.cache.insert(key, answer.outcome.verdict, services_.clock.now());
    result.generation = std::move(answer.generation);
    return std::move(answer.outcome);
}

void Transaction::insert(Actions& actions, Result& result)
{
    if (result.seal_kept || result.rejected || !adds())
        return;
    headers::RenderPolicy policy = runtime_->render;
    if (policy.host.empty())
        policy.host = actions.macro("j");
    if (policy.host.empty())
        policy.host = mta_;
    headers::MessageFacts facts;
    facts.queue_id = queue_id_.empty() ? "-" : queue_id_;
    facts.received = services_.clock.wall();
    facts.sealed = intake_.value().sealed_fields();
    facts.body = intake_.value().digests().body;
    const headers::HeaderSet set = headers::render(
        result.outcome, result.generation->findings, result.personal, facts, policy);

    std::uint32_t left = runtime_->config.security.max_deletions - result.deleted;
    if (set.replace_x_priority)
        left -= delete_instances(actions, "X-Priority", intake_.value().x_priorities(), left);
    if (set.replace_importance)
        delete_instances(actions, "Importance", intake_.value().importances(), left);
    // Each at index 1, below the MTA's own Received: the last one inserted stands first.
    for (auto field = set.add.rbegin(); field != set.add.rend(); ++field)
        actions.insert_header(1, field->name, (peer_.leading_space ? " " : "") + field->value);
}

void Transaction::quarantine(Actions& actions, Result& result)
{
    if (edits() && runtime_->config.security.quarantine == "dangerous"
        && result.outcome.threat == core::Threat::Dangerous)
        result.quarantined = actions.quarantine("triage-milter: dangerous");
}

// For `show errors`: what did not work. An exempt message is no failure.
void Transaction::remember_failures(const core::Outcome& outcome) const
{
    const core::WallTime now = services_.clock.wall();
    for (const core::Missing& m : outcome.verdict.missing)
        services_.errors.add({ now, queue_id_, core::name(m.stage), core::name(m.cause) });
    if (outcome.reason && *outcome.reason != core::SkipReason::Exempt)
        services_.errors.add({ now, queue_id_, "message", core::name(*outcome.reason) });
}

void Transaction::count(const Result& result) const
{
    stats::Registry& m = services_.metrics;
    const core::Outcome& o = result.outcome;
    m.add(Metric::Messages, o.status);
    if (o.reason)
        m.add(Metric::Skipped, *o.reason);
    for (const core::Missing& missing : o.verdict.missing) {
        m.add(Metric::PartialStages, missing.stage);
        m.add(Metric::MissingCauses, missing.cause);
    }
    if (o.status != core::Status::Skipped) {
        m.add(Metric::Threats, o.threat);
        m.add(Metric::Categories, o.verdict.notes.category.value_or(core::Category::Unknown));
        m.add(Metric::Bands, result.personal.band);
    }
    m.add(Metric::Replies,
        result.rejected          ? stats::Reply::Reject
            : result.quarantined ? stats::Reply::Quarantine
                                 : stats::Reply::Continue);
    m.add(Metric::ForgedRemoved, result.deleted);
    m.add(Metric::ForgedFlood, result.flood);
    m.add(Metric::SealsKept, result.seal_kept);
    m.add(Metric::Oversize, intake_.value().kept() == Intake::Kept::Prefix);
    m.add(Metric::Bytes, intake_.value().received_bytes());
    m.observe(Metric::TriageSeconds, o.took);
}

void Transaction::log(const Result& result) const
{
    const Config::Log& config = runtime_->config.log;
    const std::string_view note = result.rejected ? "rejected"
        : result.flood                            ? "flood"
        : result.seal_kept                        ? "seal-kept"
        : result.quarantined                      ? "quarantined"
                                                  : "";
    services_.log(Level::Info,
        log_line(
            { queue_id_, result.outcome, result.personal, result.generation->findings, direction_,
                mail_from_, recipients_.size(), peer_.name, intake_.value().received_bytes(),
                result.deleted, note, { config.addresses, runtime_->address_key } }));
}

} // namespace milter
