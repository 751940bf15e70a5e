// One lock over all breakers and the memory of digests: a plan and a handful of answers a message,
// each well under a microsecond, do not need more. The memory is a bounded LRU with an expiry.
#include "milter/breaker_panel.h"

#include <list>
#include <unordered_map>

#include "milter/locked.h"

namespace milter {

namespace {

using core::Stage;

constexpr std::size_t max_remembered = 10000; // about 2 MB
constexpr core::Duration memory_span = std::chrono::hours { 1 };
constexpr std::uint32_t service_failures_in_a_row = 5;
constexpr std::uint8_t kills_that_poison = 2;

bool outside_service(Stage s)
{
    return s == Stage::Clamd || s == Stage::Llm || s == Stage::Store;
}

core::BreakerPolicy policy_of(const Config::Breakers& config, Stage stage)
{
    core::BreakerPolicy p;
    p.window = std::chrono::seconds { config.window_s };
    p.min_tries = config.min_tries;
    p.failure_share = config.failure_percent / 100.0;
    p.min_networks = config.min_networks;
    p.in_a_row = outside_service(stage) ? service_failures_in_a_row : 0;
    p.pause = std::chrono::seconds { config.pause_s };
    return p;
}

struct Memory { // of one message's digest
    core::Digest digest {};
    core::StageSet failed;
    std::array<core::Cause, core::stage_count> causes {};
    std::uint8_t kills = 0;
    core::Time touched {};
};

// Newest first; the oldest goes when it is full, the expired when they are met.
class Memories {
public:
    const Memory* find(const core::Digest& digest, core::Time now)
    {
        const auto it = index_.find(digest);
        if (it == index_.end())
            return nullptr;
        if (it->second->touched + memory_span > now)
            return &*it->second;
        list_.erase(it->second);
        index_.erase(it);
        return nullptr;
    }

    Memory& touch(const core::Digest& digest, core::Time now)
    {
        if (!find(digest, now)) {
            make_room();
            list_.emplace_front().digest = digest;
            index_.emplace(digest, list_.begin());
        }
        const auto it = index_.find(digest)->second;
        list_.splice(list_.begin(), list_, it);
        it->touched = now;
        return *it;
    }

private:
    void make_room()
    {
        if (list_.size() < max_remembered)
            return;
        index_.erase(list_.back().digest);
        list_.pop_back();
    }

    std::list<Memory> list_;
    std::unordered_map<core::Digest, std::list<Memory>::iterator, core::DigestHash> index_;
};

struct Panel {
    std::vector<core::Breaker> breakers; // by stage
    Memories memories;
    bool enabled = true;

    core::Breaker& of(Stage s) { return breakers[static_cast<std::size_t>(s)]; }

