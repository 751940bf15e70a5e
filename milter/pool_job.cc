#include "milter/pool_job.h"

#include <algorithm>
#include <cerrno>
#include <ctime>
#include <poll.h>
#include <sys/socket.h>

#include "triage/core/codec.h"

namespace milter {

namespace {

using core::Cause;
using core::SkipReason;
using core::Stage;
using stats::WorkerEnd;

constexpr int most_attempts = 2; // one retry after a death
constexpr int most_unusable = 3; // workers that had died while idle; more is no accident
constexpr core::Duration exit_patience = std::chrono::milliseconds { 20 };

// Waits until the descriptor is readable; false when the time is up (or a signal came).
bool readable(int fd, core::Duration patience)
{
    const auto whole = std::chrono::floor<std::chrono::seconds>(patience);
    const timespec timeout { static_cast<time_t>(whole.count()), (patience - whole).count() };
    pollfd p { fd, POLLIN, 0 };
    return ::ppoll(&p, 1, &timeout, nullptr) == 1;
}

// The worker stops a little before the daemon stops waiting: its own word beats a guess.
core::Duration worker_budget(core::Duration remaining)
{
    return remaining - remaining / 16;
}

// A kernel that was short of memory kills without a word, an allocation that fails exits with a
// status of its own; both are visible only once the process is gone, which its socket precedes.
Cause cause_of_death(const Worker& worker, core::Deadline deadline)
{
    const auto patience = std::min(exit_patience, deadline.remaining());
    if (!readable(worker.child.pidfd.get(), patience))
        return Cause::Crash;
    const auto status = exit_status(worker.child, false);
    return status && status->kind == Exit::NoMemory ? Cause::Memory : Cause::Crash;
}

bool is_failure(Cause c) // of the stage; a limit is the message's
{
    return c != Cause::Limit && c != Cause::Open;
}

// A worker in our hands: whatever happens, an exception included, it goes back or is killed.
class Loan {
public:
    Loan(Crew& crew, WorkerPtr worker)
        : crew_(crew)
        , worker_(std::move(worker))
    {
    }
    ~Loan()
    {
        if (worker_)
            crew_.give_up(worker_, WorkerEnd::Crashed);
    }
    Loan(const Loan&) = delete;
    Loan& operator=(const Loan&) = delete;
    void back(bool answered) { crew_.give_back(take(), answered); }
    void late(const core::Digest& digest) { crew_.leave_late(take(), digest); }
    void give_up(WorkerEnd why) { crew_.give_up(take(), why); }

private:
    WorkerPtr take() { return std::exchange(worker_, nullptr); }
    Crew& crew_;
    WorkerPtr worker_;
};

} // namespace

Answer Job::run()
{
    int deaths = 0, unusable = 0;
    while (deaths < most_attempts && unusable < most_unusable) {
        const WorkerPtr worker = take();
        if (!worker)
            break;
        plan(*worker);
        if (const auto cause = missing(Stage::Parse); plan_.poison || cause) {
            crew_.give_back(worker, false);
            rest_ = cause; // without a parse nothing else runs
            return plan_.poison ? skipped(SkipReason::Poison) : answer();
        }
        if (deaths > 0)
            crew_.metrics.add(stats::Metric::WorkerRetries);
        const Talk talk = attempt(worker);
        if (talk == Talk::Finished || talk == Talk::Late)
            return answer();
        ++(talk == Talk::Unused ? unusable : deaths);
        if (missing(Stage::Parse) || deadline_.expired())
            break;
    }
    if (deaths > 0)
        return answer();
    if (unusable == most_unusable)
        return skipped(SkipReason::Internal);
    return skipped(crew_.stopping() ? SkipReason::Stopping : SkipReason::Overload);
}

WorkerPtr Job::take()
{
    const core::Time asked = crew_.clock.now();
    WorkerPtr worker = crew_.take(deadline_);
    crew_.metrics.observe(stats::Metric::QueueSeconds, crew_.clock.now() - asked);
    return worker;
}

// What this worker is not to run, and why that will be missing. A second worker may be of another
// generation, whose tables the first one's findings do not index: then nothing of it is kept.
void Job::plan(const Worker& worker)
{
    if (!planned_)
        plan_ = crew_.panel.plan(request_.digest, worker.stages, crew_.clock.now());
    planned_ = true;
    if (generation_ != worker.generation)
        verdict_ = {};
    generation_ = worker.generation;
    stages_ = worker.stages;
    skip_ = plan_.skip();
    for (std::size_t i = 0; i < core::stage_count; ++i) {
        const auto s = static_cast<Stage>(i);
        if (plan_.remembered.has(s))
            verdict_.miss(s, plan_.causes[i]);
        else if (plan_.open.has(s))
            verdict_.miss(s, Cause::Open);
    }
    if (!charged_)
        return;
    skip_.add(charged_->stage);
    verdict_.miss(charged_->stage, charged_->cause);
}

Job::Talk Job::attempt(const WorkerPtr& worker)
{
    Loan loan(crew_, worker);
    if (!ask(*worker))
        return Talk::Unused;
    Talk talk = Talk::Finished;
    std::optional<Stage> announced;
    hear(*worker, talk, announced);
    if (talk == Talk::Finished) {
        loan.back(true);
        return talk;
    }
    rest_ = talk == Talk::Late ? Cause::Timeout
        : talk == Talk::Died   ? cause_of_death(*worker, deadline_)
                               : Cause::Error;
    charge(announced);
    if (talk == Talk::Late) {
        loan.late(request_.digest);
        return talk;
    }
    crew_.panel.killed_worker(request_.digest, crew_.clock.now());
    loan.give_up(talk == Talk::Died ? WorkerEnd::Crashed : WorkerEnd::Anomaly);
    return talk;
}

// False if the worker has died or has said something unasked; it has not seen the message then.
bool Job::ask(const Worker& worker) const
{
    const int socket = worker.child.socket.get();
    char byte = 0;
    if (::recv(socket, &byte, 1, MSG_DONTWAIT | MSG_PEEK) >= 0 || errno != EAGAIN)
        return false;
    wire::Request r;
    r.sequence = worker.sequence;
    r.size = request_.size;
    r.skip = skip_;
    r.budget = worker_budget(deadline_.remaining());
    r.envelope = request_.envelope;
    std::string frame = wire::encode(r);
    return send_with_descriptor(socket, frame, request_.message_fd);
}

Job::Talk Job::listen(const Worker& worker, wire::Done& done) const
{
    const int socket = worker.child.socket.get();
    char bytes[wire::max_frame + 1];
    for (;;) {
        if (!readable(socket, deadline_.remaining())) {
            if (deadline_.expired())
                return Talk::Late;
            continue;
        }
        const ssize_t n = ::recv(socket, bytes, sizeof bytes, MSG_DONTWAIT);
        if (n < 0 && (errno == EAGAIN || errno == EINTR))
            continue;
        if (n <= 0)
            return Talk::Died;
        const auto frame = wire::decode({ bytes, static_cast<std::size_t>(n) });
        const auto* answer = frame ? std::get_if<wire::Done>(&*frame) : nullptr;
        if (!answer || answer->sequence != worker.sequence)
            return Talk::Violation;
        done = *answer;
        return Talk::Finished;
    }
}

// Takes what the worker says until its answer, its end or the deadline. Of a worker that breaks
// the protocol nothing is taken: it may have been taken over.
void Job::hear(const Worker& worker, Talk& talk, std::optional<Stage>& announced)
{
    wire::Done done;
    talk = listen(worker, done);
    const OutboxView view = worker.child.outbox.read(worker.sequence);
    announced = view.announced;
    auto all = reports(view);
    if (!all || (talk == Talk::Finished && !accounts_for_all(*all, done)))
        talk = Talk::Violation;
    if (talk == Talk::Violation)
        return;
    for (core::StageReport& report : *all)
        absorb(std::move(report));
    for (const core::Missing& m : done.missing)
        if (!verdict_.done.has(m.stage))
            verdict_.miss(m.stage, m.cause);
}

// Null if they are malformed, or if a stage reports twice or was not asked for.
std::optional<Job::Reports> Job::reports(const OutboxView& view) const
{
    Reports all;
    core::StageSet seen = skip_;
    core::Reader records(view.reports);
    while (!records.done()) {
        auto report
            = wire::decode_report(records.text(wire::max_report), generation_->findings.size());
        if (!records.ok() || !report || !stages_.has(report->stage) || seen.has(report->stage))
            return std::nullopt;
        seen.add(report->stage);
        all.push_back(std::move(*report));
    }
    return all;
}

// A worker that leaves a stage out could make an unfinished scan look like a clean one.
bool Job::accounts_for_all(const Reports& reports, const wire::Done& done) const
{
    core::StageSet named = skip_;
    for (const core::StageReport& r : reports)
        named.add(r.stage);
    for (const core::Missing& m : done.missing)
        named.add(m.stage);
    return named == (stages_ | skip_);
}

// What the first worker has reported stands; a retry ran it again only to get further.
void Job::absorb(core::StageReport report)
{
    const Stage stage = report.stage;
    if (verdict_.done.has(stage) || missing(stage))
        return;
    crew_.metrics.observe(stats::Metric::StageSeconds, stage, report.took);
    if (!ran_.has(stage) && (!report.failed || is_failure(*report.failed))) {
        ran_.add(stage);
        if (report.failed)
            crew_.panel.failure(
                stage, *report.failed, request_.digest, request_.network, crew_.clock.now());
        else
            crew_.panel.success(stage, crew_.clock.now());
    }
    verdict_.merge(std::move(report));
}

// The stage under way answers for the deadline or the death; those after it only did not run.
void Job::charge(std::optional<Stage> announced)
{
    if (!announced || !stages_.has(*announced) || verdict_.done.has(*announced))
        return;
    verdict_.miss(*announced, *rest_);
    charged_ = core::Missing { *announced, *rest_ };
    if (ran_.has(*announced))
        return;
    ran_.add(*announced);
    crew_.panel.failure(*announced, *rest_, request_.digest, request_.network, crew_.clock.now());
}

std::optional<Cause> Job::missing(Stage stage) const
{
    for (const core::Missing& m : verdict_.missing)
        if (m.stage == stage)
            return m.cause;
    return std::nullopt;
}

Answer Job::skipped(SkipReason reason) const
{
    return { core::Outcome::skipped(reason), generation_ ? generation_ : crew_.generation() };
}

Answer Job::answer()
{
    core::Outcome outcome;
    for (std::size_t i = 0; i < core::stage_count; ++i)
        if (const auto s = static_cast<Stage>(i); rest_ && stages_.has(s) && !verdict_.done.has(s))
            verdict_.miss(s, *rest_);
    outcome.status = verdict_.complete() ? core::Status::Complete : core::Status::Partial;
    outcome.verdict = std::move(verdict_);
    return { std::move(outcome), generation_ };
}

} // namespace milter
