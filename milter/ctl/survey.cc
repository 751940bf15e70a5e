#include "milter/ctl/survey.h"

#include <algorithm>
#include <atomic>
#include <thread>

#include "milter/ctl/assume.h"
#include "milter/ctl/probe.h"
#include "milter/settle.h"
#include "milter/steady_clock.h"
#include "milter/wire.h"
#include "triage/train/fingerprint.h"

namespace ctl {

namespace {

constexpr core::Duration patience = std::chrono::seconds { 10 }; // for one message
constexpr unsigned most_workers = 16;

core::StageSet studied_stages()
{
    core::StageSet stages;
    for (const core::Stage s :
        { core::Stage::Parse, core::Stage::Scan, core::Stage::Classify, core::Stage::Summarise })
        stages.add(s);
    return stages;
}

// One thread's part: its own worker, messages as they come.
class Surveyor {
public:
    Surveyor(const milter::Config& config, const milter::Networks& own,
        std::shared_ptr<const milter::GenerationFile> generation)
        : config_(config)
        , own_(own)
        , generation_(std::move(generation))
        , probe_(milter::WorkerRole::Study, studied_stages(), config, generation_, clock_)
    {
    }

    void look(const std::string& file, Surveyed& into)
    {
        const auto raw = read_mail(file);
        if (!raw) {
            into.failure = raw.error().what;
            return;
        }
        const Assumed assumed = assume(*raw, {}, config_, own_, clock_.wall());
        auto reply = probe_.ask(*raw, assumed.envelope, patience);
        if (!reply)
            into.failure = reply.error().what;
        else if (!take(*reply, assumed, into))
            into.failure = "not parsed or not scanned";
    }

private:
    bool take(Probe::Reply& reply, const Assumed& assumed, Surveyed& into) const
    {
        if (reply.records.empty())
            return false;
        auto study = train::decode_study(reply.records.back());
        if (!study)
            return false;
        reply.records.pop_back();
        core::Outcome outcome;
        outcome.status = core::Status::Complete;
        for (const std::string& record : reply.records) {
            auto report = milter::wire::decode_report(record, generation_->findings.size());
            if (!report)
                return false;
            outcome.verdict.merge(std::move(*report));
        }
        if (!outcome.verdict.done.has(core::Stage::Scan))
            return false;
        milter::settle(outcome, *generation_, assumed.to, false);
        into.findings = std::move(outcome.findings);
        for (core::Finding& f : into.findings)
            f.evidence = std::string();
        into.threat = outcome.threat;
        into.score = scan::score(into.findings, generation_->severities).security;
        core::Notes& notes = outcome.verdict.notes;
        into.language = notes.language;
        into.category = notes.category.value_or(core::Category::Unknown);
        into.features = std::move(notes.features);
        into.due = notes.action ? std::move(notes.action->due) : std::string();
        into.correspondence = notes.correspondence.value_or(core::Correspondence {});
        into.study = std::move(*study);
        return true;
    }

    milter::SteadyClock clock_;
    const milter::Config& config_;
    const milter::Networks& own_;
    std::shared_ptr<const milter::GenerationFile> generation_;
    Probe probe_;
};

std::vector<Surveyed> places(std::span<const MailSet> sets)
{
    std::vector<Surveyed> all;
    for (std::size_t set = 0; set < sets.size(); ++set)
        for (std::size_t file = 0; file < sets[set].files.size(); ++file) {
            Surveyed s;
            s.set = static_cast<std::uint16_t>(set);
            s.file = static_cast<std::uint32_t>(file);
            all.push_back(std::move(s));
        }
    return all;
}

std::string joined(const std::vector<core::Error>& errors)
{
    std::string text;
    for (const core::Error& e : errors)
        text += (text.empty() ? "" : "\n") + e.what;
    return text;
}

} // namespace

core::Result<Survey> survey(const milter::Config& config, std::vector<MailSet> sets)
{
    const auto own = milter::Networks::parse(config.policy.own_networks);
    if (!own)
        return own.error();
    auto made = milter::make_generation(config);
    if (!made.generation)
        return core::Error { joined(made.errors) };
    Survey result { std::move(sets), {}, std::move(made.generation) };
    result.messages = places(result.sets);
    std::atomic<std::size_t> next { 0 };
    const auto work = [&] {
        Surveyor surveyor(config, *own, result.generation);
        for (std::size_t i = next++; i < result.messages.size(); i = next++) {
            Surveyed& s = result.messages[i];
            surveyor.look(result.sets[s.set].files[s.file], s);
        }
    };
    std::vector<std::jthread> threads;
    const unsigned n = std::clamp(std::thread::hardware_concurrency(), 1u, most_workers);
    for (unsigned i = 0; i < n; ++i)
        threads.emplace_back(work);
    threads.clear(); // joins
    return result;
}

std::vector<bool> repeated(const Survey& survey)
{
    std::vector<bool> out(survey.messages.size());
    for (const bool hostile : { true, false }) {
        std::vector<std::uint64_t> prints;
        std::vector<std::size_t> places;
        for (std::size_t i = 0; i < survey.messages.size(); ++i)
            if (survey.sets[survey.messages[i].set].hostile == hostile) {
                places.push_back(i);
                prints.push_back(survey.messages[i].study.fingerprint);
            }
        const std::vector<bool> found = train::repeats(prints);
        for (std::size_t i = 0; i < places.size(); ++i)
            out[places[i]] = found[i];
    }
    return out;
}

} // namespace ctl