    // A disabled panel obeys only what an admin forced.
    bool allow(Stage s, core::Time now)
    {
        core::Breaker& b = of(s);
        if (!enabled && !b.forced())
            return true;
        return b.allow(now);
    }
};

} // namespace

struct BreakerPanel::State {
    explicit State(stats::Registry& registry)
        : metrics(registry)
    {
    }
    stats::Registry& metrics;
    Locked<Panel> panel;
};

BreakerPanel::BreakerPanel(const Config::Breakers& config, stats::Registry& metrics)
    : state_(std::make_unique<State>(metrics))
{
    auto panel = state_->panel.lock();
    panel->enabled = config.enabled;
    for (std::size_t i = 0; i < core::stage_count; ++i)
        panel->breakers.emplace_back(policy_of(config, static_cast<Stage>(i)));
}

BreakerPanel::~BreakerPanel() = default;

BreakerPanel::Plan BreakerPanel::plan(
    const core::Digest& digest, core::StageSet stages, core::Time now)
{
    auto panel = state_->panel.lock();
    Plan plan;
    if (const Memory* m = panel->memories.find(digest, now)) {
        plan.poison = m->kills >= kills_that_poison;
        plan.causes = m->causes;
        for (std::size_t i = 0; i < core::stage_count; ++i)
            if (const auto s = static_cast<Stage>(i); stages.has(s) && m->failed.has(s))
                plan.remembered.add(s);
    }
    if (plan.poison)
        return plan;
    for (std::size_t i = 0; i < core::stage_count; ++i) {
        const auto s = static_cast<Stage>(i);
        if (!stages.has(s) || plan.remembered.has(s))
            continue;
        const bool was_open = panel->of(s).state() == core::BreakerState::Open;
        if (!panel->allow(s, now))
            plan.open.add(s);
        else if (was_open && panel->of(s).state() == core::BreakerState::Probing)
            plan.probes.add(s);
    }
    return plan;
}

bool BreakerPanel::allow(Stage stage, core::Time now)
{
    return state_->panel.lock()->allow(stage, now);
}

void BreakerPanel::success(Stage stage, core::Time now)
{
    auto panel = state_->panel.lock();
    if (panel->enabled)
        panel->of(stage).success(now);
}

void BreakerPanel::failure(Stage stage, core::Cause cause,
    const std::optional<core::Digest>& digest, std::optional<core::NetworkId> network,
    core::Time now)
{
    auto panel = state_->panel.lock();
    if (digest) {
        Memory& m = panel->memories.touch(*digest, now);
        m.failed.add(stage);
        m.causes[static_cast<std::size_t>(stage)] = cause;
    }
    if (!panel->enabled)
        return;
    core::Breaker& b = panel->of(stage);
    const auto before = b.opened_count();
    b.failure(now, network);
    if (b.opened_count() != before)
        state_->metrics.add(stats::Metric::BreakerOpened, stage);
}

void BreakerPanel::killed_worker(const core::Digest& digest, core::Time now)
{
    auto panel = state_->panel.lock();
    Memory& m = panel->memories.touch(digest, now);
    if (m.kills < kills_that_poison)
        ++m.kills;
}

void BreakerPanel::abandoned(const Plan& plan, core::StageSet ran)
{
    if (plan.probes.empty())
        return;
    auto panel = state_->panel.lock();
    for (std::size_t i = 0; i < core::stage_count; ++i)
        if (const auto s = static_cast<Stage>(i); plan.probes.has(s) && !ran.has(s))
            panel->of(s).cancel();
}

core::Result<void> BreakerPanel::command(const std::string& verb, const std::string& name)
{
    const auto stage = core::named<Stage>(core::stage_names, name);
    if (!stage)
        return core::Error { "no breaker is called '" + name + "'" };
    auto panel = state_->panel.lock();
    core::Breaker& b = panel->of(*stage);
    if (verb == "open")
        b.force_open();
    else if (verb == "close")
        b.force_closed();
    else if (verb == "reset")
        b.reset();
    else
        return core::Error { "a breaker knows open, close and reset, not '" + verb + "'" };
    return {};
}

void BreakerPanel::configure(const Config::Breakers& config)
{
    auto panel = state_->panel.lock();
    const bool switched = panel->enabled != config.enabled;
    panel->enabled = config.enabled;
    for (std::size_t i = 0; i < core::stage_count; ++i) {
        core::Breaker& b = panel->breakers[i];
        b.set_policy(policy_of(config, static_cast<Stage>(i)));
        if (switched && !b.forced())
            b.reset(); // a probe under way would never be answered
    }
}

std::vector<BreakerInfo> BreakerPanel::info(core::Time now) const
{
    auto panel = state_->panel.lock();
    std::vector<BreakerInfo> all;
    for (std::size_t i = 0; i < core::stage_count; ++i) {
        const core::Breaker& b = panel->breakers[i];
        all.push_back({ std::string(core::stage_names[i]), b.state(), b.forced(), b.window(now),
            b.opened_count() });
    }
    return all;
}

} // namespace milter
