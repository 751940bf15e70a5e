#include "milter/feedback/desk.h"

#include <pwd.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <vector>

#include "milter/log_line.h"
#include "triage/core/address.h"
#include "triage/core/text.h"
#include "triage/headers/restamp.h"

namespace feedback {

namespace {

using namespace std::chrono_literals;
using core::Error;
using store::Heard;

constexpr core::Duration reading_time = 2s; // of a worker
constexpr core::Duration lookup_time = 500ms;
constexpr std::chrono::seconds writing_time = 5s; // until the store's writer comes to it
constexpr std::int64_t day = 86400; // seconds

std::string_view local_part(std::string_view address)
{
    return address.substr(0, address.rfind('@'));
}

bool sealed(const milter::Intake& intake, const milter::Runtime& runtime, core::WallTime now)
{
    const auto ours = intake.own_fields().values();
    // Of the body nothing is claimed: stores change line ends, and a long one comes cut.
    return runtime.render.seal && !ours.empty()
        && headers::check_seal(*runtime.render.seal, now, 24h * runtime.config.store.retention_days,
               ours, intake.sealed_fields(), std::nullopt)
        == headers::SealCheck::Valid;
}

std::string said(const store::Opinion& o)
{
    return std::string(o.said == core::Said::Category ? name(o.category) : name(o.said));
}

core::Result<std::string> outcome(Heard heard, const store::Opinion& opinion)
{
    switch (heard) {
    case Heard::Learnt:
        return "learnt: " + said(opinion);
    case Heard::Undone:
        return "taken back: " + said(opinion);
    case Heard::Before:
        return opinion.undo ? "nothing to take back: " + said(opinion)
                            : "learnt before: " + said(opinion);
    case Heard::Unknown:
        return Error { "the message was not delivered to that address here" };
    case Heard::Dropped:
        break;
    }
    return Error { "the store could not take it: see 'triagectl show store'" };
}

} // namespace

Logins system_logins()
{
    return { [](uid_t uid) -> std::optional<std::string> {
                const struct passwd* const entry = ::getpwuid(uid);
                return entry ? std::optional<std::string>(entry->pw_name) : std::nullopt;
            },
        [](const std::string& name) -> std::optional<uid_t> {
            const struct passwd* const entry = ::getpwnam(name.c_str());
            return entry ? std::optional<uid_t>(entry->pw_uid) : std::nullopt;
        } };
}

std::string Desk::answer(uid_t peer, const Request& request)
{
    runtime_ = services_.runtime.get();
    const auto user = person(peer, request.user);
    if (!user)
        return refusal(user.error().what);
    if (!services_.memories || !services_.learner || !runtime_->store_keys)
        return refusal("store.backend is \"off\": there is nothing to learn with");
    const auto done = request.task == Task::Learn ? learn(request, *user) : stamp(request, *user);
    log(peer, request, *user, done);
    return done ? ok(*done) : refusal(done.error().what);
}

bool Desk::trusted(uid_t peer) const
{
    const auto& users = runtime_->config.feedback.trusted_users;
    return peer == 0 || peer == ::geteuid()
        || std::any_of(users.begin(), users.end(),
            [&](const std::string& name) { return logins_.uid(name) == peer; });
}

// Trusted users (a mail store's) speak for everybody, others for their login at our domains.
core::Result<std::string> Desk::person(uid_t peer, std::string_view user) const
{
    const auto& domains = runtime_->config.policy.local_domains;
    const bool for_all = trusted(peer);
    const auto login = logins_.name(peer);
    std::string address = core::normalise_address(user);
    if (address.empty() && for_all)
        return Error { "say whose mail it is with --user ADDRESS" };
    if (address.empty() && !login)
        return Error { "no user has the uid " + std::to_string(peer) };
    if (address.empty())
        address = *login;
    if (address.find('@') == address.npos) { // a login
        if (domains.empty())
            return Error { "policy.local_domains is empty: the address of " + address
                + " is not known" };
        address += "@" + domains.front();
    }
    const milter::People& people = runtime_->people;
    const std::string person = people.person(address);
    if (for_all)
        return person;
    for (const std::string& own : { person, people.without_addition(address) }) {
        const std::string domain = core::address_domain(own);
        const bool local = std::any_of(domains.begin(), domains.end(),
            [&](const std::string& d) { return core::address_domain("x@" + d) == domain; });
        if (login && local && local_part(own) == core::to_lower_ascii(*login))
            return person;
    }
    return Error { (login ? *login : "uid " + std::to_string(peer)) + " may not speak for "
        + address + ": name the user in feedback.trusted_users to allow it" };
}

core::Result<Desk::Reading> Desk::read(const Request& request, milter::Intake& intake) const
{
    core::Envelope envelope;
    envelope.mail_from = request.mail_from;
    const auto now = services_.clock.wall();
    envelope.hour_received = std::chrono::floor<std::chrono::hours>(now).time_since_epoch().count();
    envelope.mta = core::to_lower_ascii(runtime_->render.host);
    const milter::Request asked { envelope, intake.fd(), intake.kept_bytes(),
        intake.digests().content, {} };
    const auto answer = services_.triage(asked, core::Deadline::in(services_.clock, reading_time));
    const core::Notes& notes = answer.outcome.verdict.notes;
    if (!notes.correspondence)
        return Error { "the message could not be read: see 'triagectl show errors'" };
    Reading r;
    r.message = *notes.correspondence;
    r.arrival.message = r.message;
    r.arrival.proven = notes.from_proven;
    r.arrival.features = notes.features;
    r.arrival.category = notes.category.value_or(core::Category::Unknown);
    r.arrival.at = now.time_since_epoch().count();
    return r;
}

// Fields and body go the way of a message from an MTA, so that digests and seals agree.
core::Result<std::string> Desk::learn(const Request& request, const std::string& user)
{
    milter::Intake intake(services_.memory, { true, true, most_bytes });
    for (const headers::HeaderField& f : request.fields)
        intake.header(f.name, f.value);
    intake.end_of_header();
    intake.body(request.body);
    intake.finish();
    if (intake.fd() < 0)
        return Error { "there is no memory for the message now; try again" };
    if (!request.force && !sealed(intake, *runtime_, services_.clock.wall()))
        return Error { "the message has no valid X-Triage-Seal of this site: it is not what was "
                       "delivered; --force learns from it all the same" };
    const core::Digest who = core::address_digest(user);
    if (!request.opinion.undo && !spend(who))
        return Error { "feedback.max_per_day is reached for that address: nothing more is learnt "
                       "today" };
    auto reading = read(request, intake);
    if (!reading)
        return reading.error();
    reading->arrival.recipients = { who };
    const store::Memories memories(*services_.memories, *services_.learner, runtime_->store_keys);
    auto heard = memories.hear(
        reading->message, who, request.opinion, reading->arrival, reading->arrival.at);
    if (heard.wait_for(writing_time) != std::future_status::ready)
        return Error { "the store is slow: it will be learnt when the store comes to it" };
    const Heard what = heard.get();
    if (what == Heard::Learnt)
        services_.metrics.add(stats::Metric::Feedback, request.opinion.said);
    return outcome(what, request.opinion);
}

core::Result<std::string> Desk::stamp(const Request& request, const std::string& user) const
{
    milter::Intake intake(services_.memory, { true, true, most_bytes });
    for (const headers::HeaderField& f : request.fields)
        intake.header(f.name, f.value);
    intake.end_of_header();
    intake.finish(); // what it is called and who sent it stands in the header
    if (intake.fd() < 0)
        return Error { "there is no memory for the message now" };
    if (!sealed(intake, *runtime_, services_.clock.wall()))
        return Error { "the message has no valid X-Triage-Seal of this site" };
    const auto reading = read(request, intake);
    if (!reading)
        return reading.error();
    const store::Memories memories(*services_.memories, *services_.learner, runtime_->store_keys);
    const auto given = memories.given(reading->message, core::address_digest(user),
        core::Deadline::in(services_.clock, lookup_time));
    if (!given)
        return given.error();
    if (!*given)
        return Error { "nothing is known of a delivery to that address" };
    const store::DeliveryData& d = **given;
    std::string lines = "stamped";
    for (const headers::HeaderField& f :
        headers::restamp(intake.own_fields().values(), { d.priority, d.band, d.category, d.why },
            intake.sealed_fields(), *runtime_->render.seal))
        lines += "\n" + f.name + ": " + f.value;
    return lines;
}

bool Desk::spend(const core::Digest& person)
{
    const std::int64_t today = services_.clock.wall().time_since_epoch().count() / day;
    if (today != day_)
        spent_.clear();
    day_ = today;
    return spent_[person]++ < runtime_->config.feedback.max_per_day;
}

void Desk::log(uid_t peer, const Request& request, const std::string& user,
    const core::Result<std::string>& done) const
{
    const std::string what = request.task == Task::Stamp ? "stamp"
        : request.opinion.undo                           ? "undo " + said(request.opinion)
                                                         : said(request.opinion);
    const auto level = !done          ? milter::Level::Warning
        : request.task == Task::Stamp ? milter::Level::Debug
                                      : milter::Level::Info; // one a delivery
    services_.log(level,
        "feedback: " + (done ? done->substr(0, done->find('\n')) : "refused: " + what)
            + " uid=" + std::to_string(peer) + " user="
            + milter::logged_address(
                user, { runtime_->config.log.addresses, runtime_->address_key })
            + (done ? "" : ": " + done.error().what));
}

} // namespace feedback
